//! Failures of every class of SQLSTATE that histories meet, each with its cause, and with the statement that
//! follows the advice, which passes.

use super::supabase;
use crate::support::World;

/// An earlier migration, one that fails, what is shown, and the same one after the advice.
pub(super) type Case = (&'static str, &'static str, &'static [&'static str], &'static str);

const T: &str = "create table t (id integer, a text); insert into t values (1, 'x');";

const DEFINITIONS: [Case; 31] = [
    (
        "do $$ begin execute format('create type %I as enum (%L)', 'e', 'a'); end $$;",
        "create type e as enum ('a');",
        &["is created earlier, and not by a statement that tidegate can read", "when duplicate_object then null"],
        "do $$ begin create type e as enum ('a'); exception when duplicate_object then null; end $$;",
    ),
    (
        "select 1;",
        "create schema public;",
        &["Every new database has schema `public`", "remove the statement, or add `IF NOT EXISTS`"],
        "create schema if not exists public;",
    ),
    (
        "select 1;",
        "create extension pageinspect;",
        &["permission denied to create extension", "remove the statement, or create the extension outside"],
        "select 2;",
    ),
    (
        T,
        "drop index gone;",
        &["No migration creates index `gone`", "drop index if exists"],
        "drop index if exists gone;",
    ),
    (
        T,
        "alter extension citext set schema public;",
        &["No migration creates extension `citext`", "create extension if not exists citext"],
        "create extension if not exists citext; alter extension citext set schema public;",
    ),
    (
        "create table p (id int primary key); create table c (p int references p);",
        "truncate p;",
        &["Rows of `c` may refer to rows of `p`", "truncate p, c"],
        "truncate p, c;",
    ),
    (
        "create procedure p() language sql as 'select 1';",
        "create or replace function p() returns int language sql as 'select 1';",
        &["`p` exists as a procedure", "drop routine p"],
        "drop routine p; create or replace function p() returns int language sql as 'select 1';",
    ),
    (
        "create table t (id integer primary key, a text not null);",
        "alter table t add primary key (a);",
        &["Table `t` already has a primary key", "alter table t drop constraint t_pkey"],
        "alter table t drop constraint t_pkey; alter table t add primary key (a);",
    ),
    (
        "create table t (a int, b int); create view v as select a, b from t;",
        "create or replace view v as select b from t;",
        &["can only add columns after the existing ones", "drop view v"],
        "drop view v; create or replace view v as select b from t;",
    ),
    (
        "create function f(a int) returns int language sql as 'select 1';",
        "create or replace function f(a int) returns text language sql as $$ select 'x' $$;",
        &["keeps the result, the names", "drop function f(integer)"],
        "drop function f(integer); create or replace function f(a int) returns text language sql as $$ select 'x' $$;",
    ),
    (
        T,
        "alter table t alter column a type integer;",
        &["does not convert the values of `a` to integer", "USING a::integer"],
        "delete from t; alter table t alter column a type integer USING a::integer;",
    ),
    (
        "create table t (a text default 'x');",
        "alter table t alter column a type integer using a::integer;",
        &["The default of `a` is not converted to integer", "alter column a drop default"],
        "alter table t alter column a drop default; alter table t alter column a type integer using a::integer;",
    ),
    (
        "create table p (id uuid primary key);",
        "create table c (p_id integer references p (id));",
        &["Column `p_id` is integer, and the column `id` that it references is uuid", "give `p_id` the type uuid"],
        "create table c (p_id uuid references p (id));",
    ),
    (
        T,
        "insert into t (id) values (1) on conflict (id) do nothing;",
        &["needs a unique constraint or index on exactly its columns"],
        "alter table t add unique (id); insert into t (id) values (1) on conflict (id) do nothing;",
    ),
    (
        "create table t (at timestamptz);",
        "create index on t ((at::date));",
        &["the index calls a function whose result may change", "(created_at at time zone 'UTC')::date"],
        "create index on t (((at at time zone 'UTC')::date));",
    ),
    (
        "create table t (id int) partition by range (id);",
        "-- supabase: no transaction\ncreate index concurrently on t (id);",
        &["works on a partition, not on the partitioned table", "on only t"],
        "create index on only t (id);",
    ),
    (
        "create table t (a int); create view v as select a from t;",
        "alter table t alter column a type bigint;",
        &["The type of the column is a part of another object", "view v depends on column"],
        "drop view v; alter table t alter column a type bigint; create view v as select a from t;",
    ),
    (
        "create table t (a int); create view v as select a from t;",
        "drop table t;",
        &["Another object needs it: view v depends on table t", "cascade"],
        "drop table t cascade;",
    ),
    (
        "create role r nologin; create table t (); grant select on t to r;",
        "drop role r;",
        &["Role `r` owns objects or has privileges", "drop owned by r"],
        "reassign owned by r to current_user; drop owned by r; drop role r;",
    ),
    (
        "create table t (id int, k int) partition by range (k);",
        "alter table t add primary key (id);",
        &["has to contain the column `k`", "add `k` to the key"],
        "alter table t add primary key (id, k);",
    ),
    (
        "create table t (id int generated always as identity);",
        "insert into t (id) values (1);",
        &["is generated always", "overriding system value"],
        "insert into t (id) overriding system value values (1);",
    ),
    (
        "create materialized view m as select 1 as a;",
        "refresh materialized view concurrently m;",
        &["needs a unique index on columns of the view", "create unique index on public.m"],
        "create unique index on m (a); refresh materialized view concurrently m;",
    ),
    (
        "create type e as enum ('a');",
        "alter type e add value 'a';",
        &["An earlier statement adds value `a`", "add value if not exists"],
        "alter type e add value if not exists 'a';",
    ),
    (
        "create table t (); alter publication supabase_realtime add table t;",
        "alter publication supabase_realtime add table t;",
        &["already contains table `t`", "alter publication supabase_realtime drop table t"],
        "alter publication supabase_realtime drop table t; alter publication supabase_realtime add table t;",
    ),
    (
        "create table t (id int); create policy p on t using (true);",
        "create policy p on t using (true);",
        &["Policy `p` on `t` is already created", "drop policy if exists p on t"],
        "drop policy if exists p on t; create policy p on t using (true);",
    ),
    (
        "create table t (id int); create index t_id on t (id);",
        "create index t_id on t (id);",
        &["Index `t_id` is already created", "IF NOT EXISTS"],
        "create index if not exists t_id on t (id);",
    ),
    (
        "create table t (a text, b int);",
        "create view v as select * from t where a = b;",
        &["no operator for these two types: `text = integer`", "cast one side"],
        "create view v as select * from t where a = b::text;",
    ),
    (
        "create function f(a uuid) returns int language sql as 'select 1';",
        "select f('x'::text);",
        &["Function `f` is created by", "with other arguments than (text)"],
        "select f('00000000-0000-0000-0000-000000000000'::uuid);",
    ),
    (
        "create function f(a int) returns int language sql as 'select 1';",
        "drop function if exists f(int); create view v as select f(1); create function f(a int) returns int language sql as 'select 1';",
        &["is dropped or renamed earlier", "and created again only further down in this file"],
        "drop function if exists f(int); create function f(a int) returns int language sql as 'select 1'; create view v as select f(1);",
    ),
    (
        "select set_config('search_path', '', false);",
        "set search_path to ''; create table t ();",
        &["`search_path` names no schema that exists", "set search_path to public;"],
        "set search_path to ''; set search_path to public; create table t ();",
    ),
    (
        T,
        "do $$ begin select 1; end $$;",
        &["does not know what to do with the result", "write `PERFORM`"],
        "do $$ begin perform 1; end $$;",
    ),
];

