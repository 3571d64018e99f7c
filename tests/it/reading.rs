//! What each kind of statement is read as: the effect, the kind of object, the object or its
//! table, and the class. One line per statement, so that a change of the grammar's tree is
//! seen at once.

use tidegate::object::{Name, Object, ObjectKind, class_of};
use tidegate::sql::{Operation, Origin, Script, Timeline, Within};

fn script(sql: &str) -> Script {
    Script::read(sql.as_bytes(), &(0..sql.len()))
}

/// `Drop Column b of a (B)`, with `do`, `do?` or `body` before what is not run by the script
/// itself for certain.
fn described(sql: &str) -> Vec<String> {
    let script = script(sql);
    assert!(script.statements.iter().all(|statement| statement.error.is_none()), "{sql} is no SQL: {script:?}");
    let found = script.all().map(|(_, action)| {
        let within = match action.within {
            Within::Script => "",
            Within::Do { guarded: false } => "do ",
            Within::Do { guarded: true } => "do? ",
            Within::Body => "body ",
        };
        let (effect, kind) = action.operation.effect();
        let class = class_of(effect, kind).map(|class| format!(" ({class:?})")).unwrap_or_default();
        let object = match &action.operation {
            Operation::CreateRoutine(routine) => format!(" {}", routine.object),
            Operation::CreateType { name, .. } => format!(" {name}"),
            Operation::DynamicSql => " dynamic".to_owned(),
            other => match (other.object(), other.table()) {
                (Some(object), _) => format!(" {object}"),
                (None, Some(table)) => format!(" {table}"),
                (None, None) => String::new(),
            },
        };
        format!("{within}{effect:?} {kind:?}{object}{class}")
    });
    found.collect()
}

fn check(sql: &str, expected: &[&str]) {
    assert_eq!(described(sql), expected, "{sql}");
}

#[test]
fn tables_and_their_parts() {
    check("create table if not exists public.\"A b\" (id int)", &["Create Table public.\"A b\" (A)"]);
    check("create temp table t as select 1", &["Create Table t (A)"]);
    check("select 1 as a into t", &["Create Table t (A)"]);
    check("create unique index concurrently i on s.t (a)", &["Create Index s.t (A)"]);
    check(
        "alter table only a drop column b, drop constraint c cascade",
        &["Drop Column column `b` of `a` (B)", "Drop Constraint constraint `c` of `a` (B)"],
    );
    check("alter table a rename to b", &["Rename Table table `a` (B)"]);
    check("alter table a rename column b to c", &["Rename Column column `b` of `a` (B)"]);
    check("alter table a rename constraint b to c", &["Rename Constraint constraint `b` of `a`"]);
    check("alter table a set schema b", &["Move Table table `a` (B)"]);
    check("alter table a owner to b", &["Adjust Other table `a`"]);
    check("alter table a disable row level security", &["Unprotect Table a (B)"]);
    check("alter table a alter b drop default", &["Drop Column a (B)"]);
    check("alter table a alter b set not null, alter b type bigint", &["Adjust Other a", "Coerce Column a (B)"]);
    check("alter table a set unlogged", &["Adjust Other table `a`"]);
    check("create policy \"Mine\" on s.t using (true)", &["Create Policy policy `\"Mine\"` on `s.t` (A)"]);
    check("drop policy if exists p on t", &["Drop Policy policy `p` on `t` (B)"]);
    check("create trigger g before insert on t execute function f()", &["Create Trigger trigger `g` on `t` (A)"]);
}

#[test]
fn other_objects() {
    check("drop table a, s.b cascade", &["Drop Table table `a` (B)", "Drop Table table `s.b` (B)"]);
    check(
        "drop function if exists f(int), s.g",
        &["Drop Function function `f` (B)", "Drop Function function `s.g` (B)"],
    );
    check("drop index concurrently i", &["Drop Index index `i`"]);
    check("create or replace view v as select 1", &["Replace View view `v`"]);
    check("create materialized view v as select 1", &["Create MaterializedView materialized view `v` (A)"]);
    check("create type t as enum ('a')", &["Create Type t (A)"]);
    check("alter type t add value if not exists 'b'", &["Create Type (A)"]);
    check("alter type t rename value 'a' to 'b'", &["Rename Type (B)"]);
    check("create schema if not exists s", &["Create Schema schema `s` (A)"]);
    check("drop schema s cascade", &["Drop Schema schema `s` (B)"]);
    check("create extension if not exists vector with schema extensions", &["Create Extension extension `vector` (A)"]);
    check("create role r; drop role r", &["Create Role role `r` (A)", "Drop Role role `r` (B)"]);
    check("alter sequence s rename to t", &["Rename Sequence sequence `s` (B)"]);
    check("alter function f(int) set schema s", &["Move Function function `f` (B)"]);
    check("alter view v rename to w", &["Rename View view `v` (B)"]);
    check("alter publication p add table t", &["Adjust Other publication `p`"]);
}

