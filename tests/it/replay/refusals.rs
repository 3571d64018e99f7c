//! A replay stops where the project's own tool stops, and where it loses work without a word.

use crate::support::{World, assert_stored};

/// Files with their contents.
type Files<'a> = &'a [(&'a str, &'a str)];

const BEGIN: &str = "begin;\ncreate table orders (id int);\n";
const NEXT: &str = "create table invoices (id int);\n";

/// What `verify` says of these files.
fn verify(files: Files) -> crate::support::CommandResult {
    let world = World::new().sharing_servers();
    for (path, content) in files {
        world.stage(path, content);
    }
    world.verify("")
}

#[test]
fn text_for_psql_runs_only_where_psql_runs_it() {
    let Some(world) = World::with_server() else { return };
    let copy = "create table orders (id int);\ncopy orders from stdin;\n1\n\\.\n\\echo done\n";
    world.stage("migrations/1_orders.sql", copy);
    world.verify("").passes().done();
    world.stage("tidegate.toml", "runner = \"psql\"\n");
    world.verify("").passes().done();
    world.stage("tidegate.toml", "runner = \"driver\"\n");
    let refused = ["the project's own script cannot send the data of `COPY … FROM stdin`", "1_orders.sql:2"];
    world.verify("").has_problems().prints(&refused).done();
    let check = world.tidegate("check").has_problems();
    check.prints(&["error[refused-by-tool]: the project's own script cannot send the data"]).done();
    verify(&[("Cargo.toml", ""), ("migrations/1_orders.sql", copy)]).has_problems().prints(&["sqlx migrate"]).done();
    verify(&[("migrations/1_orders.up.sql", copy)]).has_problems().prints(&["golang-migrate cannot send"]).done();
}

#[test]
fn a_transaction_that_is_left_open_ends_as_with_the_tool() {
    if !crate::support::has_server() {
        return;
    }
    let lost = "does not commit the transaction that begins here, and the work is lost";
    let check = |files: Files, says: Option<&str>| {
        let ran = verify(files);
        match says {
            Some(says) => ran.has_problems().prints(&[says]).done(),
            None => ran.passes().done(),
        }
    };
    check(&[("prisma/migrations/1_a/migration.sql", BEGIN), ("prisma/migrations/2_b/migration.sql", NEXT)], Some(lost));
    // A later migration commits the work of both.
    let commit = format!("{NEXT}commit;\n");
    check(&[("prisma/migrations/1_a/migration.sql", BEGIN), ("prisma/migrations/2_b/migration.sql", &commit)], None);
    let fails = "and cannot be recorded in it";
    check(&[("migrations/1_a.up.sql", BEGIN), ("migrations/2_b.up.sql", NEXT)], Some(fails));
    check(&[("migrations/1_a.sql", BEGIN), ("migrations/2_b.sql", NEXT)], Some(lost));
    // sqlx commits its own transaction, which without one of its own is that of the next migration.
    let alone = format!("-- no-transaction\n{BEGIN}");
    check(&[("Cargo.toml", ""), ("migrations/1_a.sql", BEGIN)], None);
    check(&[("Cargo.toml", ""), ("migrations/1_a.sql", &alone)], Some(lost));
    check(&[("Cargo.toml", ""), ("migrations/1_a.sql", &alone), ("migrations/2_b.sql", NEXT)], None);
    let dbmate = |option: &str, sql: &str| format!("-- migrate:up{option}\n{sql}-- migrate:down\n");
    let (first, alone) = (dbmate("", BEGIN), dbmate(" transaction:false", BEGIN));
    let next = dbmate("", NEXT);
    check(&[("db/migrations/1_a.sql", &first), ("db/migrations/2_b.sql", &next)], None);
    let stops = "in which the migration tool cannot begin its own";
    check(&[("db/migrations/1_a.sql", &alone), ("db/migrations/2_b.sql", &next)], Some(stops));
    let ended = dbmate("", &format!("{BEGIN}commit;\n"));
    check(&[("db/migrations/1_a.sql", &ended)], Some("whose own COMMIT then fails"));
}

