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

/// The only migration of each layout, with this text in it, and the files beside it.
fn in_every_layout(sql: &str) -> Vec<(&'static str, Vec<(String, String)>)> {
    let file = |path: &str, content: &str| (path.to_owned(), content.to_owned());
    let journal = "{\"dialect\": \"postgresql\", \"entries\": [{\"tag\": \"0000_a\", \"when\": 1}]}";
    vec![
        ("sqlx", vec![file("Cargo.toml", ""), file("migrations/1_a.sql", sql)]),
        ("diesel", vec![file("migrations/2024-01-01-000000_a/up.sql", sql)]),
        ("dbmate", vec![file("db/migrations/1_a.sql", &format!("-- migrate:up\n{sql}-- migrate:down\n"))]),
        ("goose", vec![file("migrations/1_a.sql", &format!("-- +goose Up\n{sql}"))]),
        ("golang-migrate", vec![file("migrations/1_a.up.sql", sql)]),
        ("flyway", vec![file("db/migration/V1__a.sql", sql)]),
        ("prisma", vec![file("prisma/migrations/20250101000000_a/migration.sql", sql)]),
        ("hasura", vec![file("hasura/migrations/default/1700000000000_a/up.sql", sql)]),
        ("drizzle", vec![file("drizzle/0000_a.sql", sql), file("drizzle/meta/_journal.json", journal)]),
        ("sql-migrate", vec![file("migrations/1_a.sql", &format!("-- +migrate Up\n{sql}"))]),
        (
            "node-pg-migrate",
            vec![file("migrations/1700000000000_a.sql", &format!("-- Up Migration\n{sql}-- Down Migration\n"))],
        ),
    ]
}

#[test]
fn work_that_a_file_rolls_back_stops_the_replay_and_the_commit() {
    if !crate::support::has_server() {
        return;
    }
    let lost = "the file rolls its own work back, and is recorded as applied";
    let strict = ["dbmate", "diesel", "sql-migrate"];
    for (layout, files) in in_every_layout("create table orders (id int);\nrollback;\n") {
        let world = World::new().sharing_servers();
        files.iter().for_each(|(path, content)| {
            world.stage(path, content);
        });
        let is_strict = strict.contains(&layout);
        let says = if is_strict { "whose own COMMIT then fails" } else { lost };
        world.verify("").has_problems().prints(&[says, "| rollback"]).done();
        let says = if is_strict { says } else { "error[transaction-control]: ROLLBACK undoes the statements above it" };
        world.tidegate("check").has_problems().prints(&[says, "| rollback"]).done();
    }
    // A transaction of the file itself: all that it does, a trial beside other work, and the work of an earlier file.
    let trial = "begin;\ncreate table orders (id int);\nrollback;\n";
    let plain = |sql: &str| verify(&[("migrations/1_a.sql", sql)]);
    plain(trial).has_problems().prints(&[lost]).done();
    plain(&format!("{NEXT}{trial}")).passes().done();
    plain("begin;\nselect 1;\nrollback;\n").passes().done();
    let prisma = |first: &str, second: &str| {
        verify(&[("prisma/migrations/1_a/migration.sql", first), ("prisma/migrations/2_b/migration.sql", second)])
    };
    prisma(BEGIN, "rollback;\n").has_problems().prints(&["2_b/migration.sql", lost]).done();
    prisma(&format!("{NEXT}{trial}"), "select 1;\n").has_problems().prints(&[lost]).done();
    prisma("begin;\nsavepoint a;\ncreate table orders ();\nrollback to a;\ncommit;\n", "select 1;\n").passes().done();
}

#[test]
fn begin_without_commit_is_an_error_in_every_layout() {
    for (layout, files) in in_every_layout(BEGIN) {
        let world = World::new();
        files.iter().for_each(|(path, content)| {
            world.stage(path, content);
        });
        let ran = world.tidegate("check").has_problems();
        assert!(
            ran.text().contains("error[transaction-control]: BEGIN has no matching COMMIT"),
            "{layout}: {}",
            ran.text()
        );
        ran.done();
    }
}

#[test]
fn psql_reads_the_encoding_that_a_script_sets() {
    let Some(world) = World::with_server() else { return };
    let latin = |text: &str| text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect::<Vec<u8>>();
    let sql = "set client_encoding = 'LATIN1';\ncreate table public.orders (state text default 'gelöscht');\n";
    world.stage("migrations/1_orders.sql", latin(sql)).stage("schema.sql", latin(sql));
    world.verify("").passes().prints(&["schema.sql matches"]).done();
    world.tidegate("check").passes().done();
    world.verify("--write --stage").passes().done();
    assert!(world.content("schema.sql").contains("gelöscht"));
    world.tidegate("check").passes().done();
    world.stage("migrations/1_orders.sql", latin(&sql.replace("set client", "-- set client")));
    world.verify("").has_problems().prints(&["1_orders.sql:2", "not encoded in UTF-8"]).done();
    world.tidegate("check").has_problems().prints(&["not-utf8"]).done();
}

#[test]
fn help_names_tables_and_folders_as_they_are() {
    if !crate::support::has_server() {
        return;
    }
    let policy = "create policy seen on app.orders for select using (true);\n";
    let twice = format!("create schema app;\ncreate table app.orders ();\n{policy}{policy}");
    verify(&[("migrations/1_a.sql", &twice)])
        .has_problems()
        .prints(&["drop policy if exists seen on app.orders"])
        .done();
    let baseline = |name: &str| format!("prisma/migrations/{name}/migration.sql");
    let next = ("prisma/migrations/20250101000000_a/migration.sql", "alter table orders add total int;\n");
    let (last, first) = (baseline("init"), baseline("0_init"));
    let orders = "create table orders (id int);\n";
    let rename = "git mv prisma/migrations/init prisma/migrations/0_init";
    verify(&[(&last, orders), next]).has_problems().prints(&[rename]).done();
    let world = World::new();
    world.stage(&last, orders).tidegate("check").has_problems().prints(&[rename]).done();
    verify(&[(&first, orders), next]).passes().done();
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
        ("rolled-back", &[("Cargo.toml", ""), ("migrations/1_a.sql", "create table orders (id int);\nrollback;\n")]),
        ("savepoint", &[(prisma, "create table orders (id int);\nsavepoint one;\n")]),
        ("psql-command", &[(prisma, "\\restrict abc\ncreate table orders (id int);\n")]),
        ("two-of-a-version", &[("migrations/1_a.up.sql", NEXT), ("migrations/01_b.up.sql", NEXT)]),
        ("no-version", &[("Cargo.toml", ""), ("migrations/1_a.sql", NEXT), ("migrations/draft_b.sql", NEXT)]),
    ] {
        assert_stored(&format!("refusal-{name}"), &verify(files).has_problems().portable());
    }
}

#[test]
fn a_block_that_commits_needs_no_transaction_around_it() {
    let Some(world) = World::with_server() else { return };
    let block = "do $$ begin create table public.a (id int primary key); commit; end $$;\n";
    world.stage("migrations/001_a.sql", block);
    world.verify("").passes().done();
    world.stage("migrations/001_a.sql", format!("begin;\n{block}commit;\n"));
    world.verify("").has_problems().prints(&["the script opens one before it"]).done();
}
