//! Statements in the words of other databases, or in forms that `PostgreSQL` has for other objects only.

use super::remedies::{Case, check};

const CASES: [Case; 24] = [
    (
        "select 1;",
        "create table a (at datetime);",
        &["one of MySQL and SQL Server", "write `timestamptz` in place of `datetime`"],
        "create table a (at timestamptz);",
    ),
    (
        "select 1;",
        "create table a (b enum('x', 'y'));",
        &["type `enum`", "as enum (...)` creates"],
        "create type b as enum ('x', 'y'); create table a (b b);",
    ),
    (
        "create type datetime as (a int);",
        "create table a (at datetime); drop table a; drop type datetime; create table b (at datetime);",
        &["is dropped or renamed earlier"],
        "create table a (at datetime);",
    ),
    (
        "select 1;",
        "select ifnull(1, 2);",
        &["function `ifnull`, which is one of", "write `coalesce` in place of `ifnull`"],
        "select coalesce(1, 2);",
    ),
    (
        "select 1;",
        "create table a (id integer primary key autoincrement);",
        &["the script is for SQLite, not for PostgreSQL"],
        "create table a (id integer primary key generated always as identity);",
    ),
    (
        "select 1;",
        "create table a (id int unsigned);",
        &["a word of MySQL", "check (NAME >= 0)"],
        "create table a (id int check (id >= 0));",
    ),
    (
        "select 1;",
        "create table a (id int) engine=innodb;",
        &["the script is for MySQL, not for PostgreSQL"],
        "create table a (id int);",
    ),
    (
        "create table a (id int);",
        "insert into a values (1)\ngo\n",
        &["separates the batches", "write `;` in place of `GO`"],
        "insert into a values (1)\n;\n",
    ),
    (
        "select 1;",
        "create table [dbo].[a] (id int);",
        &["the script is for SQL Server, not for PostgreSQL", "which quotes names as"],
        "create table \"dbo\" (id int);",
    ),
    (
        "select 1;",
        "create table a (at timestamptz default now() on update now());",
        &["a form of MySQL"],
        "create table a (at timestamptz default now());",
    ),
    (
        "select 1;",
        "create table a (at timestamptz default current_timestamp());",
        &["has no parentheses", "write `current_timestamp`"],
        "create table a (at timestamptz default current_timestamp);",
    ),
    ("select 1;", "# note\ncreate table a ();", &["begin the comment with `--`"], "-- note\ncreate table a ();"),
    (
        "select 1;",
        "create table a (id int;\nselect 1;",
        &["not closed", "write `)` before the `;`"],
        "create table a (id int);\nselect 1;",
    ),
    (
        "create table t ();",
        "create policy if not exists p on t using (true);",
        &["has no `IF NOT EXISTS` for a policy", "drop policy if exists NAME on TABLE;"],
        "drop policy if exists p on t; create policy p on t using (true);",
    ),
    (
        "create table t (a int);",
        "alter table t add constraint if not exists c check (a > 0);",
        &["for a constraint", "alter table TABLE drop constraint if exists NAME;"],
        "alter table t drop constraint if exists c; alter table t add constraint c check (a > 0);",
    ),
    (
        "select 1;",
        "create type if not exists e as enum ('a');",
        &["for a type", "exception when duplicate_object"],
        "do $$ begin create type e as enum ('a'); exception when duplicate_object then null; end $$;",
    ),
    (
        "select 1;",
        "create or replace table a ();",
        &["has no `CREATE OR REPLACE TABLE`", "create table if not exists"],
        "create table if not exists a ();",
    ),
    (
        "create table t ();",
        "create or replace policy p on t using (true);",
        &["drop policy if exists NAME on TABLE;"],
        "drop policy if exists p on t; create policy p on t using (true);",
    ),
    (
        "select 1;",
        "raise notice 'x';",
        &["a statement of PL/pgSQL", "do $$ begin ... end $$;"],
        "do $$ begin raise notice 'x'; end $$;",
    ),
    (
        "select 1;",
        "declare x int;\nbegin\n x := 1;\nend;",
        &["`DECLARE` is a statement of PL/pgSQL"],
        "do $$ declare x int;\nbegin\n x := 1;\nend $$;",
    ),
    (
        "create table t (a text);",
        "insert into t values (\"x\");",
        &["because a text has single quotes", "write `'x'`"],
        "insert into t values ('x');",
    ),
    (
        "create table t (a text);",
        "alter table t drop column b;",
        &["No migration creates column `b` of `t`", "drop column if exists b"],
        "alter table t drop column if exists b;",
    ),
    (
        "create table t (a text);",
        "alter table t drop constraint c;",
        &["drop constraint if exists c"],
        "alter table t drop constraint if exists c;",
    ),
    (
        "select 1;",
        "create function f() returns void language plpgsql as $$ begin x := 1; end $$;",
        &["declares no variable `x`", "declare it above `begin`:"],
        "create function f() returns void language plpgsql as $$ declare x int; begin x := 1; end $$;",
    ),
];

#[test]
fn words_and_forms_of_other_databases_are_explained() {
    check(&CASES);
}