#[test]
fn rows() {
    check("delete from t", &["Empty Table t (B)"]);
    check("delete from t where true", &["Empty Table t (B)"]);
    check("delete from t where a = 1", &["Adjust Other t"]);
    check("delete from t using u", &["Empty Table t (B)"]);
    check("delete from t using u where t.a = u.a", &["Adjust Other t"]);
    check("explain delete from t", &["Adjust Other"]);
    check("explain analyze delete from t", &["Adjust Other", "Empty Table t (B)"]);
    check("copy (delete from t returning *) to stdout", &["Adjust Other", "Empty Table t (B)"]);
    check("update t set a = 1", &["Overwrite Table t (B)"]);
    check("update t set a = 1 where b", &["Adjust Other t"]);
    check("truncate a, b", &["Empty Table (B)"]);
    check("insert into t select 1", &["Adjust Other t"]);
    check("with gone as (delete from t returning *) select * from gone", &["Adjust Other", "Empty Table t (B)"]);
}

#[test]
fn bodies_are_parsed_separately() {
    check("do $$ begin drop table a; end $$", &["Adjust Other", "do Drop Table table `a` (B)"]);
    check("do $$ begin if x then drop table a; end if; end $$", &["Adjust Other", "do? Drop Table table `a` (B)"]);
    check("do $$ begin execute 'drop table a'; end $$", &["Adjust Other", "do Drop Table table `a` (B)"]);
    check("do $$ begin execute format('drop table %I', a); end $$", &["Adjust Other", "do Adjust Other dynamic"]);
    check(
        "do 'begin create type t as enum (''a''); exception when duplicate_object then null; end'",
        &["Adjust Other", "do? Create Type t (A)"],
    );
    check(
        "create function f() returns void language plpgsql as $$ begin truncate t; end $$",
        &["Create Function function `f` (A)", "body Empty Table (B)"],
    );
    check(
        "create function f() returns void language sql as 'drop table t'",
        &["Create Function function `f` (A)", "body Drop Table table `t` (B)"],
    );
}

#[test]
fn a_place_in_a_body_is_its_place_in_the_file() {
    let sql = "select 1;\ndo $body$\nbegin\n  drop table a;\nend $body$;";
    let script = script(sql);
    let (_, action) = script.all().last().expect("the drop");
    assert_eq!(&sql[action.span.clone()], "drop table a");
}

#[test]
fn an_error_in_one_statement_does_not_hide_others() {
    let script = script("create tabel a (b int);\ndrop table c;\nselect from from;\ndrop table d;");
    let errors: Vec<bool> = script.statements.iter().map(|statement| statement.error.is_some()).collect();
    assert_eq!(errors, [true, false, true, false]);
    let dropped = script.all().filter(|(_, action)| matches!(action.operation, Operation::Drop { .. })).count();
    assert_eq!(dropped, 2);
}

#[test]
fn earlier_ddl_is_tracked_in_order() {
    let sql = "create index i on t (a); create table t (a int); create index j on t (a); \
               create table if not exists u (a int); alter table u add b int; \
               do $$ begin if x then create table w (a int); end if; end $$; drop table w; \
               set search_path = app; create table x (a int); drop table app.x; drop table public.x; \
               alter table t rename to tt; drop table tt; select 1";
    let script = script(sql);
    let known = Timeline::of(script.run().map(|(_, action)| action));
    let age = |number: usize, schema: Option<&str>, name: &str| {
        let name = Name { schema: schema.map(str::to_owned), name: name.to_owned() };
        known.origin(&Object::new(ObjectKind::Table, name), number)
    };
    let last = script.run().count() - 1;
    assert_eq!(age(0, None, "t"), Origin::Old, "the index comes before the table");
    assert_eq!(age(2, None, "t"), Origin::New);
    assert_eq!(age(4, None, "u"), Origin::Unsure);
    assert_eq!(age(7, Some("public"), "w"), Origin::Unsure);
    assert_eq!(age(last, Some("app"), "x"), Origin::New);
    assert_eq!(age(last, Some("public"), "x"), Origin::Old);
    assert_eq!(age(last, Some("public"), "tt"), Origin::Old, "search_path is app by now");
}