const VALUES: [Case; 12] = [
    (
        T,
        "alter table t add column b text not null;",
        &["they insert rows into `t` that have no `b`", "add the column with a default"],
        "alter table t add column b text not null default '';",
    ),
    (
        "create table t (a int, b int); insert into t (a) values (1);",
        "alter table t alter column b set not null;",
        &["update t set b = ... where b is null"],
        "update t set b = 1 where b is null; alter table t alter column b set not null;",
    ),
    (
        "create table t (id int, a text not null);",
        "insert into t (id) values (1);",
        &["gives `a` of `t` no value", "alter table t alter column a set default"],
        "alter table t alter column a set default ''; insert into t (id) values (1);",
    ),
    (
        "create table t (a int); insert into t values (1);",
        "alter table t add check (a > 1);",
        &["a row of `t` that they insert violates the constraint", "with an `update` before this statement"],
        "update t set a = 2; alter table t add check (a > 1);",
    ),
    (
        "create table t (a int) partition by range (a);",
        "insert into t values (1);",
        &["No partition of `t` covers the row", "create table t_default partition of t default"],
        "create table t_default partition of t default; insert into t values (1);",
    ),
    (
        "create type e as enum ('a'); create table t (e e);",
        "insert into t values ('b');",
        &["Enum `e` has no value `b` at this point"],
        "insert into t values ('a');",
    ),
    (
        "create table t (a varchar(2));",
        "insert into t values ('abc');",
        &["The column is character varying(2), and the value is longer"],
        "alter table t alter column a type varchar(3); insert into t values ('abc');",
    ),
    (
        "create table p (id int primary key); create table c (p int references p); insert into p values (1); insert into c values (1);",
        "delete from p;",
        &["Rows of `c` still refer to it", "delete or change those rows"],
        "delete from c; delete from p;",
    ),
    (
        "create extension pg_cron;",
        "select cron.unschedule('nightly');",
        &["No earlier migration schedules the job", "where jobname = 'nightly'"],
        "select cron.unschedule(jobname) from cron.job where jobname = 'nightly';",
    ),
    (
        "select 1;",
        "select cron.schedule('nightly', '0 3 * * *', 'select 1');",
        &[
            "belongs to extension `pg_cron`, which no earlier migration creates",
            "CREATE EXTENSION IF NOT EXISTS pg_cron;",
        ],
        "CREATE EXTENSION IF NOT EXISTS pg_cron; select cron.schedule('nightly', '0 3 * * *', 'select 1');",
    ),
    (
        "create extension pgrouting;",
        "create table e (id int); select pgr_createtopology('e', 0.1);",
        &["its stub in tidegate does not do what `pgr_createtopology` does", "--database-url"],
        "create table e (id int); select count(*) from pgr_dijkstra('select 1', 1, 2);",
    ),
    (
        "select 1;",
        "create extension pg_trgm version '0.1';",
        &["pins extension `pg_trgm` to version 0.1", "remove `version '0.1'`"],
        "create extension pg_trgm;",
    ),
];

