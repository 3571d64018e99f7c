//! Compares two sides that were loaded on one server, whatever each of them is.

use super::super::loaded_side::{LoadedSide, SideKind};
use super::changes::Causes;
use super::project::Pair;
use crate::catalog::{Aspect, Catalog, Identity};
use crate::diff::{self, Cause, Side};
use crate::postgres::Error;
use crate::replay::Source;
use std::collections::BTreeSet;

/// Two sides that were compared.
#[derive(Clone, Debug, Default)]
pub struct ComparedSides {
    pub comparison: diff::Comparison,
    /// The objects that were compared.
    pub expected: Catalog,
    pub actual: Catalog,
    /// Objects in schemas of the platform that were not compared, each with its kind.
    pub in_platform_schemas: BTreeSet<String>,
    /// Schemas with objects that, by the configuration, are not compared.
    pub schemas_not_covered: BTreeSet<String>,
    /// The aspects that both sides carry.
    pub aspects: BTreeSet<Aspect>,
}

/// Compares two sides. `managed` are the schemas of the platform, `schemas` those that the configuration has compared.
pub fn compare_sides(
    expected: &LoadedSide,
    actual: &LoadedSide,
    managed: &[&str],
    schemas: Option<&[String]>,
) -> Result<ComparedSides, Error> {
    let mut pair = Pair { expected: expected.catalog.clone(), actual: actual.catalog.clone() };
    let not_modelled = not_modelled(expected, actual);
    pair.align_public(expected.is_beside || actual.is_beside);
    let nothing = Catalog::default();
    let base_of_expected = expected.base.as_ref().or(actual.base.as_ref()).unwrap_or(&nothing);
    let base_of_actual = actual.base.as_ref().unwrap_or(base_of_expected);
    // First, because a column of another release's table would be what is left of it.
    pair.remove_tracking();
    pair.remove_bases(base_of_expected, base_of_actual);
    pair.remove_extensions(&expected.provided);
    pair.remove_extensions(&actual.provided);
    let mut compared = ComparedSides::default();
    if leaves_out_managed(&pair, expected, actual, managed) {
        // A file has none of a project's objects there, and a live database has them beside those of the platform.
        let is_file = |side: &LoadedSide| side.kind == SideKind::Files;
        let kept = if is_file(expected) || is_file(actual) { BTreeSet::new() } else { pair.own_in_managed(managed) };
        compared.in_platform_schemas = pair.only_on_one_side(managed, &kept);
        pair.remove_managed(managed, &kept);
    }
    compared.schemas_not_covered = pair.cover(managed, schemas);
    let mut sides = [side_of(expected, actual, &pair.expected), side_of(actual, expected, &pair.actual)];
    if schemas.is_some() {
        sides = sides.map(|side| side.without(&[Aspect::OutsideSchemas]));
    }
    let found = diff::compare(&sides[0], &sides[1]).map_err(|cause| Error::Catalog { cause: cause.to_string() })?;
    compared.aspects = &sides[0].aspects & &sides[1].aspects;
    compared.comparison = diff::Comparison { not_modelled, ..found };
    (compared.expected, compared.actual) = (pair.expected, pair.actual);
    Ok(compared)
}

/// Whether objects in schemas of the platform are not compared: a file usually has none of them, and in a live database
/// they are the platform's own.
fn leaves_out_managed(pair: &Pair, expected: &LoadedSide, actual: &LoadedSide, managed: &[&str]) -> bool {
    let has_none = |side: &LoadedSide, catalog: &Catalog| match side.kind {
        SideKind::History => false,
        SideKind::Files => side.is_beside || !Pair::has_managed(catalog, managed),
        SideKind::Database => true,
    };
    has_none(expected, &pair.expected) || has_none(actual, &pair.actual)
}

/// A side with the aspects that it carries in a comparison with another one.
fn side_of<'a>(side: &LoadedSide, other: &LoadedSide, catalog: &'a Catalog) -> Side<'a> {
    let found = Side::carrying(catalog, side.aspects.iter().copied());
    match (side.kind, other.kind) {
        // Rows and versions are those of a server, and not of a history.
        (SideKind::Database, SideKind::History | SideKind::Files) => {
            found.without(&[Aspect::State, Aspect::ExtensionVersions])
        }
        // Its objects belong to the role of the replay, unless a migration names another one.
        (SideKind::History, SideKind::Database) if !side.sets_owners => found.without(&[Aspect::Owners]),
        _ => found,
    }
}

/// Returns the objects that no noun describes, and that the project or a live database has.
fn not_modelled(expected: &LoadedSide, actual: &LoadedSide) -> Vec<String> {
    let own = |side: &LoadedSide, other: &LoadedSide| {
        let base = side.base.as_ref().or(other.base.as_ref());
        let is_own = |object: &&String| base.is_none_or(|base| !base.not_modelled.contains(object));
        side.catalog.not_modelled.iter().filter(is_own).cloned().collect::<BTreeSet<String>>()
    };
    own(expected, actual).union(&own(actual, expected)).cloned().collect()
}

/// Finds the migrations that made what differs.
pub struct CauseFinder {
    /// Looked through in this order.
    causes: Vec<Causes>,
}

impl CauseFinder {
    /// Reads the migrations of both sides; those that only one side has are looked through first.
    pub fn read(expected: &[Source], actual: &[Source]) -> Self {
        let only = |one: &[Source], other: &[Source]| -> Vec<Source> {
            let is_in =
                |source: &Source| other.iter().any(|other| other.path == source.path && other.text() == source.text());
            one.iter().filter(|source| !is_in(source)).cloned().collect()
        };
        let lists = [&only(expected, actual)[..], &only(actual, expected), expected, actual];
        Self { causes: lists.into_iter().map(Causes::read).collect() }
    }

    /// Returns the migration that made an object or changed it last.
    pub fn of(&self, object: &Identity) -> Option<Cause> {
        let path = self.causes.iter().find_map(|causes| causes.path(causes.of(object)?))?;
        Some(Cause { migration: path.to_string(), line: None })
    }
}
