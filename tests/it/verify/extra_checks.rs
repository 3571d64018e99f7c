//! Checks on request: timings, a second run, down migrations.

use crate::support::{CommandResult, World, assert_stored, server};
use serde_json::Value;
use tidegate::postgres::Engine as _;

fn report(ran: &CommandResult) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.text()))
}

/// Values of a list of objects by one key.
fn each_of(list: &Value, key: &str) -> Vec<String> {
    let list = list.as_array().unwrap_or_else(|| panic!("{list}"));
    list.iter().map(|item| item[key].as_str().map_or_else(|| item[key].to_string(), str::to_owned)).collect()
}

#[test]
fn every_migration_is_timed_when_that_is_asked_for() {
    let Some(world) = World::with_server() else { return };
    for day in 1..=12 {
        world.stage(
            &format!("prisma/migrations/202601{day:02}000000_m/migration.sql"),
            format!("create table t{day} ();"),
        );
    }
    world.stage("prisma/migrations/20260107000000_m/migration.sql", "select pg_sleep(0.2);");
    world.verify("").passes().does_not_print(&["seconds"]).done();
    // Whatever the run before has kept.
    let ran = world.verify("--timings").passes().prints(&["20260107000000_m", "(2 faster ones; `--full` shows all)"]);
    let slowest = ran.out.lines().find(|line| line.contains("20260") && !line.contains("-->")).unwrap();
    assert!(slowest.contains("20260107000000_m"), "{slowest}");
    world.verify("--timings --full").passes().does_not_print(&["faster ones"]).done();
    let report = report(&world.verify("--timings --format json").passes());
    let timings = &report["replay"]["timings"];
    assert_eq!(timings.as_array().unwrap().len(), 12);
    assert_eq!(timings[0]["file"], "prisma/migrations/20260107000000_m/migration.sql");
    assert!(timings[0]["seconds"].as_f64().unwrap() >= 0.2, "{timings}");
}

/// Runs a last migration twice.
fn twice(world: &World, last: &str, arguments: &str) -> CommandResult {
    world.stage(
        "supabase/migrations/20260101000000_a.sql",
        "create table public.colours (id int primary key, name text);",
    );
    world.stage("supabase/migrations/20260102000000_b.sql", last);
    world.verify(&format!("--idempotent {arguments}"))
}

#[test]
fn a_migration_that_can_be_run_twice_is_idempotent() {
    let Some(world) = World::with_server() else { return };
    let idempotent = "create table if not exists public.b (id int);\n\
        create or replace function f() returns int language sql as 'select 1';\n\
        drop policy if exists p on public.b; create policy p on public.b using (true);\n\
        insert into public.colours values (1, 'red') on conflict do nothing;\n\
        do $$ begin create role clerk; exception when duplicate_object then null; end $$;\n";
    twice(&world, idempotent, "").passes().prints(&["_b.sql is idempotent"]).done();
    // Nothing new: what the run before has kept is copied.
    let again = report(&twice(&world, idempotent, "--format json").passes());
    assert_eq!(again["replay"]["idempotent"]["idempotent"], true);
    assert_eq!(again["replay"]["idempotent"]["failure"], Value::Null);
}