#[test]
fn names_stop_the_replay_as_they_stop_the_tool() {
    if !crate::support::has_server() {
        return;
    }
    let (orders, up) = ("create table orders (id int);\n", "-- +goose Up\ncreate table orders (id int);\n");
    let check = |files: Files, says: &[&str]| verify(files).has_problems().prints(says).done();
    let supabase = "supabase/migrations";
    let twice = [(&*format!("{supabase}/1_a.sql"), orders), (&*format!("{supabase}/1_b.sql"), NEXT)];
    check(&twice, &["1_b.sql (1 of 2", "the Supabase CLI cannot record version 1 again: `1_a.sql` has it already"]);
    check(&[("migrations/1_a.sql", up), ("migrations/01_b.sql", up)], &["(0 of 2", "goose refuses all migrations"]);
    let golang = [("migrations/1_a.up.sql", orders), ("migrations/1_a.up.sql.bak", NEXT)];
    check(&golang, &["1_a.up.sql.bak", "golang-migrate reads this file as a migration, and tidegate does not"]);
    let sqlx = [("Cargo.toml", ""), ("migrations/1_a.sql", orders), ("migrations/draft_b.sql", NEXT)];
    check(&sqlx, &["draft_b.sql", "sqlx migrate refuses all migrations: `draft` before the underscore"]);
    let prisma = [("prisma/migrations/1_a/migration.sql", orders), ("prisma/migrations/2_b/README.md", "")];
    check(&prisma, &["2_b/migration.sql (1 of 2", "Prisma Migrate stops here: the folder contains no `migration.sql`"]);
    let lock = ("prisma/migrations/migration_lock.toml", "provider = \"sqlite\"\n");
    let schema = ("prisma/schema.prisma", "datasource db {\n  provider = \"postgresql\"\n}\n");
    check(&[lock, schema, prisma[0]], &["`migration_lock.toml` names the provider `sqlite`"]);
    let diesel = ("migrations/2024-01-01-000000_a/up.sql", orders);
    check(&[diesel, ("migrations/20240101000000_b/up.sql", NEXT)], &["runs either this migration or"]);
    check(&[diesel, ("migrations/2025-01-01-000000_b/up.sql", "-- todo\n")], &["refuses a script without a statement"]);
}

#[test]
fn an_old_first_init_of_supabase_is_skipped() {
    let Some(world) = World::with_server() else { return };
    world.stage("supabase/migrations/20210101000000_init.sql", "create table orders (id int);\n");
    world.stage("supabase/migrations/20260101000000_next.sql", "alter table orders add total int;\n");
    world.verify("").has_problems().prints(&["relation \"orders\" does not exist"]).done();
    // The CLI looks at the first entry of the folder only.
    world.stage("supabase/migrations/.gitkeep", "");
    world.verify("").passes().done();
}

#[test]
fn messages_about_refusals_are_stored() {
    if !crate::support::has_server() {
        return;
    }
    let prisma = "prisma/migrations/20250101000000_a/migration.sql";
    for (name, files) in [
        ("open-transaction", &[(prisma, BEGIN)][..]),
        ("savepoint", &[(prisma, "create table orders (id int);\nsavepoint one;\n")]),
        ("psql-command", &[(prisma, "\\restrict abc\ncreate table orders (id int);\n")]),
        ("two-of-a-version", &[("migrations/1_a.up.sql", NEXT), ("migrations/01_b.up.sql", NEXT)]),
        ("no-version", &[("Cargo.toml", ""), ("migrations/1_a.sql", NEXT), ("migrations/draft_b.sql", NEXT)]),
    ] {
        assert_stored(&format!("refusal-{name}"), &verify(files).has_problems().portable());
    }
}
