//! The help of every known message is listed, and followed by a test: those without one are named here.

use super::supabase;
use crate::support::World;

/// An earlier migration, one that fails, a part of its help, and the same one after the advice.
type Case = (&'static str, &'static str, &'static str, &'static str);

const NUMBER: &str = "create table t (a int);";
const T: &str = "create table t (id integer, a text); insert into t values (1, 'x');";

const CASES: [Case; 44] = [
    (
        "select 1;",
        "create function f() returns int language sql as $$ select 'x'::text $$;",
        "make the last statement a `SELECT`",
        "create function f() returns int language sql as $$ select 1 $$;",
    ),
    (
        "select 1;",
        "create function f() returns int as 'select 1';",
        "add `language sql` or",
        "create function f() returns int as 'select 1' language sql;",
    ),
    ("select 1;", "create table a (id int, id int);", "remove one of the two", "create table a (id int);"),
    (
        "create table x (id int); create table y (id int);",
        "select id from x, y;",
        "write the table before the column",
        "select x.id from x, y;",
    ),
    (
        "create function f(int) returns int language sql as 'select 1'; create function f(text) returns int language sql as 'select 1';",
        "drop function f;",
        "write the types of the arguments after the name, as in `f(integer)`",
        "drop function f(int);",
    ),
    (
        "create function g(a int, b int default 1) returns int language sql as 'select 1'; create function g(a int) returns int language sql as 'select 1';",
        "select g(1);",
        "write the types of its arguments, or drop",
        "drop function g(int, int); select g(1);",
    ),
    (
        "create type e as enum ('a'); create type f as enum ('a'); create table t (c e);",
        "alter table t alter column c type f;",
        "add the conversion to the end of the statement",
        "alter table t alter column c type f using c::text::f;",
    ),
    (NUMBER, "insert into t values ('1'::text);", "cast the value", "insert into t values (('1'::text)::integer);"),
    (
        "select 1;",
        "select 1::uuid;",
        "convert through text",
        "select '00000000-0000-0000-0000-000000000000'::text::uuid;",
    ),
    (
        "select 1;",
        "create table t (b date generated always as (now()::date) stored);",
        "use an immutable expression",
        "create table t (b int generated always as (1) stored);",
    ),
    ("create view v as select 1 as a;", "drop table v;", "write `DROP VIEW`", "drop view v;"),
    (
        "create table t (a int, b int);",
        "insert into t (a, b) values (1);",
        "give each column of the list one value",
        "insert into t (a, b) values (1, 2);",
    ),
    (
        "select 1;",
        "select * from a.b.c;",
        "write the schema and the name only",
        "create table c (a int); select * from public.c;",
    ),
    (
        "create materialized view m as select 1 as a with no data;",
        "select * from m;",
        "fill it first",
        "refresh materialized view m; select * from m;",
    ),
    ("create sequence s;", "select currval('s');", "use `nextval('", "select nextval('s');"),
    (
        "create table p (id int primary key); create table c (p int references p deferrable initially deferred); insert into p values (1);",
        "insert into c values (1); alter table c add x int;",
        "set constraints all immediate",
        "insert into c values (1); set constraints all immediate; alter table c add x int;",
    ),
    ("select 1;", "savepoint a;", "write `begin;` above and", "begin; savepoint a; commit;"),
    ("select 1;", "set foo = 1;", "or name it like `app.", "set app.foo = '1';"),
    (T, "select a, count(*) from t group by id;", "to `GROUP BY`", "select a, count(*) from t group by id, a;"),
    (
        "create table p (a int); create table c () inherits (p);",
        "alter table c drop column a;",
        "from the parent table",
        "alter table p drop column a;",
    ),
    ("create table t (j json);", "select distinct j from t;", "use the type jsonb", "select distinct j::jsonb from t;"),
    (
        "create table t (a int, r int4range);",
        "alter table t add exclude using gist (a with =, r with &&);",
        "` has no operators for ",
        "create extension if not exists btree_gist; alter table t add exclude using gist (a with =, r with &&);",
    ),
    (
        "create table t (r int4range, exclude using gist (r with &&)); insert into t values ('[1,5)');",
        "insert into t values ('[2,3)');",
        "correct one of the two rows",
        "insert into t values ('[7,8)');",
    ),
    (
        "create table t (r int4range); insert into t values ('[1,5)'), ('[2,3)');",
        "alter table t add exclude using gist (r with &&);",
        "correct one of the two rows before the constraint",
        "delete from t where r = '[2,3)'; alter table t add exclude using gist (r with &&);",
    ),
    (NUMBER, "insert into t values ('x');", "correct the value", "insert into t values ('1');"),
    ("select 1;", "select '31.12.2026'::date;", "write dates as `YYYY-MM-DD`", "select '2026-12-31'::date;"),
    (
        NUMBER,
        "insert into t values (3000000000);",
        "for example to `bigint`",
        "alter table t alter column a type bigint; insert into t values (3000000000);",
    ),
    (
        "create table t (id int primary key, a int);",
        "insert into t values (1, 1), (1, 2) on conflict (id) do update set a = excluded.a;",
        "remove one of the two rows",
        "insert into t values (1, 2) on conflict (id) do update set a = excluded.a;",
    ),
    (
        T,
        "insert into t values (2, 'y'); select (select id from t);",
        "make the subquery find one row",
        "insert into t values (2, 'y'); select (select id from t order by id limit 1);",
    ),
    (
        T,
        "do $$ declare x int; begin select id into strict x from t where id = 9; end $$;",
        "remove `strict`",
        "do $$ declare x int; begin select id into x from t where id = 9; end $$;",
    ),
    (
        "create extension pg_trgm;",
        "alter extension pg_trgm update to '9.9';",
        "remove `to '9.9'`",
        "alter extension pg_trgm update;",
    ),
    (
        "create function f(int) returns int language sql as 'select 1'; create function f(text) returns int language sql as 'select 1';",
        "comment on function f is 'x';",
        "write the types of the arguments after the name, as in `f(integer)`",
        "comment on function f(integer) is 'x';",
    ),
    (
        "create view v as select 1 as a; create table t ();",
        "truncate v;",
        "use the statement for its kind",
        "truncate t;",
    ),
    ("create table t (a int); create index i on t (a);", "select * from i;", "such as the table", "select * from t;"),
    (
        "create type e as (a int);",
        "alter type e add value 'x';",
        "write the statement for its kind",
        "alter type e add attribute x int;",
    ),
    (NUMBER, "insert into t values ($1);", "write the value in place of `$1`", "insert into t values (1);"),
    (
        "select 1;",
        "create table a (t text default 'its);",
        "write `''` for a quote",
        "create table a (t text default 'its');",
    ),
    (
        "select 1;",
        "commit and chain;",
        "put `begin;` before the statements",
        "begin; select 1; commit and chain; commit;",
    ),
    (
        NUMBER,
        "set transaction read only; insert into t values (1);",
        "remove `default_transaction_read_only` and `read only`",
        "insert into t values (1);",
    ),
    (
        "create extension pg_cron;",
        "select cron.schedule('n', 'every day', 'select 1');",
        "write five fields, as in `0 3 * * *`",
        "select cron.schedule('n', '0 3 * * *', 'select 1');",
    ),
    (
        "create table t (id int unique);",
        "alter table t add constraint t_id_key unique (id);",
        "Index `t_id_key` is already created",
        "alter table t add constraint t_id_again unique (id);",
    ),
    (
        "create table t (id int constraint c check (id > 0));",
        "alter table t add constraint c check (id > 1);",
        "alter table t drop constraint if exists c",
        "alter table t drop constraint if exists c; alter table t add constraint c check (id > 1);",
    ),
    (
        "create table t (a int);",
        "alter table t add b int\nselect 1;",
        "write `;` before `select`",
        "alter table t add b int;\nselect 1;",
    ),
    (
        "create table t (a int);",
        "alter table t add b int\nupdate t set a = 1;",
        "write `;` before `update`",
        "alter table t add b int;\nupdate t set a = 1;",
    ),
];

