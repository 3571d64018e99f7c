//! Pairs of schemas, in both directions.

use super::{check, converge, destructive, in_any_order};
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
        text.contains("\n-- BREAKING: <reason to be written>\n-- column `b` on `public.t`: the object is dropped\n"),
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
fn what_does_not_depend_on_a_withheld_statement_runs() {
    let Some(mut bench) = Bench::new() else { return };
    let bench = &mut bench;
    let old = "create table t (a int, b text); create policy p on t using (a > 0)";
    let new = "create table t (a int, c int); alter table t enable row level security; \
        create policy p on t for select using (a > 1)";
    let (_, script) = converge(bench, old, new, &Options::new());
    let withheld = script.statements().filter(|statement| statement.is_withheld);
    let withheld: Vec<&str> = withheld.flat_map(|statement| &statement.sql).map(String::as_str).collect();
    assert_eq!(withheld, ["ALTER TABLE public.t DROP COLUMN b;"], "{}", script.text());
    converge(bench, old, new, &destructive());
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

#[test]
fn columns_are_added_in_their_order() {
    let Some(mut bench) = Bench::new() else { return };
    let bench = &mut bench;
    let new = "create table t (id int, b text, a text not null default 'x', c int)";
    converge(bench, "create table t (id int)", new, &destructive());
}

#[test]
fn an_extension_leaves_a_schema_before_it_is_dropped() {
    let Some(mut bench) = Bench::new() else { return };
    let bench = &mut bench;
    let of = |schema: &str| format!("create schema {schema}; create extension citext schema {schema}");
    check(bench, &of("a"), &of("b"));
}

#[test]
fn a_materialized_view_is_filled_before_it_has_another_owner() {
    let Some(mut bench) = Bench::new() else { return };
    let bench = &mut bench;
    let old = "create role pairs_reader; create table t (a int)";
    let new = "create table t (a int); create materialized view m as select a from t; \
        alter materialized view m owner to pairs_reader";
    converge(bench, old, new, &destructive());
}

#[test]
fn what_a_body_names_is_made_before_it_is_called() {
    let Some(mut bench) = Bench::new() else { return };
    let bench = &mut bench;
    let old = "create table t (id int); insert into t values (1)";
    // The body of `a` is read when the index is made.
    let calls = "create table t (id int); create table z (id int); \
        create function z_last(z) returns int language sql immutable as 'select $1.id'; \
        create function a(i int) returns int language sql immutable as 'select public.z_last(row(i)::public.z)'; \
        create index i on z (a(id)); \
        create table b (id int default a(1) check (a(id) > 0))";
    converge(bench, old, calls, &in_any_order());
    let recursive = "create table t (id int); \
        create function a(i int) returns int language plpgsql as 'begin return public.b(i); end'; \
        create function b(i int) returns int language plpgsql as 'begin return public.a(i); end'";
    check(bench, old, recursive);
    // A function reads a materialized view that is filled, and a view lies between.
    let filled = "create table t (id int); create materialized view z as select 1 as a; \
        create function read() returns setof int language sql stable as 'select a from public.z'; \
        create view v as select read() as a; create materialized view m as select a from v";
    converge(bench, old, filled, &in_any_order());
    // The function is there already.
    let function = "create function read() returns int language plpgsql stable as \
        'begin return (select sum(a) from public.z); end'";
    let views = "create materialized view z as select 1 as a; create materialized view a as select read() as a";
    converge(bench, function, &format!("{function}; {views}"), &in_any_order());
}

#[test]
fn routines_that_call_each_other_are_there_before_something_calls_them() {
    let Some(mut bench) = Bench::new() else { return };
    let routine = |name: &str, other: &str| {
        format!(
            "create function {name}(a int) returns int language plpgsql immutable as \
             'begin return case when a <= 0 then 0 else public.{other}(a - 1) end; end'; "
        )
    };
    let circle = [routine("a_f", "z_g"), routine("z_g", "m_h"), routine("m_h", "a_f")].concat();
    let table = "create table t (a int); ";
    let callers = "create materialized view v as select a_f(3) as a; create index i on t (a_f(a)); \
        alter table t add b int default z_g(2); create table n (a int default m_h(4));";
    check(&mut bench, table, &[table, &circle, callers].concat());
}

#[test]
fn the_order_of_options_settings_and_tags_is_that_of_the_other_side() {
    let Some(mut bench) = Bench::new() else { return };
    let new = "create table t (a int); create index i on t (a) with (fillfactor = 70, deduplicate_items = false); \
        create function f() returns int language sql set work_mem = '8MB' set jit = 'true' set datestyle = 'ISO' as 'select 1'; \
        create function e() returns event_trigger language plpgsql as 'begin end'; \
        create event trigger g on ddl_command_start when tag in ('CREATE TABLE', 'ALTER TABLE') execute function e();";
    let (actual, _) = converge(&mut bench, "create table t (a int)", new, &destructive());
    let expected = bench.database([new]);
    // The witnesses ignore the order, and a reader of dumps does not.
    let lines = |dump: Vec<u8>| -> Vec<String> {
        let is_list = |line: &&str| ["WITH (", "SET ", "WHEN TAG"].iter().any(|word| line.contains(word));
        String::from_utf8(dump).unwrap().lines().filter(is_list).map(str::to_owned).collect()
    };
    assert_eq!(lines(bench.dump(&actual)), lines(bench.dump(&expected)));
}

#[test]
fn a_copy_of_a_collation_of_the_server_is_one_again() {
    let Some(mut bench) = Bench::new() else { return };
    check(
        &mut bench,
        "create table t (a text)",
        "create collation posix from \"POSIX\"; create table t (a text, b text collate posix);",
    );
}

#[test]
fn lists_of_constants_are_printed_as_before() {
    let Some(mut bench) = Bench::new() else { return };
    let old = "create table t (s varchar(9))";
    let new = "create table t (s varchar(9) check (s in ('a', 'b')), n varchar generated always as \
        (case when s in ('a', 'b') then s end) stored); create index i on t (s) where s in ('a', 'b'); \
        create view v as select s from t where s in ('a', 'b'); create policy p on t using (s in ('a', 'b'));";
    let (actual, _) = converge(&mut bench, old, new, &destructive());
    let expected = bench.database([new]);
    let lines = |dump: Vec<u8>| -> Vec<String> {
        String::from_utf8(dump).unwrap().lines().filter(|line| line.contains("ARRAY[")).map(str::to_owned).collect()
    };
    let wanted = lines(bench.dump(&expected));
    assert_eq!(wanted.len(), 5, "{wanted:?}");
    assert_eq!(lines(bench.dump(&actual)), wanted);
}

#[test]
fn a_sequence_that_changes_its_owner_outlives_the_old_one() {
    let Some(mut bench) = Bench::new() else { return };
    let owned = |table: &str| {
        format!("create table {table} (id int primary key); create sequence counter owned by {table}.id;")
    };
    check(&mut bench, &owned("a"), &owned("b"));
    let of =
        |column: &str| format!("create table t (id int, {column} int); create sequence counter owned by t.{column};");
    check(&mut bench, &of("a"), &of("b"));
}
