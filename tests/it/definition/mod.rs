//! The SQL that makes a catalog: byte for byte the text of `pg_dump`, and the same catalog when it was loaded.

mod create;
mod whole;

use crate::catalog::{Bench, shorts};
use std::collections::BTreeMap;
use tidegate::catalog::{Aspect, Catalog};
use tidegate::definition::{Source, text};
use tidegate::diff::{Side, compare};
use tidegate::dump;
use tidegate::introspect::introspect_wording;
use tidegate::postgres::{Engine as _, Session};
use tidegate::sql;

/// The arguments with which schema files are dumped.
const ARGUMENTS: [&str; 4] = ["--schema-only", "--quote-all-identifiers", "--no-owner", "--no-privileges"];

/// The aspects that a text of a catalog carries.
const ASPECTS: [Aspect; 5] =
    [Aspect::Structure, Aspect::Comments, Aspect::ColumnOrder, Aspect::NotNullNames, Aspect::OutsideSchemas];

/// Objects that are the reason why a catalog differs after its text was loaded.
#[derive(Default)]
struct Known<'a> {
    /// The reasons why `pg_dump` writes blocks differently.
    blocks: &'a [&'a str],
    changes: &'a [&'a str],
}

/// The text of a database, written from its catalog.
fn written(bench: &mut Bench, database: &str) -> String {
    let major = bench.major();
    let mut open = bench.engine.open(database, &Session::default()).unwrap();
    let (catalog, wording) = introspect_wording(open.as_mut(), major).unwrap();
    text(&Source::new(&catalog, &wording), None, None, &|_| true)
}

/// The text of a database by `pg_dump`.
fn dumped(bench: &mut Bench, database: &str) -> String {
    let dump = bench.engine.dump(database, &ARGUMENTS).unwrap();
    dump::written(&dump, None, &|_| true)
}

/// The reason why a block is written differently.
fn reason(expected: &str, actual: &str) -> Option<&'static str> {
    let starts = |kind: &str| expected.contains(&format!("; Type: {kind}; "));
    let without = |text: &str, from: &str, end: char| match text.find(from) {
        Some(at) => {
            let rest = &text[at + from.len()..];
            format!("{}{}", &text[..at], rest.find(end).map(|at| &rest[at + 1..]).unwrap_or_default())
        }
        None => text.to_owned(),
    };
    let is_secret = ["SUBSCRIPTION", "SERVER", "USER MAPPING", "FOREIGN DATA WRAPPER"].into_iter().any(starts);
    let secrets = ["pass", "secret", "token", "key", "credential", "://u:p@"];
    if is_secret && secrets.iter().any(|secret| expected.contains(secret)) {
        Some("secret options are not read")
    } else if starts("SEQUENCE") && expected.contains(" AS IDENTITY (") && expected.contains("NO MAXVALUE") {
        Some("the limits of an identity sequence are kept")
    } else if starts("PROCEDURAL LANGUAGE") && expected.contains("CREATE OR REPLACE") {
        Some("the functions of a language are named")
    } else if starts("USER MAPPING") {
        Some("secret options are not read")
    } else if actual.contains("; Type: CONSTRAINT; ")
        && actual.contains(" DEPENDS ON EXTENSION ")
        && !expected.contains(" DEPENDS ON EXTENSION ")
    {
        Some("the index of a constraint keeps its extensions")
    } else if without(actual, "\nUSING \"", '"') == expected {
        Some("the access method is named")
    } else if without(actual, "\n\nALTER INDEX ", '\n') == expected {
        Some("the index of a constraint keeps its statistics targets")
    } else {
        None
    }
}

/// Compares the blocks of two texts, which must be in the same order.
fn compared(expected: &str, actual: &str) -> BTreeMap<&'static str, usize> {
    let blocks = |text: &str| text.split("\n\n\n--\n").map(str::to_owned).collect::<Vec<_>>();
    let header = |block: &String| block.lines().next().unwrap_or_default().to_owned();
    let (expected, actual) = (blocks(expected), blocks(actual));
    // Those on row types, and on constraints and triggers of a parent.
    let is_state = |block: &String| header(block).contains("; Type: TRIGGER; ") && !block.contains("CREATE ");
    let is_comment = |block: &String| header(block).contains("; Type: COMMENT; ") || is_state(block);
    let (kept, actual): (Vec<_>, Vec<_>) =
        actual.into_iter().partition(|block| is_comment(block) && !expected.contains(block));
    let headers = |blocks: &[String]| blocks.iter().map(header).collect::<Vec<_>>();
    let (found, wanted) = (headers(&actual), headers(&expected));
    let first = (0..found.len().max(wanted.len())).find(|at| found.get(*at) != wanted.get(*at));
    if let Some(at) = first {
        panic!("{:?} and not {:?}", found.get(at), wanted.get(at));
    }
    let mut reasons = BTreeMap::new();
    if !kept.is_empty() {
        reasons.insert("comments that `pg_dump` leaves out are kept", kept.len());
    }
    for (expected, actual) in expected.iter().zip(&actual).filter(|(expected, actual)| expected != actual) {
        let reason = reason(expected, actual);
        let reason = reason.unwrap_or_else(|| panic!("pg_dump writes\n\n{expected}\n\nand not\n\n{actual}"));
        *reasons.entry(reason).or_default() += 1;
    }
    reasons
}

/// The differences between two catalogs that a text can have.
fn changes(expected: &Catalog, actual: &Catalog) -> Vec<String> {
    shorts(&compare(&Side::carrying(expected, ASPECTS), &Side::carrying(actual, ASPECTS)).unwrap())
}

/// Compares the text of a database with that of `pg_dump`, and loads it.
fn check(bench: &mut Bench, database: &str, known: &Known<'_>) {
    let (expected, actual) = (dumped(bench, database), written(bench, database));
    let reasons: Vec<&str> = compared(&expected, &actual).into_keys().collect();
    assert_eq!(reasons, known.blocks);
    let statements = sql::statements(actual.as_bytes()).into_iter().map(|span| &actual[span]);
    // The provider of the labels is on no server.
    let statements: Vec<&str> = statements.filter(|statement| !statement.starts_with("SECURITY LABEL")).collect();
    let again = bench.database(statements);
    assert_eq!(changes(&bench.catalog(database), &bench.catalog(&again)), known.changes);
    if known.changes.is_empty() && !actual.contains("SECURITY LABEL") {
        assert_eq!(written(bench, &again), actual);
    }
}