#[test]
fn a_migration_that_cannot_be_run_twice_fails() {
    let Some(world) = World::with_server() else { return };
    let fails =
        twice(&world, "create table if not exists x ();\ncreate index orders_idx on public.colours (name);\n", "");
    assert_stored("verify-idempotent-fails", &fails.has_problems().portable());
    let changes = "create index on public.colours (name); insert into public.colours select coalesce(max(id), 0) + 1, 'red' from public.colours;\n";
    assert_stored("verify-idempotent-changes", &twice(&world, changes, "").has_problems().portable());
    let again = report(&twice(&world, changes, "--format json").has_problems());
    let again = &again["replay"]["idempotent"];
    assert_eq!(each_of(&again["changes"], "name"), ["colours_name_idx1"]);
    assert_eq!((&again["rows"][0]["before"], &again["rows"][0]["after"]), (&1.into(), &2.into()));
    for (last, prints) in [
        ("insert into public.colours values (1, 'red');", "ON CONFLICT DO NOTHING"),
        ("alter table public.colours drop column name;", "The first run dropped or renamed the object"),
        ("create role clerk;", "The first run created the object"),
    ] {
        twice(&world, last, "").has_problems().prints(&[prints, "its second run fails"]).done();
    }
    // A migration that fails the first time is not run a second time, and the next run does not suffer.
    twice(&world, "broken", "--round-trip")
        .has_problems()
        .prints(&["idempotent: not checked: the replay failed", "round trip: not checked: the replay failed"])
        .does_not_print(&["second run"])
        .done();
    let failed = report(&twice(&world, "broken", "--format json").has_problems());
    let notes: Vec<&str> = failed["notes"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(notes.contains(&"idempotent: not checked: the replay failed"), "{notes:?}");
    assert!(!notes.iter().any(|note| note.starts_with("round trip")), "{notes:?}");
    twice(&world, "select 1;", "").passes().done();
}

#[test]
fn no_kept_database_holds_a_role() {
    let Some(world) = World::with_server() else { return };
    let made = "create table t (a int); create role clerk; grant select on t to clerk;";
    let files = [("000001_made", made, None), ("000002_gone", "revoke select on t from clerk; drop role clerk;", None)];
    pairs(&world, &files);
    for arguments in ["--no-cache", "", "", "--no-cache"] {
        world.verify(arguments).passes().prints(&["replayed 2 staged migrations"]).done();
    }
    let again = "drop owned by clerk; drop role clerk; create role clerk; grant select on t to clerk;";
    pairs(&world, &[("000002_gone", again, None)]);
    world.verify("--idempotent").passes().prints(&["is idempotent"]).done();
    world.verify("--idempotent").passes().prints(&["is idempotent"]).done();
}

#[test]
fn extra_checks_change_nothing_on_a_given_server() {
    let Some(world) = World::with_server() else { return };
    let mut local = server::start_shared();
    let address = format!("host={} user=postgres dbname=template1", local.sockets().display());
    pairs(
        &world,
        &[
            ORDERS,
            (
                "000002_role",
                "create role clerk; grant select on orders to clerk;",
                Some("drop owned by clerk; drop role clerk;"),
            ),
            ("000003_role", "create role boss;", Some("create role under; drop role boss;")),
            ("000004_last", "create table if not exists last (id int);", Some("drop table last;")),
        ],
    );
    let before = (local.databases().unwrap(), local.roles().unwrap());
    let view = world.with("TIDEGATE_DATABASE_URL", &address);
    let report =
        report(&view.tidegate("verify --round-trip --idempotent --observe --timings --format json").has_problems());
    let replay = &report["replay"];
    assert_eq!(each_of(&replay["roundTrip"], "result"), ["restores", "restores", "differs", "restores"]);
    assert_eq!(replay["idempotent"]["idempotent"], true);
    assert_eq!(replay["timings"].as_array().unwrap().len(), 4);
    assert_eq!((local.databases().unwrap(), local.roles().unwrap()), before);
}

/// A project of golang-migrate.
fn pairs(world: &World, files: &[(&str, &str, Option<&str>)]) {
    for (name, up, down) in files {
        world.stage(&format!("migrations/{name}.up.sql"), up);
        if let Some(down) = down {
            world.stage(&format!("migrations/{name}.down.sql"), down);
        }
    }
}

const ORDERS: (&str, &str, Option<&str>) = (
    "000001_orders",
    "create table orders (id bigint primary key, note text, state text not null default 'new');",
    Some("drop table orders;"),
);

#[test]
fn correct_down_migrations_are_confirmed() {
    let Some(world) = World::with_server() else { return };
    pairs(
        &world,
        &[
            ORDERS,
            (
                "000002_role",
                "create role clerk; grant select on orders to clerk;",
                Some("revoke select on orders from clerk; drop role clerk;"),
            ),
            ("000003_note", "alter table orders drop column note;", Some("alter table orders add column note text;")),
            ("000004_plain", "create view open as select id from orders where state = 'new';", None),
        ],
    );
    let ran = world.verify("--round-trip").passes();
    ran.prints(&[
        "3 down migrations restore the schema",
        "1 migration has no down migration: migrations/000004_plain.up.sql",
    ])
    .done();
    let each = report(&world.verify("--round-trip --format json").passes());
    assert_eq!(each_of(&each["replay"]["roundTrip"], "result"), ["restores", "restores", "restores", "none"]);
}

#[test]
fn wrong_down_migrations_are_reported() {
    let Some(world) = World::with_server() else { return };
    pairs(
        &world,
        &[
            ORDERS,
            (
                "000002_index",
                "create index orders_state on orders (state); alter table orders alter column state drop default; create type colour as enum ('red');",
                Some("drop index orders_state;\nalter table orders alter column state set default 'old';\n"),
            ),
            ("000003_empty", "create table lines (id bigint primary key);", Some("-- later\n")),
            ("000004_broken", "create table bits (id bigint);", Some("-- undo\ndrop table bitz;\n")),
            ("000005_data", "insert into orders (id, state) values (1, 'new');", Some("")),
            ("000006_never", "drop table bits;", Some("do $$ begin raise 'cannot be undone'; end $$;")),
            ("000007_role", "create role clerk;", Some("select 1;")),
            ("000008_good", "create table last (id int);", Some("drop table last;")),
        ],
    );
    assert_stored("verify-round-trip-differs", &world.verify("--round-trip").has_problems().portable());
    let each = report(&world.verify("--round-trip --format json").has_problems());
    let backs = each_of(&each["replay"]["roundTrip"], "result");
    assert_eq!(backs, ["restores", "differs", "empty", "fails", "empty", "declined", "differs", "restores"]);
    assert_eq!(each_of(&each["replay"]["roundTrip"][1]["changes"], "change"), ["changed", "missing"]);
    // The server is as it was for the next run.
    world.verify("").passes().done();
}

#[test]
fn leftovers_that_no_schema_file_shows_are_reported() {
    let Some(world) = World::with_server() else { return };
    let check = |up: &str, down: &str, prints: &[&str]| {
        pairs(&world, &[ORDERS, ("000002_more", up, Some(down))]);
        world
            .verify("--round-trip")
            .has_problems()
            .prints(prints)
            .prints(&["000002_more.down.sql does not restore"])
            .done();
    };
    check("create extension pg_trgm;", "select 1;", &["remaining extension pg_trgm"]);
    check(
        "grant select on orders to public;",
        "select 1;",
        &["changed privileges of table public.orders", "+ GRANT SELECT TO PUBLIC"],
    );
    check(
        "grant update (note) on orders to pg_monitor;",
        "select 1;",
        &["changed privileges of column public.orders.note", "+ GRANT UPDATE TO pg_monitor"],
    );
    check("alter table orders owner to pg_monitor;", "select 1;", &["changed owner of table public.orders"]);
    check("comment on schema public is 'ours';", "select 1;", &["remaining comment on schema public"]);
    check("alter database shop set app.name to 'x';", "select 1;", &["changed settings of the database", "app.name x"]);
    check(
        "alter default privileges in schema public grant select on tables to pg_monitor;",
        "select 1;",
        &["remaining default privileges"],
    );
    check("revoke usage on schema public from public;", "select 1;", &["changed privileges of schema public"]);
    check(
        "create function f() returns int language sql as 'select 1'; revoke execute on function f() from public;\n\
         create view v as select 1 as one; grant select on v to pg_monitor;",
        "drop view v;",
        &["remaining function public.f"],
    );
}

#[test]
fn a_recreated_object_counts_as_restored() {
    let Some(world) = World::with_server() else { return };
    let function = "create function f(a int) returns int language sql as 'select 1';\n";
    let open = "create view open as select id from orders; grant select on open to public, pg_monitor;\n";
    pairs(
        &world,
        &[
            ORDERS,
            ("000002_more", &format!("{function}{open}"), Some("drop view open; drop function f(int);")),
            (
                "000003_less",
                "drop view open; drop function f(int);",
                // In another order, and said where the server says the same.
                Some(
                    "create view open as select id from orders;\n\
                     grant select on open to pg_monitor; grant select on open to public;\n\
                     create function f(a int) returns int language sql as 'select 1';\n\
                     grant execute on function f(int) to public;\n",
                ),
            ),
            ("000004_trgm", "create extension pg_trgm;", Some("drop extension pg_trgm;")),
            (
                "000005_again",
                "drop extension pg_trgm; alter database shop set app.name to 'x';",
                Some("create extension pg_trgm; alter database shop reset app.name;"),
            ),
            (
                "000006_all",
                "alter table orders owner to pg_monitor;",
                Some("alter table orders owner to current_user;"),
            ),
        ],
    );
    world.verify("--round-trip").passes().prints(&["6 down migrations restore the schema"]).done();
    let whole = World::new().sharing_servers();
    let again = "drop schema app cascade; create schema app;";
    pairs(&whole, &[("000001_app", "create schema app;", None), ("000002_all", "create table app.a ();", Some(again))]);
    whole.verify("--round-trip").passes().prints(&["1 down migration restores"]).done();
    // Without the schema of its tracking table golang-migrate itself fails.
    pairs(
        &whole,
        &[("000002_all", "create table app.a ();", Some("drop schema public cascade; create schema public;"))],
    );
    whole.verify("--round-trip").has_problems().prints(&["000002_all.down.sql fails"]).done();
}

#[test]
fn a_down_migration_may_be_in_the_same_file() {
    let Some(world) = World::with_server() else { return };
    world.stage("db/migrations/1_a.sql", "-- migrate:up\ncreate table a (b int);\n\n-- migrate:down\ndrop table a;\n");
    world.stage(
        "db/migrations/2_b.sql",
        "-- migrate:up transaction:false\ncreate index concurrently a_b on a (b);\n\n-- migrate:down transaction:false\ndrop index concurrently a_b;\n",
    );
    world.verify("--round-trip").passes().prints(&["2 down migrations restore"]).done();
    world.stage(
        "db/migrations/2_b.sql",
        "-- migrate:up\ncreate index a_b on a (b);\n\n-- migrate:down\ndrop index\n  a_c;\n",
    );
    world
        .verify("--round-trip")
        .has_problems()
        .prints(&["db/migrations/2_b.sql:5:1", "the down migration of db/migrations/2_b.sql fails"])
        .done();
    let none = World::new().sharing_servers();
    none.stage("supabase/migrations/20260101000000_a.sql", "select 1;");
    none.stage("supabase/migrations/20260102000000_b.sql", "select 1;");
    none.verify("--round-trip").passes().prints(&["not checked: none of the 2 migrations has a down migration"]).done();
}
