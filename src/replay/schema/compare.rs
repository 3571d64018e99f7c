//! Compares the replayed schema with a schema file.

use super::super::change::{Change, Comparison, DumpObject};
use super::super::failure::StatementError;
use super::super::scratch::{Replay, ReplayedDatabase};
use super::super::source::Source;
use super::dump::dump_schemas;
use super::entry_changes::entry_changes;
use super::printing;
use super::reload::{self, Loaded, Scope};
use crate::dump::{self, Entries};
use crate::postgres::Error;
use std::collections::BTreeSet;

/// Compares the replayed database with a schema file. The inner error is a statement of the file
/// that cannot run.
///
/// The comparison covers the schemas that the configuration names, or else `public` and those
/// that the file creates. Objects of the file in schemas of the platform are added to
/// `in_platform_schemas`.
pub(in super::super) fn compare(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    file: &Source,
    in_platform_schemas: &mut BTreeSet<String>,
) -> Result<Result<Comparison, StatementError>, Error> {
    let (managed, covered) = (replay.platform().schemas(), replay.plan.schemas);
    let created = dump::schemas(&file.content, managed);
    let compared = covered.map_or_else(|| created.clone(), |covered| covered.iter().cloned().collect());
    let mut comparison =
        Comparison { schemaless_kinds: dump::schemaless_kinds(&file.content), ..Comparison::default() };
    if covered.is_none() {
        comparison.schemas_not_in_file.clone_from(&database.schemas);
        let is_missing = |schema: &String| !created.contains(schema) && !managed.contains(&schema.as_str());
        comparison.schemas_not_in_file.retain(is_missing);
    }
    let expected = dump_schemas(replay, database, &compared)?;
    let expected_entries = Entries::read(&expected);
    let file_entries = Entries::read(&file.content);
    let tracking = replay.plan.tracking_table();
    if let Err(failed) = reload::readable(&file.content) {
        return Ok(Err(failed));
    }
    // A file with the statements of the dump in its order loads as the dump does.
    if dump::is_written(&file.content, &expected, tracking.as_ref()) || dump::is_same_dump(&file.content, &expected) {
        return Ok(Ok(comparison));
    }
    // What the file creates must not exist, even in schemas that are not compared.
    let emptied = created.union(&compared).cloned().collect();
    let mut actual = Loaded::default();
    let scope = Scope { emptied: &emptied, dumped: &compared };
    if let Err(failed) = reload::load(replay, &database.name, scope, &file.content, &mut actual)? {
        return Ok(Err(failed));
    }
    if covered.is_some() {
        // Those schemas were empty before the file was loaded.
        let filled = std::mem::take(&mut actual.filled).into_iter();
        let is_not_covered = |schema: &String| created.contains(schema) && !compared.contains(schema);
        comparison.schemas_not_covered.extend(filled.filter(is_not_covered));
    }
    comparison.not_run = std::mem::take(&mut actual.not_run);
    in_platform_schemas.append(&mut actual.in_platform_schemas);
    comparison.changes = entry_changes(&Entries::read(&actual.dump), &expected_entries);
    printing::forgive(&file_entries, &expected_entries, &mut comparison.changes);
    if comparison.changes.iter().any(printing::may_differ) {
        retain_stable(replay, database, &compared, (&actual.dump, &expected), &mut comparison.changes)?;
    }
    Ok(Ok(comparison))
}

/// Removes the changes that vanish when both dumps are loaded and dumped once more: some
/// expressions are printed differently after they were loaded from a dump, and do not change
/// from then on. It takes as long as everything before.
pub(super) fn retain_stable(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    compared: &BTreeSet<String>,
    (before, after): (&[u8], &[u8]),
    changes: &mut Vec<Change>,
) -> Result<(), Error> {
    let scope = Scope { emptied: compared, dumped: compared };
    let mut reloaded = Vec::new();
    for text in [after, before] {
        let mut loaded = Loaded::default();
        if reload::load(replay, &database.name, scope, text, &mut loaded)?.is_err() {
            return Ok(());
        }
        reloaded.push(Entries::read(&loaded.dump));
    }
    let [after, before] = &reloaded[..] else { return Ok(()) };
    let stable = entry_changes(before, after);
    let stable: BTreeSet<&DumpObject> = stable.iter().map(|change| &change.object).collect();
    changes.retain(|change| stable.contains(&change.object));
    Ok(())
}
