//! The second comparison of `--double-check`: dumps of both databases, entry by entry.

use super::super::scratch::{Replay, ReplayedDatabase};
use super::printing::have_same_words;
use crate::diff::{self, Comparison};
use crate::dump::{DumpObject, Entries};
use crate::postgres::Error;

/// Dumps everything in a database but the schemas of the platform, with owners and privileges if that is asked for.
pub(super) fn whole_dump(replay: &mut Replay<'_>, database: &str, has_roles: bool) -> Result<Vec<u8>, Error> {
    let managed = replay.platform().schemas().iter();
    let excluded: Vec<String> = managed.map(|schema| format!("--exclude-schema=\"{schema}\"")).collect();
    let mut arguments = vec!["--schema-only", "--quote-all-identifiers"];
    if !has_roles {
        arguments.extend(["--no-owner", "--no-privileges"]);
    }
    arguments.extend(excluded.iter().map(String::as_str));
    replay.target.engine.dump(database, &arguments)
}

/// Returns the entries of the dumps that differ without a difference of the catalogs, in words.
pub(super) fn not_modelled(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    actual: &[u8],
    comparison: &Comparison,
) -> Result<Vec<String>, Error> {
    let expected = whole_dump(replay, &database.name, true)?;
    Ok(unseen(&expected, actual, comparison, (replay.plan.schemas, &|_, _| false)))
}

/// The schemas that are compared, if not all are, and whether an object of a schema is left out by its name.
type Compared<'a> = (Option<&'a [String]>, &'a dyn Fn(&str, &str) -> bool);

/// Returns the entries of two dumps that differ without a difference of the catalogs, in words.
pub fn unseen(
    expected: &[u8],
    actual: &[u8],
    comparison: &Comparison,
    (covered, is_ignored): Compared<'_>,
) -> Vec<String> {
    let found = diff::witness(expected, actual, comparison);
    if found.is_empty() {
        return Vec::new();
    }
    let (expected, actual) = (Entries::whole(expected), Entries::whole(actual));
    let is_compared = |object: &DumpObject| {
        // The comment of an extension comes with its version.
        let is_left_out = object.kind == "comment" && object.name.starts_with("EXTENSION ");
        let mut names = object.name.split([' ', '.', ';']);
        covered.is_none_or(|covered| covered.contains(&object.schema))
            && !is_left_out
            && !names.any(|name| is_ignored(&object.schema, name))
    };
    let is_printing = |object: &DumpObject| {
        let of = |entries: &Entries| {
            entries.iter().find(|(entry, _)| entry.object() == *object).map(|(_, text)| text.clone())
        };
        matches!((of(&expected), of(&actual)), (Some(one), Some(other)) if have_same_words(&one, &other))
    };
    let is_tracking = |object: &DumpObject| {
        let mut entries = expected.iter().chain(actual.iter());
        entries.any(|(entry, _)| entry.object() == *object && entry.is_tracking_table())
    };
    let found = found.into_iter().filter(|object| is_compared(object) && !is_tracking(object) && !is_printing(object));
    found.map(|object| format!("{} {}", object.kind, object.name)).collect()
}
