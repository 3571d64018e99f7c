//! `tidegate apply`.

use super::Live;
use crate::support::World;

/// A dbmate migration.
fn dbmate(live: &Live, version: u32, name: &str, sql: &str) {
    live.world.file(format!("db/migrations/{version}_{name}.sql"), format!("-- migrate:up\n{sql}\n-- migrate:down\n"));
}

/// A dbmate migration without a transaction.
fn outside(live: &Live, version: u32, name: &str, sql: &str) {
    let head = "-- migrate:up transaction:false";
    live.world.file(format!("db/migrations/{version}_{name}.sql"), format!("{head}\n{sql}\n-- migrate:down\n"));
}

/// A goose migration.
fn goose(live: &Live, version: u32, name: &str, sql: &str) {
    live.world.file(format!("migrations/{version}_{name}.sql"), format!("-- +goose Up\n{sql}\n-- +goose Down\n"));
}

/// A goose migration without a transaction, whose statements goose sends one by one.
fn stepwise(live: &Live, version: u32, name: &str, sql: &str) {
    goose(live, version, name, &format!("-- +goose NO TRANSACTION\n{sql}"));
}

/// The versions that goose has recorded.
const VERSIONS: &str = "select version_id::text from goose_db_version where version_id > 0 order by id";

#[test]
fn pending_migrations_are_shown_applied_and_recorded() {
    let Some(mut live) = Live::new() else { return };
    goose(&live, 1, "a", "create table a (id int);");
    stepwise(&live, 2, "b", "create index concurrently a_id on a (id);\ncreate table b (id int);");
    let apply = format!("apply --db {}", live.address);
    let plan = live.world.tidegate(&format!("{apply} --dry-run")).passes();
    plan.prints(&[
        "migrations/1_a.sql",
        "in one transaction:",
        "outside a transaction:",
        "create index concurrently a_id on a (id)",
        "2 migrations to apply, the tracking table of goose is created",
    ])
    .done();
    live.world.tidegate(&apply).exits(2).prints(&["the plan was not confirmed"]).done();
    assert_eq!(live.value("select count(*)::text from pg_class where relname in ('a', 'goose_db_version')"), "0");

    live.world.tidegate(&format!("{apply} --yes")).passes().prints(&["2 migrations applied"]).done();
    assert_eq!(live.rows(VERSIONS), ["1", "2"]);
    assert_eq!(live.value("select indisvalid::text from pg_index where indexrelid = 'a_id'::regclass"), "true");
    assert_eq!(live.value("select coalesce(obj_description('goose_db_version'::regclass), 'none')"), "none");
    live.world.tidegate(&format!("status --db {}", live.address)).passes().done();
    live.world.tidegate(&format!("{apply} --yes")).passes().prints(&["nothing to apply"]).done();
}

#[test]
fn a_failure_stops_and_says_what_is_applied() {
    let Some(mut live) = Live::new() else { return };
    let apply = format!("apply --yes --db {}", live.address);
    goose(&live, 1, "a", "create table a (id int);");
    goose(&live, 2, "b", "create table b (id int);\nselect 1 / 0;");
    goose(&live, 3, "c", "create table c (id int);");
    let failed = live.world.tidegate(&apply).exits(1);
    failed
        .prints(&[
            "failed migrations/2_b.sql:3: division by zero (22012)",
            "No part of migrations/2_b.sql is applied",
            "1 migration applied, then stopped at the first failure",
        ])
        .done();
    assert_eq!(live.rows(VERSIONS), ["1"]);
    assert_eq!(live.value("select count(*)::text from pg_class where relname in ('b', 'c')"), "0");

    // Of a file without a transaction, a part stays; the next run continues after it.
    stepwise(&live, 2, "b", "create table b (id int);\ninsert into b values (1);\nselect 1 / 0;\ncreate table d ();");
    let failed = live.world.tidegate(&apply).exits(1);
    failed.prints(&["2 of 4 parts of migrations/2_b.sql are applied and stay"]).done();
    stepwise(&live, 2, "b", "create table b (id int);\ninsert into b values (2);\nselect 1;\ncreate table d ();");
    let changed = live.world.tidegate(&apply).exits(1);
    changed.prints(&["the part of the file that is already applied has changed"]).done();
    stepwise(&live, 2, "b", "create table b (id int);\ninsert into b values (1);\nselect 1;\ncreate table d ();");
    live.world.tidegate(&apply).passes().prints(&["continued after part 2 of 4", "2 migrations applied"]).done();
    assert_eq!(live.rows(VERSIONS), ["1", "2", "3"]);
    assert_eq!(live.value("select count(*)::text from b"), "1");
}

