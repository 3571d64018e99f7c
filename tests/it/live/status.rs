//! `tidegate status`.

use super::Live;
use crate::support::World;
use serde_json::Value;

/// The DDL of the Supabase CLI 3.1.0, with the columns that the platform adds.
const HOSTED: &str = "create schema supabase_migrations; create table supabase_migrations.schema_migrations (\
    version text not null primary key, statements text[], name text, created_by text, idempotency_key text unique, \
    rollback text[]);";

/// The states of a database: `STATE VERSION`, with the version of the row where it is another.
fn states(json: &str) -> Vec<String> {
    let report: Value = serde_json::from_str(json).unwrap();
    let line = |one: &Value| {
        let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
        let from = text("recordedVersion");
        let text = format!("{} {} {from}", text("state"), text("version"));
        text.trim_end().to_owned()
    };
    report["migrations"].as_array().unwrap().iter().map(line).collect()
}

#[test]
fn rows_and_files_of_supabase_are_paired_by_more_than_the_version() {
    let Some(mut live) = Live::new() else { return };
    let file = |version: &str, name: &str| format!("supabase/migrations/{version}_{name}.sql");
    live.world.file(file("20250101000000", "users"), "create table users (id int);\n\ncreate table a ();\n");
    live.world.file(file("20250102000000", "orders"), "create table orders (id int);\n");
    live.world.file(file("20250103000000", "late"), "create table late (id int);\n");
    live.world.file(file("20250104000000", "edited"), "create table edited (id bigint);\n");
    live.world.file(file("20250106000000", "new"), "create table new (id int);\n");
    let status = format!("status --db {}", live.address);

    // A database without the table, one with an empty table, and one with rows never look alike.
    let missing = live.world.tidegate(&status).exits(1);
    missing.prints(&["app has no tracking table of Supabase CLI: 5 migrations pending"]).done();
    live.sql(HOSTED);
    let empty = live.world.tidegate(&status).exits(1);
    empty.prints(&["app has an empty tracking table, supabase_migrations.schema_migrations: 5 migrations"]).done();

    // The second row is one of the hosted API: the clock of the server, and the whole text.
    live.sql(
        "insert into supabase_migrations.schema_migrations (version, name, statements) values \
         ('20250101000000', 'users', array['create table users (id int)', 'create table a ()']), \
         ('20250102093011', 'orders', array[E'create table orders (id int);\\n']), \
         ('20250104000000', 'edited', array['create table edited (id int)']), \
         ('20250105000000', 'by_hand', null)",
    );
    let result = live.world.tidegate(&format!("{status} --format json")).exits(1);
    let expected = [
        "applied 20250101000000",
        "renumbered 20250102000000 20250102093011",
        "out-of-order 20250103000000",
        "edited 20250104000000",
        "unknown 20250105000000",
        "pending 20250106000000",
    ];
    assert_eq!(states(&result.out), expected);
    let human = live.world.tidegate(&format!("{status} --full")).exits(1);
    human
        .prints(&[
            "renumbered   20250102000000  orders   applied as 20250102093011 (same text)",
            "- create table edited (id int)",
            "+ create table edited (id bigint)",
            "unknown      20250105000000  by_hand  applied, and no file has this version",
            "app is not in step: 1 applied, 1 pending, 1 out of order, 1 edited, 1 renumbered and 1 unknown",
        ])
        .done();
    assert_eq!(live.value("select count(*)::text from supabase_migrations.schema_migrations"), "4");
}

/// A layout, two files, the SQL that makes and drops the table, and the states.
type Case<'a> = (&'a str, [&'a str; 2], &'a str, &'a str, [&'a str; 2]);

