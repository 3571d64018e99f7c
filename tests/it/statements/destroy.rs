//! Destructive statements, harmless lookalikes, and the reasons that people write above them.

use crate::support::notation::{Situation, indented, reported, reported_rules};
use tidegate::diagnostic::Severity;
use tidegate::jobs::check::{Acceptance, Outcome};

/// The rules in question.
const FAMILY: [&str; 23] = [
    "disabled-row-security",
    "drop-cascade",
    "drop-column",
    "drop-constraint",
    "drop-default",
    "drop-extension",
    "drop-function",
    "drop-policy",
    "drop-schema",
    "drop-sequence",
    "drop-table",
    "drop-trigger",
    "drop-type",
    "drop-view",
    "moved-schema",
    "narrowing-type-change",
    "removed-enum-value",
    "renamed-column",
    "renamed-object",
    "renamed-table",
    "truncate",
    "unfiltered-delete",
    "unfiltered-update",
];

/// What every database has before.
const HISTORY: &str = "\
create table t (id bigint primary key, a text, b varchar(50), n numeric(10,2), at timestamptz, big bigint, e color);
create table u (id bigint primary key, t bigint references t);
alter table t add constraint t_a_check check (a <> '');
create type color as enum ('red', 'green');
create domain email as text;
create sequence s;
create view v as select id from t;
create materialized view mv as select id from t;
create function f(x int) returns int language sql as 'select x';
create function trg() returns trigger language plpgsql as $$ begin return new; end $$;
create procedure p() language sql as 'select 1';
create extension pg_trgm;
create policy own on t using (true);
create trigger tr before insert on t for each row execute function trg();
create rule r as on delete to t do also nothing;
create schema x;
create table x.hidden (id bigint);
";

fn outcome(path: &str, sql: &str) -> Outcome {
    let levels: String = FAMILY.iter().map(|rule| format!("    {rule} = \"warning\"\n")).collect();
    let first = "supabase/migrations/20250101000000_first.sql";
    let history = indented(HISTORY);
    Situation::read(&format!(
        "config\n    [rules]\n{levels}published {first}\n{history}staged {path}\n{}",
        indented(sql)
    ))
    .outcome()
}

/// Checks which rules report a migration, each once, in alphabetical order.
fn check(sql: &str, expected: &[&str]) {
    let outcome = outcome("supabase/migrations/20250131093045_next.sql", sql);
    let mut found = reported_rules(&outcome);
    found.retain(|rule| FAMILY.contains(rule));
    assert_eq!(found, expected, "{sql}\n{:#?}", reported(&outcome));
}

#[test]
fn tables() {
    check("drop table t;", &["drop-table"]);
    check("drop table if exists public.t, u;", &["drop-table"]);
    check("do $$ begin if true then drop table t; end if; end $$;", &["drop-table"]);
    check("do $$ begin execute 'drop table t'; end $$;", &["drop-table"]);
    check("create function g() returns void language plpgsql as $$ begin drop table t; end $$;", &[]);
    check("drop table if exists t; create table t (id uuid);", &["drop-table"]);
    check("drop table if exists nowhere;", &["drop-table"]);
    check("drop table if exists nowhere; create table nowhere (id int);", &[]);
    check("create table new (id int); drop table new;", &[]);
    check("drop table if exists scratch; create temp table scratch (id int); drop table scratch;", &[]);
    check("create table t2 as select * from t; drop table t; alter table t2 rename to t;", &[]);
    check("create table t2 (id int); drop table t; alter table t2 rename to t;", &["drop-table"]);
    check(
        "alter table t rename to t_old; create table t (id bigint); insert into t select id from t_old; drop table t_old;",
        &[],
    );
    check("create table w as select * from t; drop table t; create view t as select * from w;", &[]);
    check("truncate t;", &["truncate"]);
    check("truncate only t, u cascade;", &["truncate"]);
    check("create table new (id int); truncate new;", &[]);
    check("drop schema x;", &["drop-schema"]);
    check("drop schema x cascade;", &["drop-schema"]);
    check("drop owned by joe;", &["drop-schema"]);
    check("drop database old;", &["drop-schema"]);
}