#[test]
fn nothing_runs_when_something_blocks() {
    let Some(mut live) = Live::new() else { return };
    let apply = format!("apply --yes --db {}", live.address);
    dbmate(&live, 1, "late", "create table late ();");
    dbmate(&live, 2, "b", "create table b ();");
    dbmate(&live, 3, "c", "create index concurrently i on b (c);");
    live.sql(
        "create table schema_migrations (version varchar primary key); insert into schema_migrations values ('2')",
    );
    let blocked = live.world.tidegate(&apply).exits(1);
    blocked
        .prints(&[
            "blocked db/migrations/1_late.sql: a later migration is already applied",
            "blocked db/migrations/3_c.sql:2: the statement cannot run inside a transaction block",
            "nothing is applied, 2 migrations blocked",
        ])
        .done();
    live.world.remove("db/migrations/3_c.sql");
    live.world.tidegate(&format!("{apply} --out-of-order")).passes().prints(&["1 migration applied"]).done();
    assert_eq!(live.rows("select version from schema_migrations order by 1"), ["1", "2"]);
}

#[test]
fn the_row_of_every_tool_is_the_one_that_it_writes() {
    let Some(mut live) = Live::new() else { return };
    // The rows that the tools have written for the same file, read from databases of Supabase CLI 3.1.0, dbmate 2.36.0 and
    // Prisma 6.19.3, and by the sources of the others.
    let text = "create table a (id int);\n\n-- why\ncreate table b (id int);\n";
    let cases: [(&str, &str, &str, &[&str]); 9] = [
        (
            "supabase",
            "supabase/migrations/20250101000000_a.sql",
            "select version, name, statements::text from supabase_migrations.schema_migrations",
            &["20250101000000|a|{\"create table a (id int)\",\"-- why\ncreate table b (id int)\"}"],
        ),
        ("dbmate", "db/migrations/1_a.sql", "select version from schema_migrations", &["1"]),
        (
            "prisma",
            "prisma/migrations/20250101000000_a/migration.sql",
            "select length(id)::text, checksum = encode(sha256('@'), 'hex'), finished_at is not null, migration_name, logs, \
             rolled_back_at::text, applied_steps_count::text from _prisma_migrations",
            &["36|t|t|20250101000000_a|-|-|1"],
        ),
        (
            "sqlx",
            "migrations/20250101000000_a_b.sql",
            "select version::text, description, success::text, checksum = sha384('@'), (execution_time > 1000)::text \
             from _sqlx_migrations",
            &["20250101000000|a b|true|t|true"],
        ),
        (
            "golang-migrate",
            "migrations/000001_a.up.sql",
            "select version::text, dirty::text from schema_migrations",
            &["1|false"],
        ),
        (
            "goose",
            "migrations/20250101000000_a.sql",
            "select version_id::text, is_applied::text from goose_db_version order by id",
            &["0|true", "20250101000000|true"],
        ),
        (
            "flyway",
            "db/V1__a_b.sql",
            "select installed_rank::text, version, description, type, script, checksum::text, success::text \
             from flyway_schema_history",
            &["1|1|a b|SQL|V1__a_b.sql|@crc|true"],
        ),
        (
            "diesel",
            "migrations/2025-01-01-000000_a/up.sql",
            "select version, (run_on is not null)::text from __diesel_schema_migrations",
            &["20250101000000|true"],
        ),
        (
            "plain",
            "sql/20250101000000_a.sql",
            "select version, name, checksum = encode(sha256('@'), 'hex'), success::text from _migrations",
            &["20250101000000|a|t|true"],
        ),
    ];
    for (layout, path, query, expected) in cases {
        let world = World::new();
        let file = match layout {
            "dbmate" => format!("-- migrate:up\n{text}-- migrate:down\n"),
            "goose" => format!("-- +goose Up\n{text}"),
            _ => text.to_owned(),
        };
        let folder = path.split_once("/2025").or_else(|| path.rsplit_once('/')).unwrap().0;
        world.file("tidegate.toml", format!("migrations = \"{folder}\"\nlayout = \"{layout}\"\n"));
        world.file(path, &file);
        let result = world.tidegate(&format!("apply --yes --db {}", live.address)).passes();
        result.prints(&["1 migration applied"]).done();
        let query = query.replace('@', &file);
        let crc = tidegate::migration::layout::flyway_checksum(file.as_bytes()).to_string();
        let expected: Vec<String> = expected.iter().map(|row| row.replace("@crc", &crc)).collect();
        assert_eq!(live.rows(&query), expected, "{layout}");
        world.tidegate(&format!("status --db {}", live.address)).passes().done();
        live.sql("drop schema public cascade; create schema public; drop schema if exists supabase_migrations cascade");
    }
}