#[test]
fn further_advice_works() {
    let Some(world) = World::with_server() else { return };
    let mut wrong = Vec::new();
    for (before, failing, shown, followed) in CASES {
        let histories = |second| [("20260101000000_a", before), ("20260102000000_b", second)];
        let ran = supabase(&world, &histories(failing));
        let text = ran.text().split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.contains(shown) {
            wrong.push(format!("`{shown}` is missing for `{failing}` in:\n{text}"));
        }
        let ran = supabase(&world, &histories(followed));
        if ran.code != Some(0) {
            wrong.push(format!("`{followed}` does not pass:\n{}", ran.text()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The texts of known messages, each as why and help.
fn known() -> Vec<(String, String)> {
    let sources = [
        include_str!("../../../src/replay/diagnose/definitions.rs"),
        include_str!("../../../src/replay/diagnose/values.rs"),
    ];
    let pattern = regex::Regex::new(r#"why:\s*"((?:[^"\\]|\\.)*)",\s*help:\s*"((?:[^"\\]|\\.)*)""#).unwrap();
    let texts = sources.iter().flat_map(|source| pattern.captures_iter(source));
    texts.map(|found| (found[1].to_owned(), found[2].to_owned())).collect()
}

/// Whether a test expects a part of this text.
fn is_expected(text: &str, expected: &[String]) -> bool {
    let parts = regex::Regex::new(r"\{\w+\}").unwrap();
    let parts: Vec<&str> = parts.split(text).filter(|part| part.trim().len() >= 6).collect();
    parts
        .iter()
        .any(|part| expected.iter().any(|shown| shown.contains(part) || shown.len() >= 10 && part.contains(shown)))
}

/// Help that no test follows.
const NOT_FOLLOWED: [&str; 0] = [];

#[test]
fn every_help_is_followed_by_a_test() {
    let quoted = regex::Regex::new(r#""((?:[^"\\]|\\.)*)""#).unwrap();
    let own = include_str!("helps.rs").split("const NOT_FOLLOWED").next().unwrap();
    let tests = [include_str!("remedies.rs"), include_str!("dialects.rs"), own];
    let texts = tests.iter().flat_map(|test| quoted.captures_iter(test));
    let expected: Vec<String> = texts.map(|found| found[1].to_owned()).collect();
    let known = known();
    assert!(known.len() > 70, "{} known messages", known.len());
    let is_missing = |(why, help): &&(String, String)| !is_expected(why, &expected) && !is_expected(help, &expected);
    let missing: Vec<&str> = known.iter().filter(is_missing).map(|(_, help)| help.as_str()).collect();
    assert_eq!(missing, NOT_FOLLOWED);
}
