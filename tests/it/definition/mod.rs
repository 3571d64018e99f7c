//! The SQL that makes a catalog: byte for byte the text of `pg_dump`, and loaded it is the same catalog.

mod cases;
mod create;

use crate::catalog::{Bench, changes, shorts};
use std::collections::BTreeSet;
use tidegate::definition::{Source, text};
use tidegate::dump;
use tidegate::introspect::introspect_wording;
use tidegate::postgres::{Engine as _, Session};
use tidegate::sql;

/// The arguments with which schema files are dumped.
const ARGUMENTS: [&str; 4] = ["--schema-only", "--quote-all-identifiers", "--no-owner", "--no-privileges"];

/// The text of a database, written from its catalog.
fn written(bench: &mut Bench, database: &str) -> String {
    let major = bench.major();
    let mut open = bench.engine.open(database, &Session::default()).unwrap();
    let (catalog, wording) = introspect_wording(open.as_mut(), major).unwrap();
    text(&Source::new(&catalog, &wording), None, None)
}

/// The text of a database by `pg_dump`.
fn dumped(bench: &mut Bench, database: &str) -> String {
    let dump = bench.engine.dump(database, &ARGUMENTS).unwrap();
    dump::written(&dump, None)
}

/// The blocks of a text: the header of an entry and its statements.
fn blocks(text: &str) -> Vec<&str> {
    text.split("\n\n\n--\n").collect()
}

/// The blocks that only one of two texts has, in a few lines each.
fn differences(expected: &str, actual: &str) -> Vec<String> {
    let (expected, actual) = (blocks(expected), blocks(actual));
    let only = |mark: &str, these: &[&str], those: &[&str]| -> Vec<String> {
        let those: BTreeSet<&&str> = those.iter().collect();
        these.iter().filter(|block| !those.contains(block)).map(|block| format!("{mark} {block}")).collect()
    };
    [only("-", &expected, &actual), only("+", &actual, &expected)].concat()
}

/// A database into which a text was loaded, statement by statement.
fn loaded(bench: &mut Bench, text: &str) -> String {
    let statements = sql::statements(text.as_bytes()).into_iter().map(|span| &text[span]);
    bench.database(statements)
}

/// Holds the text of a database against that of `pg_dump`, and loads it. `changed` are the differences of the loaded
/// catalog.
fn check(bench: &mut Bench, database: &str, different: &[&str], changed: &[&str]) {
    let (expected, actual) = (dumped(bench, database), written(bench, database));
    let found = differences(&expected, &actual);
    assert_eq!(found, different, "{}", found.join("\n"));
    if different.is_empty() {
        assert_eq!(actual, expected);
    }
    let again = loaded(bench, &actual);
    let comparison = changes(&bench.catalog(database), &bench.catalog(&again));
    assert_eq!(shorts(&comparison), changed);
    assert_eq!(written(bench, &again), actual);
}
