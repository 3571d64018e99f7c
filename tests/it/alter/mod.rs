//! The SQL that makes one schema like another, on a real server: after it ran, nothing differs by both witnesses.

mod corpus;
mod online;
mod pairs;
mod probes;
mod random;
mod rows;

use crate::catalog::{Bench, changes, shorts};
use std::collections::BTreeSet;
use tidegate::alter::{Options, Script, Statement, script};
use tidegate::catalog::{Aspect, Catalog};
use tidegate::diff::{Comparison, Side, compare, witness};
use tidegate::postgres::{Engine as _, Session};

/// Everything is compared, and destructive statements run.
fn destructive() -> Options {
    Options { destructive: true, ..Options::new() }
}

/// As above, without the order of columns, which cannot be changed.
fn in_any_order() -> Options {
    let mut options = destructive();
    options.aspects.remove(&Aspect::ColumnOrder);
    options
}

/// Runs a script as it is meant to run: each transaction as a whole.
fn apply(bench: &mut Bench, name: &str, script: &Script) {
    let mut database = bench.engine.open(name, &Session::default()).unwrap();
    for transaction in &script.transactions {
        for sql in transaction.sql() {
            database.run(sql).unwrap_or_else(|error| panic!("{error}: {sql}\nin\n{}", script.text()));
        }
    }
}

/// Runs each statement of a script on its own, and returns those that failed with their errors.
fn try_apply<'s>(bench: &mut Bench, name: &str, script: &'s Script) -> Vec<(&'s Statement, String)> {
    let mut database = bench.engine.open(name, &Session::default()).unwrap();
    let mut failed = Vec::new();
    for transaction in &script.transactions {
        for statement in transaction.statements.iter().filter(|statement| !statement.is_withheld) {
            let settings = ["BEGIN", "SET LOCAL search_path = ''", "SET LOCAL check_function_bodies = off"];
            let sql = settings.into_iter().chain(statement.sql.iter().map(String::as_str)).chain(["COMMIT"]);
            for sql in sql {
                if let Err(error) = database.run(sql) {
                    failed.push((statement, format!("{error}: {sql}")));
                    database.run("ROLLBACK").unwrap();
                    break;
                }
            }
        }
    }
    failed
}

/// The changes that are left in the aspects of a script, in a few words each.
fn left(expected: &Catalog, actual: &Catalog, options: &Options) -> Vec<String> {
    let side = |catalog| Side::carrying(catalog, options.aspects.iter().copied());
    shorts(&compare(&side(expected), &side(actual)).unwrap())
}

/// Makes a database with `old`, applies the script that leads to `new`, and compares. The refused objects are returned.
fn converge(bench: &mut Bench, old: &str, new: &str, options: &Options) -> (String, Script) {
    let (actual, expected) = (bench.database([old]), bench.database([new]));
    let script = script(&bench.catalog(&expected), &bench.catalog(&actual), options).unwrap();
    apply(bench, &actual, &script);
    if script.refused.is_empty() && options.destructive {
        let (wanted, reached) = (bench.catalog(&expected), bench.catalog(&actual));
        assert_eq!(left(&wanted, &reached, options), <[String; 0]>::default(), "{}", script.text());
        let order: BTreeSet<_> = changes(&wanted, &reached).changes.into_iter().map(|change| change.object).collect();
        let unseen = witness(&bench.dump(&expected), &bench.dump(&actual), &Comparison::default());
        let is_order = |name: &str| order.iter().any(|object| object.name == name);
        let unseen: Vec<_> = unseen.into_iter().filter(|object| !is_order(&object.name)).collect();
        assert!(unseen.is_empty(), "{unseen:?}\n{}", script.text());
    }
    (actual, script)
}

/// Both directions of a pair converge and nothing is refused.
fn check(bench: &mut Bench, old: &str, new: &str) {
    for (from, to) in [(old, new), (new, old)] {
        let (_, script) = converge(bench, from, to, &in_any_order());
        assert_eq!(script.refused, [], "{from}\n=>\n{to}");
    }
}