#[test]
fn another_session_with_the_lock_is_named() {
    let Some(mut live) = Live::new() else { return };
    dbmate(&live, 1, "a", "create table a ();");
    let apply = format!("apply --yes --wait 1s --db {}", live.address);
    live.sql("set application_name = 'deploy 7'; select pg_advisory_lock(8388346167643173989)");
    let held = live.world.tidegate(&apply).exits(3);
    held.prints(&["tidegate holds the migration lock of this database: process", "(deploy 7)", "idle since"]).done();
    live.sql("select pg_advisory_unlock_all()");

    // A lock on a table is waited for, and the transaction is tried again.
    dbmate(&live, 2, "b", "alter table a add b int;");
    live.world.tidegate(&format!("apply --yes --db {}", live.address)).passes().done();
    dbmate(&live, 3, "c", "alter table a add c int;");
    live.sql("begin; lock table a in access share mode");
    let busy = format!("apply --yes --lock-timeout 100ms --retries 1 --db {}", live.address);
    let busy = live.world.tidegate(&busy.replace("100ms", "1s")).exits(1);
    busy.prints(&["canceling statement due to lock timeout (55P03)", "--lock-timeout 30s"]).done();
    live.sql("commit");
    live.world.tidegate(&format!("apply --yes --db {}", live.address)).passes().done();
}

#[test]
fn an_invalid_index_is_dropped_and_built_again() {
    let Some(mut live) = Live::new() else { return };
    let apply = format!("apply --yes --db {}", live.address);
    live.sql("create table a (id int); insert into a values (1), (1)");
    outside(&live, 1, "i", "create unique index concurrently if not exists a_id on a (id);");
    let failed = live.world.tidegate(&apply).exits(1);
    failed.prints(&["could not create unique index \"a_id\"", "Key (id)=(1) is duplicated"]).done();
    assert_eq!(live.value("select indisvalid::text from pg_index where indexrelid = 'a_id'::regclass"), "false");
    live.sql("delete from a");
    live.world.tidegate(&apply).passes().prints(&["the invalid index public.a_id", "was dropped"]).done();
    assert_eq!(live.value("select indisvalid::text from pg_index where indexrelid = 'a_id'::regclass"), "true");
}

#[test]
fn a_database_that_does_not_accept_writes_is_an_error() {
    let Some(mut live) = Live::new() else { return };
    dbmate(&live, 1, "a", "create table a ();");
    live.sql("alter database app set default_transaction_read_only = on");
    let result = live.world.tidegate(&format!("apply --yes --db {}", live.address)).exits(2);
    result.prints(&["the database is read-only", "name the primary server"]).done();
}

