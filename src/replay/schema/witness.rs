//! The second comparison of `--double-check`: dumps of both databases, entry by entry.

use super::super::scratch::{Replay, ReplayedDatabase};
use super::printing::have_same_words;
use crate::diff::{self, Comparison};
use crate::dump::Entries;
use crate::postgres::Error;

/// Dumps everything in a database but the schemas of the platform.
pub(super) fn whole_dump(replay: &mut Replay<'_>, database: &str) -> Result<Vec<u8>, Error> {
    let managed = replay.platform().schemas().iter();
    let excluded: Vec<String> = managed.map(|schema| format!("--exclude-schema=\"{schema}\"")).collect();
    let mut arguments = vec!["--schema-only", "--quote-all-identifiers", "--no-owner", "--no-privileges"];
    arguments.extend(excluded.iter().map(String::as_str));
    replay.target.engine.dump(database, &arguments)
}

/// Returns the entries of the dumps that differ without a difference of the catalogs, in words.
pub(super) fn not_modelled(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    dump: &[u8],
    comparison: &Comparison,
) -> Result<Vec<String>, Error> {
    let replayed = whole_dump(replay, &database.name)?;
    let (expected, actual) = (Entries::read(&replayed), Entries::read(dump));
    let covered = replay.plan.schemas;
    let is_compared = |schema: &str| covered.is_none_or(|covered| covered.iter().any(|name| name == schema));
    let is_printing = |object: &crate::dump::DumpObject| {
        let of = |entries: &Entries| {
            entries.iter().find(|(entry, _)| entry.object() == *object).map(|(_, text)| text.clone())
        };
        matches!((of(&expected), of(&actual)), (Some(one), Some(other)) if have_same_words(&one, &other))
    };
    let is_tracking = |object: &crate::dump::DumpObject| {
        let mut entries = expected.iter().chain(actual.iter());
        entries.any(|(entry, _)| entry.object() == *object && entry.is_tracking_table())
    };
    let found = diff::witness(&replayed, dump, comparison);
    let found =
        found.into_iter().filter(|object| is_compared(&object.schema) && !is_tracking(object) && !is_printing(object));
    Ok(found.map(|object| format!("{} {}", object.kind, object.name)).collect())
}
