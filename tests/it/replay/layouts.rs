//! Every layout replays as its migration tool would run it.

use crate::support::{World, has_server};

/// The setting without which Flyway waits for its own lock.
const FLYWAY_LOCK: &str = "flyway.postgresql.transactional.lock=false\n";

#[test]
fn every_layout_replays_as_its_tool_runs_it() {
    if !has_server() {
        return;
    }
    let concurrently = "create index concurrently orders_total on orders (total);";
    for (path, content, fails) in [
        (
            "supabase/migrations/20260102000000_b.sql",
            format!("{concurrently}\ndrop index concurrently orders_total;"),
            false,
        ),
        ("prisma/migrations/20260102000000_b/migration.sql", concurrently.to_owned(), false),
        ("prisma/migrations/20260102000000_b/migration.sql", format!("{concurrently} select 1;"), true),
        ("migrations/2_b.up.sql", concurrently.to_owned(), false),
        ("migrations/2_b.sql", concurrently.to_owned(), false),
        ("db/migrations/2_b.sql", format!("-- migrate:up\n{concurrently}\n-- migrate:down\ndrop index no_such;"), true),
        (
            "db/migrations/2_b.sql",
            format!("-- migrate:up transaction:false\n{concurrently}\n-- migrate:down\nbroken"),
            false,
        ),
        (
            "migrations/2_b.sql",
            format!("-- +goose NO TRANSACTION\n-- +goose Up\n{concurrently}\n-- +goose Down\nbroken"),
            false,
        ),
        ("db/migration/V2__b.sql", concurrently.to_owned(), false),
    ] {
        let world = World::new().sharing_servers();
        let first =
            path.replace("20260102", "20260101").replace("2_b", "1_a").replace("_b", "_a").replace("V2__", "V1__");
        let (mark, end) = if content.contains("migrate:up") {
            ("-- migrate:up\n", "-- migrate:down\n")
        } else if content.contains("goose") {
            ("-- +goose Up\n", "")
        } else {
            ("", "")
        };
        world.stage(&first, format!("{mark}create table orders (total int);\n{end}")).stage(path, &content);
        world.stage("db/flyway.conf", FLYWAY_LOCK);
        let ran = world.verify("");
        if fails {
            ran.has_problems()
                .prints(&["cannot run inside a transaction block", "It needs to run outside a transaction"])
                .done();
        } else {
            ran.passes().prints(&["replayed 2 staged migrations"]).done();
        }
    }
}

#[test]
fn files_beside_a_migration_set_its_options() {
    let Some(world) = World::with_server() else { return };
    world.stage("migrations/2026-01-01-000000_a/up.sql", "create table a (b int);");
    world.stage("migrations/2026-01-02-000000_b/up.sql", "create index concurrently on a (b);");
    world.verify("").has_problems().prints(&["diesel migration runs this migration in one"]).done();
    world.stage("migrations/2026-01-02-000000_b/metadata.toml", "run_in_transaction = false\n");
    world.verify("").passes().done();
    let flyway = World::new().sharing_servers();
    flyway.stage("db/migration/V1__a.sql", "create table a (b int, c int);");
    flyway.stage("db/migration/V2__b.sql", "create index concurrently on a (b);\ncreate index concurrently on a (c);");
    flyway.stage("flyway.conf", FLYWAY_LOCK).verify("").passes().done();
    flyway.stage("db/migration/V3__c.sql", "create table ${name} ();");
    flyway.verify("").has_problems().prints(&["the placeholder `${name}`, which has no value"]).done();
}