/// Checks the severity with which a migration that drops a column or a table is reported.
fn severity(sql: &str, expected: Severity) {
    let situation = format!(
        "published supabase/migrations/20250101000000_first.sql\n{}staged supabase/migrations/20250131093045_next.sql\n{}",
        indented(HISTORY),
        indented(sql)
    );
    let outcome = Situation::read(&situation).outcome();
    let mut drops = outcome.diagnostics.iter().filter(|found| matches!(found.rule.id, "drop-column" | "drop-table"));
    assert_eq!(drops.next().map(|found| found.severity), Some(expected), "{sql}");
}

#[test]
fn what_is_copied_before_is_not_lost() {
    use Severity::{Error, Warning};
    let (column, table) = ("alter table t drop column a;", "drop table u;");
    for copy in [
        "create table k (id bigint, a text); insert into k select id, a from t;",
        "create table k as select id, a from t;",
        "alter table t add column c text; update t set c = upper(a) where a is not null;",
        "update u set t = t.id from t where t.a = 'x'; update u set t = length(t.a) from t where t.id = u.t;",
    ] {
        severity(&format!("{copy} {column}"), Warning);
        severity(&format!("{column} {copy}"), Error);
    }
    for other in [
        "alter table t add column c text; update t set c = 'x' where a is not null;",
        "create table k (a text); insert into k (a) values ('x');",
        "alter table t add column c text; update t set a = null where id = 1;",
        "insert into k select id from t;",
        "create temp table k as select a from t;",
    ] {
        severity(&format!("{other} {column}"), Error);
    }
    severity(&format!("update t set b = 'x' from u where u.t = t.id; {table}"), Warning);
    severity(&format!("insert into k select * from u; {table}"), Warning);
    severity(&format!("update t set b = 'x' where exists (select 1 from u); {table}"), Error);
    severity(&format!("{table} create table u (id bigint);"), Error);
}

#[test]
fn rows() {
    check("delete from t;", &["unfiltered-delete"]);
    check("delete from t where true;", &["unfiltered-delete"]);
    check("delete from t where 1 = 1;", &["unfiltered-delete"]);
    check("delete from t where 1 < 2;", &["unfiltered-delete"]);
    check("delete from t where 2 < 1;", &[]);
    check("delete from t where id = 1;", &[]);
    check("delete from t using u where u.t = t.id;", &[]);
    check("delete from t using u;", &["unfiltered-delete"]);
    check("select 1; -- note\rdelete from t;", &["unfiltered-delete"]);
    check("create temp table t (id int); drop table t; drop table t;", &["drop-table"]);
    check("create temp table t (id int); truncate public.t;", &["truncate"]);
    check("with gone as (delete from t returning id) select * from gone;", &["unfiltered-delete"]);
    check("create table new (id int); delete from new;", &[]);
    check("update t set a = 'x';", &["unfiltered-update"]);
    check("update t set (a, b) = ('x', 'y');", &["unfiltered-update"]);
    check("update t set a = 'x' where true;", &["unfiltered-update"]);
    check("update t set a = 'x' where id = 1;", &[]);
    check("update t set a = lower(a);", &[]);
    check("update t set a = u.id::text from u where u.t = t.id;", &[]);
    check("alter table t add column z int; update t set z = 1;", &[]);
    check("alter table t add column z int; update t set z = 1, a = 'x';", &["unfiltered-update"]);
    check("create policy if not exists d on t for delete using (true);", &[]);
}

#[test]
fn columns() {
    check("alter table t drop column a, drop column if exists b;", &["drop-column"]);
    check("alter table t drop column a; alter table t add column a int;", &["drop-column"]);
    check("alter table t add column z int; alter table t drop column z;", &[]);
    check("alter table t alter column a drop default;", &["drop-default"]);
    check("alter table t alter column a drop default, alter column a set default 'x';", &[]);
    check("alter table t add column z int default 1; alter table t alter column z drop default;", &[]);
    check("alter table t rename column a to aa;", &["renamed-column"]);
    check("alter table t rename a to aa;", &["renamed-column"]);
    check("alter table t add column z int; alter table t rename column z to zz;", &[]);
}