const SYNTAX: [Case; 6] = [
    (
        T,
        "create table a (id int)\ncreate table b (id int);",
        &["the one before it has no semicolon", "write `;` before `create`"],
        "create table a (id int);\ncreate table b (id int);",
    ),
    (T, "insert into t values (1, :name);", &["`:name` is a variable of psql"], "insert into t values (1, 'name');"),
    (T, "create table a (id int,);", &["The list ends with a comma"], "create table a (id int);"),
    (
        T,
        "create table `a` (id int);",
        &["a name in backticks", "quotes names as `\"name\"`"],
        "create table \"a\" (id int);",
    ),
    (
        T,
        "create table user (id int);",
        &["`user` is a reserved word", "write `\"user\"`"],
        "create table \"user\" (id int);",
    ),
    (T, "create table a (id int", &["ends before it is complete"], "create table a (id int)"),
];

pub(super) fn check(cases: &[Case]) {
    let Some(world) = World::with_server() else { return };
    for (before, failing, shown, followed) in cases {
        let histories = |second| [("20260101000000_a", *before), ("20260102000000_b", second)];
        let ran = supabase(&world, &histories(failing)).has_problems();
        let text = ran.text().split_whitespace().collect::<Vec<_>>().join(" ");
        for part in *shown {
            assert!(text.contains(part), "`{part}` is missing for `{failing}` in:\n{text}");
        }
        supabase(&world, &histories(followed)).passes().done();
    }
}

#[test]
fn advice_on_definitions_works() {
    check(&DEFINITIONS);
}

#[test]
fn advice_on_values_works() {
    check(&VALUES);
}

#[test]
fn advice_on_syntax_works() {
    check(&SYNTAX);
}
