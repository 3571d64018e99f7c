//! Pairs of schemas, in both directions.

use super::{check, converge};
use crate::catalog::Bench;
use tidegate::alter::Options;

/// What is recreated, and what hangs on it.
const FAMILY: &str = "\
    create table t (id int primary key, a int, b text); \
    create function f(int) returns int language sql immutable as 'select 1'; \
    create view v with (security_barrier = true) as select id, f(a) as a from t; \
    create view w as select * from v; \
    create materialized view m as select a, count(*) from v group by a; \
    create unique index mi on m (a); alter materialized view m cluster on mi; \
    create index ti on t (f(a)); alter index ti alter column 1 set statistics 7; alter table t cluster on ti; \
    comment on view v is 'v'; comment on column v.a is 'a'; comment on view w is 'w'; comment on index ti is 'ti'; \
    comment on materialized view m is 'm'; alter view v alter id set default 7; \
    grant select on v to public; grant select (id) on w to public; grant select on m to public; \
    create function tf() returns trigger language plpgsql as 'begin return new; end'; \
    create trigger r before update of a on t for each row when (new.a > 0) execute function tf(); \
    alter table t enable always trigger r; comment on trigger r on t is 'r'; \
    create trigger wr instead of insert on w for each row execute function tf(); \
    create policy p on t using (f(a) > 0); comment on policy p on t is 'p'; \
    create rule vr as on delete to v do instead nothing; comment on rule vr on v is 'vr'; \
    create publication pub for table t where (a > 0)";

/// Makes the pair of a schema and the same one with a text in it replaced.
fn replaced(bench: &mut Bench, old: &str, from: &str, to: &str) {
    assert!(old.contains(from), "{from}");
    check(bench, old, &old.replace(from, to));
}

#[test]
fn what_depends_on_a_changed_object_is_recreated_with_all_it_had() {
    let Some(mut bench) = Bench::new() else { return };
    if bench.major() < 15 {
        return;
    }
    let bench = &mut bench;
    replaced(bench, FAMILY, "a int, b text", "a smallint, b text");
    replaced(
        bench,
        FAMILY,
        "f(int) returns int language sql immutable as 'select 1'",
        "f(int) returns bigint language sql immutable as 'select 1::bigint'",
    );
    replaced(bench, FAMILY, "select id, f(a) as a from t", "select id::text, f(a) as a from t");
    replaced(bench, FAMILY, "f(a) as a from t", "f(a) as a, b from t");
    replaced(bench, FAMILY, "count(*) from v", "count(*), 1 as one from v");
    replaced(bench, FAMILY, "(f(a))", "(f(a) desc)");
}

#[test]
fn tables_and_their_parts() {
    let Some(mut bench) = Bench::new() else { return };
    let bench = &mut bench;
    check(
        bench,
        "",
        "create schema app; create type app.e as enum ('a'); create sequence app.q; \
         create table app.a (id serial primary key, k app.e default 'a', n int default nextval('app.q') check (n > 0)); \
         create table app.b (id int primary key references app.a, c int unique); \
         alter table app.a add foreign key (n) references app.b (c); \
         create view app.v as select * from app.a join app.b using (id); create index on app.a (k) where k = 'a'; \
         alter table app.a enable row level security; create policy p on app.a using (k = 'a')",
    );
    check(
        bench,
        "create table t (a int, b text); create view v as select a, b from t; create policy p on t using (b = 'x')",
        "create table t (a int, c text); create view v as select a, c from t; create policy p on t using (c = 'x')",
    );
    check(
        bench,
        "create function f() returns int language sql as 'select 1'; create table t (a int default f(), b int)",
        "create function f() returns bigint language sql as 'select 1::bigint'; create table t (a int default f(), b int)",
    );
    check(
        bench,
        "create table t (a int, b int); create function f(t) returns int language sql as 'select 1'",
        "create table t (a int, b int, c text); create function f(t) returns int language sql as 'select 2'",
    );
    check(
        bench,
        "create table t (id serial primary key)",
        "create table t (id int generated always as identity primary key)",
    );
    check(
        bench,
        "create table p (a int, b int) partition by range (a)",
        "create table p (a int, b int, primary key (a)) partition by range (a); create index pi on p (b); \
         create table p1 partition of p for values from (0) to (9); create table p2 partition of p default; \
         create table r (a int references p); alter table p1 alter b set default 4",
    );
    check(
        bench,
        "create table a (id int primary key); create table b (id int primary key, a int references a); \
         alter table a add b int references b; create view v as select * from a",
        "create view v as select 1 as id",
    );
}

#[test]
fn types_in_use() {
    let Some(mut bench) = Bench::new() else { return };
    let bench = &mut bench;
    let old = "create type e as enum ('a', 'b'); create domain d as e; \
        create table t (id int, k e default 'a' not null, l e[], m d default 'a', check (k <> 'b')); \
        create function f(e) returns e language sql as 'select $1'; create view v as select k, l, m from t; \
        create index on t (k) where k = 'a'; create policy p on t using (k = 'a'); grant usage on type e to public; \
        comment on type e is 'e'";
    replaced(bench, old, "('a', 'b')", "('a', 'x', 'b', 'c')");
    check(
        bench,
        "create domain d as varchar(5) check (value <> ''); create table t (a d default 'x')",
        "create domain d as varchar(9) check (value <> ''); create table t (a d default 'x')",
    );
    check(bench, "create type c as (a int, b text)", "create type c as (a bigint, b text, c int)");
}

#[test]
fn destructive_statements_are_withheld_with_what_depends_on_them() {
    let Some(mut bench) = Bench::new() else { return };
    let bench = &mut bench;
    let old = "create table t (a int, b text); create table u (a int); create view v as select a, b from t";
    let new = "create table t (a int, c int); create view v as select a from t";
    let (name, script) = converge(bench, old, new, &Options::new());
    let text = script.text();
    assert!(
        text.contains("\n-- BREAKING: <reason to be written> (column `b` on `public.t`: the object is dropped)\n"),
        "{text}"
    );
    assert!(text.contains("\n-- ALTER TABLE public.t DROP COLUMN b;\n"), "{text}");
    assert!(text.contains("\nALTER TABLE public.t ADD COLUMN c integer;\n"), "{text}");
    assert!(text.contains("\n-- DROP TABLE public.u;\n"), "{text}");
    let catalog = bench.catalog(&name);
    let columns = catalog.objects.keys().filter(|identity| identity.on.as_deref() == Some("t"));
    assert_eq!(columns.count(), 3);
}

#[test]
fn what_cannot_be_written_is_refused_with_what_depends_on_it() {
    let Some(mut bench) = Bench::new() else { return };
    let bench = &mut bench;
    let (_, script) = converge(
        bench,
        "create table t (a int)",
        "create table t (a int) partition by range (a); create table t1 partition of t default",
        &super::destructive(),
    );
    let refused: Vec<String> = script.refused.iter().map(|refused| refused.object.to_string()).collect();
    assert_eq!(refused, ["table `public.t`", "table `public.t1`"]);
    assert!(script.transactions.is_empty(), "{}", script.text());
}
