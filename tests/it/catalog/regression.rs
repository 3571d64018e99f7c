//! The database that `PostgreSQL`'s own regression suite leaves behind: its dump, loaded, gives the same catalog.
//!
//! `tests/grammar.sh` fetches the suite; without its result (named by `TIDEGATE_GRAMMAR`) the test says so.

use super::{Bench, changes, short};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use tidegate::catalog::{Aspect, Identity, Object};
use tidegate::diff::{Change, witness};

#[derive(Deserialize)]
struct Suite {
    file: String,
    statements: Vec<Statement>,
}

#[derive(Deserialize)]
struct Statement {
    text: String,
}

/// Files that others need, in the order of the suite's schedule.
const FIRST: [&str; 9] = [
    "test_setup",
    "create_function_c",
    "create_misc",
    "create_operator",
    "create_procedure",
    "create_type",
    "create_table",
    "create_index",
    "create_view",
];

/// Files that change the server, wait, or only ask.
const LEFT_OUT: [&str; 6] = ["advisory_lock", "database", "drop_if_exists", "stats", "tablespace", "vacuum_parallel"];

/// The statements of the suite by file, in an order in which they run.
fn suite() -> Option<Vec<Vec<String>>> {
    let Some(folder) = std::env::var_os("TIDEGATE_GRAMMAR").map(PathBuf::from) else {
        crate::support::print_skipped("TIDEGATE_GRAMMAR names no folder made by tests/grammar.sh");
        return None;
    };
    let mut files = BTreeMap::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        let suite: Suite = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let name = suite.file.strip_prefix("src/test/regress/sql/").and_then(|name| name.strip_suffix(".sql"));
        if let Some(name) = name.filter(|name| !LEFT_OUT.contains(name)) {
            let place = FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len());
            let statements = suite.statements.into_iter().map(|statement| statement.text);
            files.insert((place, name.to_owned()), statements.filter(|text| is_run(text)).collect());
        }
    }
    assert!(files.len() > 150, "{}", files.len());
    Some(files.into_values().collect())
}

/// Whether a statement makes objects; rows are of no interest, and a `COPY` would wait for them.
fn is_run(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    !matches!(first.as_str(), "copy" | "select" | "insert" | "update" | "delete" | "explain" | "values" | "vacuum")
        && !text.to_ascii_lowercase().contains("tablespace")
}

/// A child of an inheritance whose columns have another order: `pg_dump` writes inherited columns first.
fn is_no_fixpoint(change: &Change, object: Option<&Object>) -> bool {
    let is_order = change.properties.iter().all(|property| property.aspect == Aspect::ColumnOrder);
    let inherits = matches!(object, Some(Object::Table(table)) if table.inherits.is_some());
    !change.properties.is_empty() && is_order && inherits
}

#[test]
fn the_regression_database_is_the_same_after_its_dump_was_loaded() {
    let Some(suite) = suite() else { return };
    let Some(mut bench) = Bench::new() else { return };
    let name = bench.database([]);
    for statements in &suite {
        bench.try_all(&name, statements);
    }
    let dump = bench.dump(&name);
    let loaded = bench.load(&dump);
    let (expected, actual) = (bench.catalog(&name), bench.catalog(&loaded));
    assert!(expected.objects.len() > 2000, "{}", expected.objects.len());
    assert_eq!(expected.not_modelled, <[String; 0]>::default());

    let mut comparison = changes(&expected, &actual);
    let again = bench.dump(&loaded);
    assert!(witness(&dump, &again, &comparison).is_empty(), "{:?}", witness(&dump, &again, &comparison));
    for change in &mut comparison.changes {
        change.properties.retain(|property| property.aspect != Aspect::State);
    }
    comparison.changes.retain(|change| {
        let is_state = change.before.is_some() && change.after.is_some() && change.properties.is_empty();
        !is_state && !is_no_fixpoint(change, expected.objects.get(&change.object))
    });
    let left: Vec<(&Identity, String)> =
        comparison.changes.iter().map(|change| (&change.object, short(change))).collect();
    assert!(left.is_empty(), "{} of {}: {left:?}", left.len(), expected.objects.len());

    super::generated::check(&mut bench, &loaded);
}