#[test]
fn the_table_of_every_tool_is_read() {
    let Some(mut live) = Live::new() else { return };
    let one = "create table a (id int);\n";
    let two = "create table b (id int);\n";
    // The rows are those of the tools: `echo -n ... | sha256sum`, `sha384sum`, and zlib's CRC-32.
    let sums = [hex_of("256", one), hex_of("384", one)];
    let prisma = format!(
        "create table _prisma_migrations (id varchar(36) primary key not null, checksum varchar(64) not null, \
         finished_at timestamptz, migration_name varchar(255) not null, logs text, rolled_back_at timestamptz, \
         started_at timestamptz not null default now(), applied_steps_count integer not null default 0); \
         insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) values \
         ('a', '{0}', '20250101000000_a', now(), 1), ('b', '{0}', '20250102000000_b', null, 0)",
        sums[0]
    );
    let sqlx = format!(
        "create table _sqlx_migrations (version bigint primary key, description text not null, installed_on timestamptz \
         not null default now(), success boolean not null, checksum bytea not null, execution_time bigint not null); \
         insert into _sqlx_migrations values (20250101000000, 'a', now(), true, decode('{0}', 'hex'), 1), \
         (20250102000000, 'b', now(), true, decode('{0}', 'hex'), 1)",
        sums[1]
    );
    let own = format!(
        "create table _migrations (version varchar(20) primary key, name varchar(255) not null, checksum varchar(64), \
         applied_at timestamp not null, applied_by varchar(255), execution_time integer, success boolean not null); \
         insert into _migrations values ('20250101000000', 'a', '{}', now(), null, 1, true)",
        sums[0]
    );
    let flyway = "create table flyway_schema_history (installed_rank int not null, version varchar(50), description \
         varchar(200) not null, type varchar(20) not null, script varchar(1000) not null, checksum int, installed_by \
         varchar(100) not null, installed_on timestamp not null default now(), execution_time int not null, success \
         boolean not null); insert into flyway_schema_history values \
         (1, '1', 'a', 'SQL', 'V1__a.sql', -897341557, 'me', now(), 1, true), \
         (2, '1.2', 'b', 'SQL', 'V1_2__b.sql', 5, 'me', now(), 1, true)";
    let goose = "create table goose_db_version (id integer primary key generated by default as identity, version_id \
         bigint not null, is_applied boolean not null, tstamp timestamp not null default now()); insert into \
         goose_db_version (version_id, is_applied) values (0, true), (20250101000000, true), (20250102000000, true), \
         (20250102000000, false)";
    let cases: [Case<'_>; 8] = [
        (
            "dbmate",
            ["db/migrations/20250101000000_a.sql", "db/migrations/20250102000000_b.sql"],
            "create table schema_migrations (version varchar primary key); \
             insert into schema_migrations values ('20250101000000')",
            "drop table schema_migrations",
            ["applied 20250101000000", "pending 20250102000000"],
        ),
        (
            "prisma",
            ["prisma/migrations/20250101000000_a/migration.sql", "prisma/migrations/20250102000000_b/migration.sql"],
            &prisma,
            "drop table _prisma_migrations",
            ["applied 20250101000000_a", "failed 20250102000000_b"],
        ),
        (
            "sqlx",
            ["migrations/20250101000000_a.sql", "migrations/20250102000000_b.sql"],
            &sqlx,
            "drop table _sqlx_migrations",
            ["applied 20250101000000", "edited 20250102000000"],
        ),
        (
            "golang-migrate",
            ["migrations/000001_a.up.sql", "migrations/000002_b.up.sql"],
            "create table schema_migrations (version bigint not null primary key, dirty boolean not null); \
             insert into schema_migrations values (2, true)",
            "drop table schema_migrations",
            ["applied 1", "failed 2"],
        ),
        (
            "goose",
            ["migrations/20250101000000_a.sql", "migrations/20250102000000_b.sql"],
            goose,
            "drop table goose_db_version",
            ["applied 20250101000000", "pending 20250102000000"],
        ),
        (
            "flyway",
            ["db/V1__a.sql", "db/V1_2__b.sql"],
            flyway,
            "drop table flyway_schema_history",
            ["applied 1", "edited 1.2"],
        ),
        (
            "diesel",
            ["migrations/2025-01-01-000000_a/up.sql", "migrations/2025-01-02-000000_b/up.sql"],
            "create table __diesel_schema_migrations (version varchar(50) primary key not null, run_on timestamp not null \
             default current_timestamp); insert into __diesel_schema_migrations (version) values ('20250101000000')",
            "drop table __diesel_schema_migrations",
            ["applied 20250101000000", "pending 20250102000000"],
        ),
        (
            "plain",
            ["sql/20250101000000_a.sql", "sql/20250102000000_b.sql"],
            &own,
            "drop table _migrations",
            ["applied 20250101000000", "pending 20250102000000"],
        ),
    ];
    for (layout, paths, create, drop, expected) in cases {
        let world = World::new();
        let folder = paths[0].split_once("/2025").or_else(|| paths[0].split_once("/V")).or(paths[0].split_once("/0"));
        let folder = folder.unwrap().0;
        world.file("tidegate.toml", format!("migrations = \"{folder}\"\nlayout = \"{layout}\"\n"));
        let marked = |text: &str| match layout {
            "dbmate" => format!("-- migrate:up\n{text}"),
            "goose" => format!("-- +goose Up\n{text}"),
            _ => text.to_owned(),
        };
        world.file(paths[0], marked(one)).file(paths[1], marked(two));
        live.sql(create);
        let result = world.tidegate(&format!("status --db {} --format json", live.address)).exits(1);
        assert_eq!(states(&result.out), expected, "{layout}: {}", result.text());
        live.sql(drop);
    }
}