#[test]
fn a_part_that_is_applied_is_never_in_step_nor_forgotten() {
    let Some(mut live) = Live::new() else { return };
    let (apply, status) = (format!("apply --yes --db {}", live.address), format!("status --db {}", live.address));
    goose(&live, 1, "a", "create table a (id int);");
    stepwise(&live, 2, "b", "create table b (id int);\nselect 1 / 0;");
    live.world.tidegate(&apply).exits(1).prints(&["1 of 2 parts of migrations/2_b.sql are applied and stay"]).done();
    live.world.tidegate(&status).exits(1).prints(&["interrupted in 2: 1 part of it applied"]).done();
    // Without the file, what is left of it is still in the database.
    live.world.remove("migrations/2_b.sql");
    live.world.tidegate(&status).exits(1).prints(&["not in step", "interrupted in 2"]).done();
    live.world.tidegate(&apply).exits(1).prints(&["blocked 2: an earlier run was interrupted in it"]).done();
    assert_eq!(live.rows(VERSIONS), ["1"]);
    // It is dealt with by hand.
    live.sql("drop table b");
    let repair = format!("repair --yes --db {}", live.address);
    live.world
        .tidegate(&format!("{repair} --reverted 2"))
        .passes()
        .prints(&["the interrupted run of 2 is removed"])
        .done();
    live.world.tidegate(&status).passes().done();
    stepwise(&live, 2, "b", "create table b (id int);\nselect 1 / 0;");
    live.world.tidegate(&apply).exits(1).prints(&["1 of 2 parts of migrations/2_b.sql are applied and stay"]).done();
    live.world
        .tidegate(&format!("{repair} --applied 2"))
        .passes()
        .prints(&["the interrupted run of 2 is removed"])
        .done();
    live.world.tidegate(&status).passes().done();
    assert_eq!(live.rows(VERSIONS), ["1", "2"]);
}

#[test]
fn a_failed_build_says_what_it_leaves_behind() {
    let Some(mut live) = Live::new() else { return };
    live.sql("create table t (id int); insert into t values (1), (1)");
    outside(&live, 1, "a", "create unique index concurrently u on t (id);");
    let apply = format!("apply --yes --db {}", live.address);
    let failed = live.world.tidegate(&apply).exits(1);
    failed.prints(&["left the invalid index public.u, which"]).does_not_print(&["was rolled back"]).done();
    live.sql("delete from t");
    live.world.tidegate(&apply).passes().prints(&["the invalid index public.u"]).done();
    assert_eq!(live.value("select indisvalid::text from pg_index where indexrelid = 'u'::regclass"), "true");
}

#[test]
fn a_role_without_rights_on_the_tracking_table_learns_which_it_needs() {
    let Some(mut live) = Live::new() else { return };
    dbmate(&live, 1, "a", "create table a (id int);");
    live.sql(
        "create table schema_migrations (version varchar primary key); grant select on schema_migrations to public",
    );
    live.sql("create role reader login");
    let (_, rest) = live.address.split_once('@').unwrap();
    let address = format!("postgres://reader@{rest}");
    for command in ["apply --yes", "repair --yes --applied 1"] {
        let refused = live.world.tidegate(&format!("{command} --db {address}")).exits(3);
        let lacks =
            "lacks INSERT on table public.schema_migrations, UPDATE on table public.schema_migrations and DELETE";
        refused.prints(&[lacks, "GRANT INSERT ON TABLE public.schema_migrations TO reader;"]).done();
    }
    assert_eq!(live.value("select count(*)::text from schema_migrations"), "0");
}

#[test]
fn a_version_that_is_taken_is_given_up_by_the_command_of_the_help() {
    let Some(mut live) = Live::new() else { return };
    live.sql(
        "create schema supabase_migrations; create table supabase_migrations.schema_migrations \
         (version text not null primary key, statements text[], name text); \
         insert into supabase_migrations.schema_migrations values \
         ('20250101000000', array['create table elsewhere ()'], 'elsewhere')",
    );
    live.world.stage("supabase/migrations/20250101000000_$(id).sql", "create table a ();\n").commit("a");
    let dated = live.world.with("TIDEGATE_NOW", "2026-02-03T04:05:06Z");
    let blocked = dated.tidegate(&format!("apply --yes --db {}", live.address)).exits(1);
    let command = blocked.out.lines().find(|line| line.trim_start().starts_with("git mv")).unwrap().trim().to_owned();
    assert!(command.ends_with("'supabase/migrations/20260203040506_$(id).sql'"), "{command}");
    live.world.from_folder("").run("sh", &["-c", &command]).passes().done();
    let applied = live.world.tidegate(&format!("apply --yes --db {}", live.address));
    applied.passes().prints(&["1 migration applied"]).done();
}
