//! Whole databases.

use super::{Known, changes, check, compared, dumped, written};
use crate::catalog::{Bench, hostile, probes};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::cell::RefCell;

/// The statements of a file.
fn statements(text: &str) -> Vec<&str> {
    tidegate::sql::statements(text.as_bytes()).into_iter().map(|span| &text[span]).collect()
}

const ACCESS_METHODS: &str = "the access method is named";
const LANGUAGES: &str = "the functions of a language are named";
const SECRETS: &str = "secret options are not read";
const LIMITS: &str = "the limits of an identity sequence are kept";
const COMMENTS: &str = "comments that `pg_dump` leaves out are kept";
const STATISTICS: &str = "the index of a constraint keeps its statistics targets";

#[test]
fn cycles_and_corners_are_written_as_pg_dump_writes_them() {
    let Some(mut bench) = Bench::new() else { return };
    // Several statements need PostgreSQL 15.
    if bench.major() < 15 {
        return;
    }
    let database = bench.database(statements(include_str!("cases.sql")));
    check(&mut bench, &database, &Known { blocks: &[ACCESS_METHODS, LANGUAGES], ..Known::default() });
}

#[test]
fn one_object_of_every_kind_is_written_as_pg_dump_writes_it() {
    let Some(mut bench) = Bench::new() else { return };
    let database = bench.database(statements(include_str!("../catalog/zoo.sql")));
    let changes = ["~ server sv (options)", "~ user mapping sv.app (options)"];
    check(&mut bench, &database, &Known { blocks: &[SECRETS], changes: &changes });
}

#[test]
fn both_sides_of_every_probe_are_written_as_pg_dump_writes_them() {
    let Some(mut bench) = Bench::new() else { return };
    if bench.major() != 15 {
        return;
    }
    let (before, after) = probes::databases(&mut bench);
    check(&mut bench, &before, &Known { blocks: &[SECRETS, LANGUAGES], ..Known::default() });
    let blocks = [COMMENTS, SECRETS, ACCESS_METHODS, LANGUAGES, STATISTICS, LIMITS];
    let changes = [
        "~ table t (column_order)",
        "~ constraint t.c (triggers)",
        "+ index i",
        "~ server v_p479 (options)",
        "~ user mapping v_p487.probe_a (options)",
    ];
    check(&mut bench, &after, &Known { blocks: &blocks, changes: &changes });
}

#[test]
fn a_text_is_the_same_from_every_order_of_creation() {
    let Some(mut bench) = Bench::new() else { return };
    let tables = ["create table b (id int primary key, n text)", "create table a (id int primary key)"];
    let views = [
        "create view z as select id, n from b group by id",
        "create view y as select * from z",
        "create view x as select id from a",
    ];
    let one = bench.database(tables.into_iter().chain(views));
    let other = bench.database([tables[1], views[2], tables[0], views[0], views[1]]);
    assert_eq!(written(&mut bench, &one), written(&mut bench, &other));
}

#[test]
fn hostile_names_are_written_as_pg_dump_writes_them() {
    let Some(bench) = Bench::new().map(RefCell::new) else { return };
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let ran = runner.run(&hostile::names(), |name| {
        let mut bench = bench.borrow_mut();
        let database = bench.database([hostile::objects(&name).as_str()]);
        let text = written(&mut bench, &database);
        prop_assert_eq!(&text, &dumped(&mut bench, &database));
        let again = bench.database(statements(&text));
        prop_assert_eq!(changes(&bench.catalog(&database), &bench.catalog(&again)), Vec::<String>::new());
        Ok(())
    });
    ran.unwrap();
}

/// `TIDEGATE_TEST_DUMP` names a dump of any database, such as that of PostgreSQL's own tests.
#[test]
fn a_named_dump_is_written_as_pg_dump_writes_it() {
    let Some(path) = std::env::var_os("TIDEGATE_TEST_DUMP") else { return };
    let mut bench = Bench::new().expect("a server");
    let database = bench.load(&std::fs::read(path).unwrap());
    let text = written(&mut bench, &database);
    for (reason, count) in compared(&dumped(&mut bench, &database), &text) {
        eprintln!("{count} entries: {reason}");
    }
    let again = bench.database(statements(&text));
    for change in changes(&bench.catalog(&database), &bench.catalog(&again)) {
        assert!(change.ends_with(" (column_order)"), "{change}");
        eprintln!("{change}");
    }
}