fn hex_of(kind: &str, text: &str) -> String {
    use sha2::Digest as _;
    let bytes = if kind == "256" { sha2::Sha256::digest(text).to_vec() } else { sha2::Sha384::digest(text).to_vec() };
    tidegate::text::hex(bytes)
}

#[test]
fn a_database_in_step_passes_and_other_tables_are_reported() {
    let Some(mut live) = Live::new() else { return };
    live.world.file("db/migrations/1_a.sql", "-- migrate:up\ncreate table a ();\n-- migrate:down\ndrop table a;\n");
    live.sql(
        "create table schema_migrations (version varchar primary key); insert into schema_migrations values ('1'); \
         create schema app; create table app.schema_migrations (version bigint, inserted_at timestamp)",
    );
    live.sql(HOSTED);
    let result = live.world.tidegate(&format!("status --db {}", live.address)).passes();
    result
        .prints(&[
            "app is in step: 1 applied",
            "dbmate records versions only, so an edited file is not detected",
            "the database also has supabase_migrations.schema_migrations, a tracking table of",
            "the database also has app.schema_migrations, whose columns belong to no known tool",
        ])
        .done();
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let Some(mut live) = Live::new() else { return };
    live.world.file("db/migrations/1_a.sql", "-- migrate:up\ncreate table a ();\n");
    live.sql(
        "create table schema_migrations (version varchar primary key); create role reader login; \
         grant usage on schema public to reader",
    );
    let host = live.address.split_once("@/").unwrap().1.to_owned();
    let reader = format!("status --db postgres://reader@/{host}");
    let denied = live.world.tidegate(&reader).exits(3);
    denied.prints(&["lacks SELECT on table public.schema_migrations", "GRANT SELECT"]).done();
    live.sql("begin; lock table schema_migrations");
    let locked = live.world.tidegate(&format!("status --db {}", live.address)).exits(3);
    locked.prints(&["lock timeout", "wait until the session"]).done();
    live.sql("rollback; alter table schema_migrations add extra int");
    let other = live.world.tidegate(&format!("status --db {}", live.address)).exits(2);
    other.prints(&["does not have the columns of the tracking table of dbmate"]).done();
    let gone = live.world.tidegate("status --db postgres://me:hunter2@/app?host=/nowhere").exits(3);
    gone.prints(&["cannot connect"]).does_not_print(&["hunter2"]).done();
}
