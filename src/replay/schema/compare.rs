//! Compares the replayed schema with a schema file.

use super::super::change::{Comparison, NotCompared};
use super::super::failure::StatementError;
use super::super::scratch::{Replay, ReplayedDatabase};
use super::super::source::Source;
use super::base::base;
use super::carried::carried;
use super::changes::{Causes, reported};
use super::file::load_file;
use super::loaded::LoadedFile;
use super::project::Pair;
use super::replayed::replayed;
use super::reprinted::load_file_again;
use super::run_file::readable;
use super::{reprinted, witness};
use crate::catalog::{Aspect, Catalog};
use crate::diff::{self, Side};
use crate::postgres::Error;
use std::collections::{BTreeMap, BTreeSet};

/// Compares the replayed database with a schema file. The inner error is a statement of the file
/// that cannot run.
///
/// All objects of the project are compared, or those in the schemas that the configuration names. Objects in schemas of
/// the platform are compared if the file has one; those of the migrations are then removed from `in_platform_schemas`.
pub(in super::super) fn compare(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    file: &Source,
    in_platform_schemas: &mut BTreeSet<String>,
) -> Result<Result<Comparison, StatementError>, Error> {
    if let Err(failed) = readable(&file.content) {
        return Ok(Err(failed));
    }
    let base = base(replay)?;
    let expected = replayed(replay, database)?;
    let loaded = match load_file(replay, database, &file.content, (&expected, &base))? {
        Ok(loaded) => loaded,
        Err(failed) => return Ok(Err(failed)),
    };
    let LoadedFile { catalog, not_run, is_beside, dump } = loaded;
    let schemas = replay.plan.schemas;
    let Paired { pair, schemas_not_covered } = pair(replay, (expected, catalog), &base, is_beside, in_platform_schemas);
    let mut aspects = carried(&file.content);
    if schemas.is_some() {
        aspects.remove(&Aspect::OutsideSchemas);
    }
    let mut compared = compared(&pair, &aspects)?;
    let mut load_again =
        |replay: &mut Replay<'_>| if is_beside { Ok(None) } else { load_file_again(replay, &file.content) };
    reprinted::forgive(replay, database, &mut compared.changes, &mut load_again)?;
    let mut comparison = Comparison { schemas_not_covered, not_run, ..Comparison::default() };
    comparison.not_modelled.clone_from(&compared.not_modelled);
    if replay.plan.checks.double_check {
        comparison.not_modelled.extend(witness::not_modelled(replay, database, &dump, &compared)?);
    }
    if !compared.changes.is_empty() {
        let causes = Causes::read(replay.plan.migrations);
        compared.explain(|object| causes.cause(object));
        let sides = (&pair.expected, &pair.actual);
        comparison.changes = reported(&compared.changes, sides, &causes).map_err(unreadable)?;
    }
    comparison.not_compared = not_compared(&compared);
    Ok(Ok(comparison))
}

/// Both catalogs with what is compared.
pub(super) struct Paired {
    pub(super) pair: Pair,
    /// Schemas with objects that, by the configuration, are not compared.
    pub(super) schemas_not_covered: BTreeSet<String>,
}

/// Returns the catalogs of the replayed database and of a file without what is not compared. Objects in schemas of the
/// platform that are not compared are added to `in_platform_schemas`, which is empty if they are.
pub(super) fn pair(
    replay: &Replay<'_>,
    (expected, actual): (Catalog, Catalog),
    base: &Catalog,
    is_beside: bool,
    in_platform_schemas: &mut BTreeSet<String>,
) -> Paired {
    let (managed, schemas) = (replay.platform().schemas(), replay.plan.schemas);
    let mut pair = Pair { expected, actual };
    pair.align_public(is_beside);
    // First, because a column of another release's table would be what is left of it.
    pair.remove_tracking();
    pair.remove_base(base);
    pair.remove_extensions(&replay.template.unregistered);
    let has_managed = pair.file_has_managed(managed);
    if has_managed && !is_beside && schemas.is_none() {
        in_platform_schemas.clear();
    } else {
        in_platform_schemas.append(&mut pair.only_in_file(managed));
        pair.remove_managed(managed, &BTreeSet::new());
    }
    let schemas_not_covered = pair.cover(managed, schemas);
    Paired { pair, schemas_not_covered }
}

pub(super) fn compared(pair: &Pair, aspects: &BTreeSet<Aspect>) -> Result<diff::Comparison, Error> {
    // Objects that no noun describes are on both sides if the platform has them.
    let only = |one: &Catalog, other: &Catalog| {
        one.not_modelled.iter().filter(|object| !other.not_modelled.contains(object)).cloned().collect::<Vec<_>>()
    };
    let not_modelled = [only(&pair.expected, &pair.actual), only(&pair.actual, &pair.expected)].concat();
    let compared = diff::compare(&Side::whole(&pair.expected), &Side::carrying(&pair.actual, aspects.iter().copied()))
        .map_err(unreadable)?;
    Ok(diff::Comparison { not_modelled, ..compared })
}

#[expect(clippy::needless_pass_by_value, reason = "the form that `map_err` needs")]
pub(super) fn unreadable(cause: serde_json::Error) -> Error {
    Error::Catalog { cause: cause.to_string() }
}

/// Returns the differences in aspects that were not compared, by their aspects.
pub(super) fn not_compared(comparison: &diff::Comparison) -> Vec<NotCompared> {
    let mut found: BTreeMap<Aspect, Vec<String>> = BTreeMap::new();
    // No schema file has the rows of a materialized view.
    let named = comparison.not_compared.iter().filter(|one| one.aspect != Aspect::State);
    for one in named {
        found.entry(one.aspect).or_default().push(one.object.to_string());
    }
    found.into_iter().map(|(aspect, objects)| NotCompared { aspect, objects }).collect()
}
