//! A database compared with itself is equal, whatever its objects are called.

use super::{Bench, changes, shorts};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::cell::RefCell;
use tidegate::object::literal;

/// Names with quotes, dots, keywords, other scripts and up to 63 bytes.
pub(crate) fn names() -> impl Strategy<Value = String> {
    let letter = prop_oneof![
        Just('"'),
        Just('\''),
        Just('.'),
        Just(' '),
        Just('\\'),
        Just('$'),
        Just('{'),
        Just('}'),
        Just(','),
        Just('('),
        Just('%'),
        Just('é'),
        Just('日'),
        Just('\u{202e}'),
        Just('\n'),
        Just('='),
        Just('`'),
        proptest::char::range('a', 'z'),
        proptest::char::range('A', 'Z'),
    ];
    let hostile =
        proptest::collection::vec(letter, 1..20).prop_map(|letters| format!("_{}", String::from_iter(letters)));
    prop_oneof![
        hostile,
        Just("select".to_owned()),
        Just("null".to_owned()),
        Just("n".repeat(63)),
        Just("[object]".to_owned())
    ]
}

/// Objects of most kinds that are called so.
pub(crate) fn objects(name: &str) -> String {
    let (id, text) = (format!("\"{}\"", name.replace('"', "\"\"")), literal(name));
    let body = literal(&format!("select {text}::{id}.{id}"));
    format!(
        "create schema {id}; create type {id}.{id} as enum ({text}); \
         create table {id}.t (a int primary key, {id} {id}.{id} default {text}, check ({id} <> {text})); \
         comment on column {id}.t.{id} is {text}; create index on {id}.t ({id}); \
         create view {id}.v as select a as {id} from {id}.t; create policy {id} on {id}.t using ({id} = {text}); \
         create function {id}.{id}({id} int default 1) returns {id}.{id} language sql as {body}; \
         create function {id}.f() returns trigger language plpgsql as 'begin end'; \
         create trigger {id} before insert on {id}.t for each row execute function {id}.f({text}); \
         create rule {id} as on delete to {id}.t do instead nothing; \
         create statistics {id}.{id} on a, {id} from {id}.t; \
         grant select ({id}) on {id}.t to public; create sequence {id}.q owned by {id}.t.{id}; \
         create table {id}.p (a text) partition by list (a); create table {id}.p1 partition of {id}.p for values in ({text})"
    )
}

#[test]
fn a_database_is_equal_to_itself_whatever_its_objects_are_called() {
    let Some(bench) = Bench::new().map(RefCell::new) else { return };
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let ran = runner.run(&names(), |name| {
        let mut bench = bench.borrow_mut();
        let database = bench.database([objects(&name).as_str()]);
        let one = bench.catalog(&database);
        let again = bench.catalog(&database);
        prop_assert!(one.objects.len() > 20);
        prop_assert_eq!(shorts(&changes(&one, &again)), Vec::<String>::new());
        let dump = bench.dump(&database);
        let loaded = bench.load(&dump);
        prop_assert_eq!(shorts(&changes(&one, &bench.catalog(&loaded))), Vec::<String>::new());
        Ok(())
    });
    ran.unwrap();
}