#[test]
fn types_of_columns() {
    check("alter table t alter column big type int;", &["narrowing-type-change"]);
    check("alter table t alter column id type bigint;", &[]);
    check("alter table t alter column b type varchar(20);", &["narrowing-type-change"]);
    check("alter table t alter column b type varchar(80);", &[]);
    check("alter table t alter column b type text;", &[]);
    check("alter table t alter column a type varchar(80);", &["narrowing-type-change"]);
    check("alter table t alter column n type numeric(12,2);", &[]);
    check("alter table t alter column n type numeric(12,1);", &["narrowing-type-change"]);
    check("alter table t alter column at type date;", &["narrowing-type-change"]);
    check("alter table t alter column a type integer using a::integer;", &["narrowing-type-change"]);
    check("alter table t alter column a type jsonb using to_jsonb(a);", &[]);
    check("alter table t alter column nowhere type integer using nowhere::integer;", &["narrowing-type-change"]);
    check("alter table t alter column nowhere type integer;", &[]);
    check("alter table t alter column nowhere type bigint;", &[]);
}

#[test]
fn types_and_routines() {
    check("drop type color;", &["drop-type"]);
    check("drop domain email;", &["drop-type"]);
    check("drop type if exists nowhere;", &[]);
    check("drop type color; create type color as enum ('blue', 'red', 'green');", &[]);
    check("drop type color; create type color as enum ('blue', 'red');", &["removed-enum-value"]);
    check("create type hue as enum ('red'); alter type hue rename to shade; drop type shade;", &[]);
    let convert = "alter table t alter column e type color using e::text::color;";
    check(
        &format!(
            "alter type color rename to old; create type color as enum ('red', 'green'); {convert} drop type old;"
        ),
        &[],
    );
    check("drop type color cascade; create type color as enum ('red', 'green');", &["drop-cascade"]);
    check("alter type color rename value 'red' to 'rot';", &["renamed-object"]);
    check("alter type color rename to colour;", &["renamed-object"]);
    check("drop function f(int);", &["drop-function"]);
    check("drop function if exists f;", &["drop-function"]);
    check("drop procedure p;", &["drop-function"]);
    check("drop function f(int); create function f(x int, y int) returns int language sql as 'select x';", &[]);
    check("drop function trg();", &[]);
    check("drop function trg() cascade;", &["drop-cascade"]);
    check("alter function f(int) rename to g;", &["renamed-object"]);
    check("drop extension pg_trgm;", &["drop-extension"]);
    check("drop extension if exists nowhere;", &[]);
    check("drop sequence s;", &["drop-sequence"]);
    check("alter table t alter column id drop default; drop sequence s;", &["drop-default"]);
    check("drop index i; alter index i rename to j; drop role joe; drop publication pub;", &[]);
}

#[test]
fn views_and_names() {
    check("drop view v;", &["drop-view"]);
    check("drop materialized view mv;", &["drop-view"]);
    check("drop view v; alter table t drop column b; create view v as select id from t;", &["drop-column"]);
    check("drop view if exists v cascade; create or replace view v as select 1 as id;", &["drop-cascade"]);
    check("drop view if exists nowhere;", &[]);
    check("alter table t rename to tt;", &["renamed-table"]);
    check("alter table t rename to tt; create view t as select * from tt;", &[]);
    check("alter table t rename to t_old; create table t2 (id int); alter table t2 rename to t;", &[]);
    check("create table new (id int); alter table new rename to newer;", &[]);
    check("alter view v rename to w;", &["renamed-table"]);
    check("alter schema x rename to y;", &["renamed-object"]);
    check("alter table t set schema x;", &["moved-schema"]);
    check("alter extension pg_trgm set schema x;", &["moved-schema"]);
    check("alter extension pg_trgm set schema extensions;", &[]);
    check("create table new (id int); alter table new set schema x;", &[]);
}

