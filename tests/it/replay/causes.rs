//! Migrations that fail, and the cause that is shown.

use super::{TABLE, supabase};
use crate::support::{World, assert_stored, server};

#[test]
fn a_failure_is_shown_with_its_cause() {
    let Some(world) = World::with_server() else { return };
    let never = supabase(&world, &[("20260101000000_a", "-- names\nalter table tenants\n  add name text;\n")]);
    assert_stored("verify-never-created", &never.has_problems().portable());
    let later = supabase(&world, &[("20260102000000_b", "create table public.tenants ();")]);
    assert_stored("verify-created-later", &later.has_problems().portable());
}

#[test]
fn causes_are_looked_up_in_the_history() {
    let Some(world) = World::with_server() else { return };
    let check = |first: &str, second: &str, prints: &str| {
        let ran = supabase(&world, &[("20260101000000_a", first), ("20260102000000_b", second)]);
        let text = ran.has_problems().text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(prints), "`{prints}` is missing in:\n{text}");
    };
    check(TABLE, TABLE, "Table `orders` is already created by supabase/migrations/20260101000000_a.sql.");
    check(
        TABLE,
        "drop table orders; alter table orders add x int;",
        "is dropped or renamed earlier, by supabase/migrations/20260102000000_b.sql.",
    );
    check(
        TABLE,
        "alter table orders alter column nmae set not null;",
        "No migration creates column `nmae` of `orders`",
    );
    check(
        TABLE,
        "alter table public.ordrs add x int;",
        "No migration creates table `public.ordrs`. help: check its name;",
    );
    check(
        "select 1;",
        "alter table public.ordrs add x int;",
        "No migration creates table `public.ordrs`: the history has no baseline. help: add a first migration",
    );
    check(TABLE, "alter table orders add place geography(point);", "belongs to extension `postgis`");
    check(TABLE, "create table auth.users ();", "it belongs to the platform");
    check(TABLE, "create extension no_such_thing;", "Extension `no_such_thing` is not installed on this server");
    let load = "do $$ begin execute 'load ''no_such' || '_thing'''; end $$;";
    check(TABLE, load, "runs as a role without superuser rights");
    let ran =
        supabase(&World::new().sharing_servers(), &[("20260101000000_a", "load 'no_such_thing';")]).has_problems();
    ran.prints(&["42501"]).does_not_print(&["its own library"]).done();
    check(
        TABLE,
        "create type s as enum ('a'); begin; alter type s add value 'b'; select 'b'::s;",
        "only after its transaction has committed",
    );
    check(
        TABLE,
        "create schema app; create table app.a (); alter table other.a add x int;",
        "No migration creates schema `other`",
    );
    check(TABLE, "insert into public.orders values (1, 'é', 2);", "INSERT has more expressions");
    let twice = "insert into orders values (1, 1); insert into orders values (1, 1);";
    check(TABLE, twice, "insert this key more than once");
    check(
        "create table a (b int); insert into a values (1), (1);",
        "create unique index on a (b);",
        "the same key more than once",
    );
    check(TABLE, "do $$ begin raise 'no profile'; end $$;", "The SQL raises this error itself");
    check(TABLE, "insert into orders values ((select 1 where false), 1);", "A query for this value finds nothing");
    check(
        TABLE,
        "insert into storage.objects (bucket_id) values ('none');",
        "the row may exist only in a database in use",
    );
    if server::choice().installation.version.major < 16 {
        let asks = "do $$ begin if to_regprocedure('public.f(public.gone)') is null then return; end if; end $$;";
        check(TABLE, asks, "Since PostgreSQL 16, `to_regprocedure` returns NULL for a type that does not exist");
    }
    check(TABLE, "begin; do $$ begin commit; end $$; commit;", "It needs to run outside a transaction");
    causes_of_keys(&check);
    world.stage("supabase/migrations/tables.sql", "create table users ();");
    supabase(&world, &[("20260102000000_b", "select 1;")])
        .passes()
        .prints(&["1 file did not run, because the Supabase CLI ignores it: tables.sql"])
        .done();
    check(TABLE, "alter table users add x int;", "and the Supabase CLI ignores that file");
}

fn causes_of_keys(check: &dyn Fn(&str, &str, &str)) {
    let (first, key) = ("create table users (id int);", "alter table users add primary key (id);");
    let refers = "create table a (id int references users (id));";
    check(first, refers, "no migration makes these columns of `users` unique");
    check(first, &format!("{refers} {key}"), "is created further down in the same file");
    check(
        &format!("{first} {refers}"),
        key,
        "is created by a later migration, supabase/migrations/20260102000000_b.sql",
    );
    let unless = "if not exists (select from pg_constraint where conname = 'users_pkey')";
    let guarded = format!("do $$ begin {unless} then {key} end if; end $$; {refers}");
    check(first, &guarded, "creates the key of `users` only under a condition, which may be false here");
}
