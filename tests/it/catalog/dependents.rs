//! What depends on an object, from `pg_depend`, and what caused a change.

use super::{Bench, changes};
use std::collections::BTreeSet;
use tidegate::catalog::{Catalog, Dependents};
use tidegate::diff::Cause;
use tidegate::object::Class;

const SCHEMA: &str = "\
create type kind as enum ('a', 'b'); create domain positive as int check (value > 0);
create function f(int) returns int immutable language sql as 'select 1';
create function touched() returns trigger language plpgsql as 'begin return null; end';
create table t (id int primary key, k kind, n int default f(1), p positive, check (n > 0));
create table u (id int generated always as identity, t int references t, g int generated always as (f(id)) stored);
create index i on t (n); create index e on t (f(id));
create view v as select id, k from t; create view w as select id from v;
create materialized view m as select f(id) as x from u;
create policy own on u using (t in (select id from t));
create trigger r after insert on t for each row execute function touched();
create rule ignored as on delete to u do also select id from t;
create function body() returns bigint begin atomic select count(*) from w; end;
create statistics s on id, n from t; create sequence q; alter table u alter t set default nextval('q');
create publication pub for table t;
create table parts (id int) partition by range (id); create table part partition of parts default;
create table of_row (r t);";

/// The dependents of the object that is written so.
fn of(catalog: &Catalog, object: &str) -> Vec<String> {
    let identity = catalog.objects.keys().find(|identity| identity.to_string().replace("public.", "") == object);
    let identity = identity.unwrap_or_else(|| panic!("{object} of {:?}", catalog.objects.keys()));
    let found = Dependents::new(catalog).of(identity).into_iter();
    found.map(|identity| identity.to_string().replace("public.", "").replace('`', "")).collect()
}

#[test]
fn dependents_are_found_through_views_rules_and_expressions() {
    let Some(mut bench) = Bench::new() else { return };
    let name = bench.database([SCHEMA]);
    let catalog = bench.catalog(&name);
    let check = |object: &str, expected: &[&str]| assert_eq!(of(&catalog, object), expected, "{object}");
    check("view `w`", &["function body()"]);
    check("view `v`", &["view w", "function body()"]);
    check("type `kind`", &["column k on t", "view v", "view w", "function body()"]);
    check("domain `positive`", &["column p on t"]);
    check("function `touched()`", &["trigger r on t"]);
    check("sequence `q`", &["column t on u", "constraint u_t_fkey on u", "policy own on u"]);
    check("table `parts`", &["table part", "column id on part"]);
    check("column `n` on `t`", &["constraint t_n_check on t", "index i", "statistics s"]);
    let of_table = [
        "column r on of_row",
        "constraint u_t_fkey on u",
        "view v",
        "view w",
        "function body()",
        "rule ignored on u",
        "policy own on u",
        "statistics s",
        "publication pub",
    ];
    check("table `t`", &of_table);
    let of_function = [
        "column n on t",
        "column g on u",
        "constraint t_n_check on t",
        "index e",
        "index i",
        "materialized view m",
        "statistics s",
    ];
    check("function `f(integer)`", &of_function);
}

#[test]
fn dependencies_are_read_back_from_json() {
    let Some(mut bench) = Bench::new() else { return };
    let name = bench.database([SCHEMA]);
    let catalog = bench.catalog(&name);
    assert!(catalog.dependencies.iter().count() > 30);
    let json = serde_json::to_string(&catalog).unwrap();
    assert_eq!(serde_json::from_str::<Catalog>(&json).unwrap().dependencies, catalog.dependencies);
}

#[test]
fn an_object_that_no_migration_made_is_unmanaged() {
    let Some(mut bench) = Bench::new() else { return };
    let expected = bench.database(["create table t (a int)"]);
    let actual = bench.database(["create table t (a bigint); create table made_by_hand (); create table dropped ()"]);
    let mut comparison = changes(&bench.catalog(&expected), &bench.catalog(&actual));
    let knows = BTreeSet::from(["t", "a", "dropped"]);
    comparison.explain(|object| {
        knows.contains(object.name.as_str()).then(|| Cause { migration: "1_a.sql".to_owned(), line: Some(3) })
    });
    let found: Vec<_> = comparison
        .changes
        .iter()
        .map(|change| (change.object.name.as_str(), change.class, change.cause.is_some()))
        .collect();
    assert_eq!(
        found,
        [("dropped", Some(Class::B), true), ("made_by_hand", Some(Class::C), false), ("a", Some(Class::B), true)]
    );
}