#[test]
fn guarantees() {
    check("alter table t drop constraint t_a_check;", &["drop-constraint"]);
    check("alter table t drop constraint t_a_check, add constraint other check (a is not null);", &[]);
    check("alter table t drop constraint t_a_check; alter table t add check (a is not null);", &[]);
    check("alter table t alter column a set not null; alter table t drop constraint t_a_check;", &[]);
    check("alter table t drop constraint t_a_check; drop table t;", &["drop-table"]);
    check("drop policy own on t;", &["drop-policy"]);
    check("drop policy if exists own on t; create policy all_of_them on t using (true);", &[]);
    check("create policy all_of_them on t using (true); drop policy own on t;", &[]);
    check("drop policy if exists nowhere on t;", &[]);
    check("drop trigger tr on t;", &["drop-trigger"]);
    check("drop trigger tr on t cascade;", &["drop-trigger"]);
    check("drop trigger if exists tr on t; create trigger tr before insert on t execute function trg();", &[]);
    check("drop rule r on t;", &["drop-trigger"]);
    check("alter table t disable row level security;", &["disabled-row-security"]);
    check("alter table t disable row level security; alter table t enable row level security;", &[]);
    check("create table new (id int); alter table new disable row level security;", &[]);
}

#[test]
fn problems_accepted_by_one_comment_are_listed_once() {
    let outcome = outcome("supabase/migrations/20250131093045_next.sql", "drop table t, u cascade;");
    let lines = reported(&outcome);
    assert_eq!(lines.len(), 1, "{lines:#?}");
    for part in ["table `t` is dropped", "table `u` is dropped", "CASCADE drops everything that depends on table `t`"] {
        assert!(lines[0].contains(part), "{lines:#?}");
    }
}

/// The lines of the statements that a migration's comments accept.
fn check_accepted(sql: &str, expected: &[usize]) {
    let outcome = outcome("supabase/migrations/20250131093045_next.sql", sql);
    let open: Vec<String> = reported(&outcome).into_iter().filter(|lines| lines.contains("[drop-")).collect();
    assert!(open.is_empty(), "{sql}\n{open:#?}");
    assert!(outcome.accepted.iter().all(|accepted| accepted.by == Acceptance::Breaking && accepted.reason == "why"));
    let mut lines: Vec<usize> = outcome
        .accepted
        .iter()
        .map(|accepted| match &accepted.diagnostic.place {
            tidegate::diagnostic::Place::Content { excerpt, .. } => excerpt.start.line,
            other => panic!("{other:?}"),
        })
        .collect();
    lines.dedup();
    assert_eq!(lines, expected, "{sql}");
}

#[test]
fn a_reason_is_found_where_people_write_it() {
    check_accepted("-- BREAKING: why\ndrop table t;", &[2]);
    check_accepted("-- Breaking change: why\ndrop table t cascade;", &[2]);
    check_accepted("drop table t; -- BREAKING: why", &[1]);
    check_accepted("-- Drops t.\n-- BREAKING: why\n-- and more\n\nbegin;\ndrop table t;", &[6]);
    check_accepted("select 1;\n\n-- BREAKING: why\ndrop table u;", &[4]);
    check_accepted("-- BREAKING: why\nalter table t\n  drop column a,\n  drop column b;", &[3, 4]);
    check_accepted("-- BREAKING: why\ndo $$ begin drop table t; end $$;", &[2]);
    check_accepted("do $$\nbegin\n  if true then\n    -- BREAKING: why\n    drop table t;\n  end if;\nend $$;", &[5]);
    check_accepted("-- BREAKING: why\ndrop view v;\ncreate view v as select 1 as id;", &[]);
}

#[test]
fn a_reason_covers_one_statement() {
    check("select 1;\n-- BREAKING: why\ndrop table u;\ndrop table t;", &["drop-table"]);
    check("-- BREAKING: <why>\ndrop table t;", &["drop-table"]);
    check("select 1;\n-- BREAKING: why\ndrop table u;\n    \ndrop table t;", &["drop-table"]);
    check("-- BREAKING:\ndrop table t;", &["drop-table"]);
}
