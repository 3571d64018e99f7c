//! Migrations that a tool runs in one transaction with earlier ones.

use crate::support::notation::{Situation, indented, reported};

const ENUM: &str = "create type mood as enum ('ok'); create table a (m mood);";
const ADD: &str = "alter type mood add value 'bad';";
const USE: &str = "create index i on a (m) where m = 'bad';";
const LEVEL: &str = "set transaction isolation level serializable;";

/// Checks which rules report the last of some migrations of node-pg-migrate, of which the first ones are published.
fn check(config: &str, published: usize, scripts: &[&str], expected: &[&str]) {
    let mut text = format!("config\n{}", indented(&format!("layout = \"node-pg-migrate\"\n{config}")));
    for (number, script) in scripts.iter().enumerate() {
        let word = if number < published { "published" } else { "staged" };
        let script = indented(&format!("-- Up Migration\n{script}\n-- Down Migration\n-- none"));
        text += &format!("{word} migrations/2025010100000{number}_m.sql\n{script}");
    }
    let outcome = Situation::read(&text).outcome();
    let last = format!("migrations/2025010100000{}_m.sql", scripts.len() - 1);
    let ours = ["enum-value-used", "impossible-in-transaction"];
    let all = outcome
        .diagnostics
        .iter()
        .filter(|found| found.place.path().is_some_and(|path| path.as_bytes() == last.as_bytes()));
    let found: Vec<&str> = all.map(|found| found.rule.id).filter(|id| ours.contains(id)).collect();
    assert_eq!(found, expected, "{text}\n{:#?}", reported(&outcome));
}

#[test]
fn values_of_enums_that_earlier_pending_migrations_add() {
    let rule = &["enum-value-used"][..];
    check("", 1, &[ENUM, ADD, USE], rule);
    check("", 1, &[ENUM, ADD, "create table b ();", USE], rule);
    check("", 0, &[ENUM, ADD, USE], rule);
    check("postgres = 16", 0, &[ENUM, ADD, USE], rule);
    // The type is created in the same transaction, which PostgreSQL 17 accepts.
    check("postgres = 17", 0, &[ENUM, ADD, USE], &[]);
    check("postgres = 17", 1, &[ENUM, ADD, USE], rule);
    check("", 1, &[ENUM, ADD, "create index i on a (m) where m = 'ok';"], &[]);
    check("", 1, &[ENUM, ADD, "create index i on a (m) where m::text = 'bad';"], &[]);
    check("", 1, &[ENUM, ADD, "create table b (t text default 'bad');"], &[]);
    let body = "create function f() returns bigint language sql as $$ select count(*) from a where m = 'bad' $$;";
    check("", 1, &[ENUM, ADD, body], rule);
    let later = "create function f() returns bigint language plpgsql as $$ begin return (select count(*) from a where m = 'bad'); end $$;";
    check("", 1, &[ENUM, ADD, later], &[]);
}

#[test]
fn a_transaction_that_is_over() {
    // Published migrations are applied, or will be in an earlier deployment.
    check("", 2, &[ENUM, ADD, USE], &[]);
    check("", 2, &["create table a ();", "create table b ();", LEVEL], &[]);
    // An earlier migration ends the transaction.
    check("", 1, &[ENUM, &format!("{ADD} commit;"), USE], &[]);
    check("", 1, &[ENUM, ADD, &format!("commit; {USE}")], &[]);
    // The value exists already.
    let again = "alter type mood add value if not exists 'ok';";
    check("", 1, &[ENUM, again, "create index i on a (m) where m = 'ok';"], &[]);
}

#[test]
fn modes_after_the_first_query() {
    let rule = &["impossible-in-transaction"][..];
    check("", 0, &[LEVEL], &[]);
    check("", 1, &["create table a ();", LEVEL], &[]);
    check("", 0, &["create table a ();", LEVEL], rule);
    check("", 1, &["create table a ();", "create table b ();", LEVEL], rule);
    check("", 0, &[&format!("create table a (); {LEVEL}")], rule);
    check("", 0, &["create table a (); set transaction not deferrable;"], rule);
    check("", 0, &[&format!("set search_path = public; {LEVEL}")], &[]);
    check("", 0, &[&format!("lock table a; {LEVEL}")], &[]);
    check("", 0, &[&format!("{LEVEL} create table a (); {LEVEL}")], &[]);
    check("", 0, &["create table a (); set transaction isolation level read committed;"], &[]);
    check("", 0, &["create table a (); set transaction read only;"], &[]);
    check("", 0, &["set transaction read only; select 1; set transaction read write;"], rule);
    check("", 0, &["set transaction read only; set transaction read write; create table a ();"], &[]);
    check("", 0, &["create table a (); set transaction read write;"], &[]);
    check("", 0, &[&format!("savepoint s; {LEVEL}")], rule);
    check("", 0, &[&format!("show search_path; {LEVEL}")], &[]);
    check("", 0, &[&format!("create table a (); savepoint s; {LEVEL}")], rule);
}
