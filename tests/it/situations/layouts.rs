//! Every layout once, from the hook to the message.

use super::COMMIT;
use crate::support::{GOOD, World};

/// One layout: existing files, a good new one, and a bad one with the rule that blocks it.
struct Story {
    layout: &'static str,
    there: &'static [(&'static str, &'static str)],
    good: &'static [(&'static str, &'static str)],
    bad: (&'static str, &'static str),
    rule: &'static str,
}

const STORIES: [Story; 15] = [
    Story {
        layout: "supabase",
        there: &[("apps/web/supabase/migrations/20260101000000_a.sql", GOOD)],
        good: &[("apps/web/supabase/migrations/20260102000000_b.sql", GOOD)],
        bad: ("apps/web/supabase/migrations/20261302000000_c.sql", GOOD),
        rule: "invalid-timestamp",
    },
    Story {
        layout: "prisma",
        there: &[
            ("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n"),
            ("prisma/migrations/20260101000000_a/migration.sql", GOOD),
        ],
        good: &[("prisma/migrations/20260102000000_b/migration.sql", GOOD)],
        bad: ("prisma/migrations/20260103000000_c/migration.sql", "<<<<<<< ours\n"),
        rule: "conflict-markers",
    },
    Story {
        layout: "sqlx",
        there: &[
            ("Cargo.toml", "[package]\n"),
            ("migrations/1_a.up.sql", GOOD),
            ("migrations/1_a.down.sql", "drop table a;\n"),
        ],
        good: &[("migrations/2_b.up.sql", GOOD), ("migrations/2_b.down.sql", "drop table b;\n")],
        bad: ("migrations/2_c.up.sql", GOOD),
        rule: "duplicate-version",
    },
    Story {
        layout: "dbmate",
        there: &[("db/migrations/20260101000000_a.sql", "-- migrate:up\nselect 1;\n-- migrate:down\n")],
        good: &[("db/migrations/20260102000000_b.sql", "-- migrate:up\nselect 1;\n-- migrate:down\n")],
        bad: ("db/migrations/20251231000000_c.sql", "-- migrate:up\nselect 1;\n-- migrate:down\n"),
        rule: "out-of-order",
    },
    Story {
        layout: "diesel",
        there: &[
            ("migrations/2026-01-01-000000_a/up.sql", GOOD),
            ("migrations/2026-01-01-000000_a/down.sql", "select 1;\n"),
        ],
        good: &[
            ("migrations/2026-01-02-000000_b/up.sql", GOOD),
            ("migrations/2026-01-02-000000_b/down.sql", "select 1;\n"),
        ],
        bad: ("migrations/2026-01-02-000000_c/up.sql", GOOD),
        rule: "duplicate-version",
    },
    Story {
        layout: "golang-migrate",
        there: &[("migrations/000001_a.up.sql", GOOD), ("migrations/000001_a.down.sql", "select 1;\n")],
        good: &[("migrations/000002_b.up.sql", GOOD), ("migrations/000002_b.down.sql", "select 1;\n")],
        bad: ("migrations/000002_c.up.sql", GOOD),
        rule: "duplicate-version",
    },
    Story {
        layout: "goose",
        there: &[("migrations/00001_a.sql", "-- +goose Up\nselect 1;\n")],
        good: &[("migrations/00002_b.sql", "-- +goose Up\nselect 1;\n")],
        bad: ("migrations/00002_c.sql", "-- +goose Up\nselect 1;\n"),
        rule: "duplicate-version",
    },
    Story {
        layout: "flyway",
        there: &[("src/main/resources/db/migration/V1__a.sql", GOOD)],
        good: &[
            ("src/main/resources/db/migration/V2__b.sql", GOOD),
            ("src/main/resources/db/migration/R__v.sql", GOOD),
        ],
        bad: ("src/main/resources/db/migration/V2__c.sql", GOOD),
        rule: "duplicate-version",
    },
    Story {
        layout: "drizzle",
        there: &[("drizzle/meta/_journal.json", JOURNAL), ("drizzle/0000_a.sql", GOOD)],
        good: &[("drizzle/0001_b.sql", "select 1;--> statement-breakpoint\nselect 2;\n")],
        bad: ("drizzle/0002_c.sql", GOOD),
        rule: "refused-by-tool",
    },
    Story {
        layout: "drizzle-folders",
        there: &[("drizzle/20260101000000_a/migration.sql", GOOD), ("drizzle/20260101000000_a/snapshot.json", "{}")],
        good: &[
            ("drizzle/20260102000000_b/migration.sql", "select 1;--> statement-breakpoint\nselect 2;\n"),
            ("drizzle/20260102000000_b/snapshot.json", "{}"),
        ],
        bad: ("drizzle/20260103000000_c/migration.sql", "copy a from stdin;\n1\n\\.\n"),
        rule: "refused-by-tool",
    },
    Story {
        layout: "sql-migrate",
        there: &[("migrations/1_a.sql", "-- +migrate Up\nselect 1;\n-- +migrate Down\n")],
        good: &[("migrations/2_b.sql", "-- +migrate Up\nselect 1;\n-- +migrate Down\n")],
        bad: ("migrations/3_c.sql", "-- +migrate Up\nselect 1\n"),
        rule: "refused-by-tool",
    },
    Story {
        layout: "hasura",
        there: &[
            ("migrations/default/1700000000000_a/up.sql", GOOD),
            ("migrations/default/1700000000000_a/down.sql", "select 1;\n"),
        ],
        good: &[
            ("migrations/default/1700000000001_b/up.sql", GOOD),
            ("migrations/default/1700000000001_b/down.sql", "select 1;\n"),
        ],
        bad: ("migrations/default/1700000000001_c/up.sql", GOOD),
        rule: "duplicate-version",
    },
    Story {
        layout: "node-pg-migrate",
        there: &[("migrations/1700000000000_a.sql", "-- Up Migration\nselect 1;\n-- Down Migration\n")],
        good: &[("migrations/1700000000001_b.sql", "-- Up Migration\nselect 1;\n-- Down Migration\n")],
        bad: ("migrations/1700000000002_c.sql", "select 1;\n-- Down Migration\nselect 1;\n"),
        rule: "refused-by-tool",
    },
    Story {
        layout: "atlas",
        there: &[("migrations/20260101000000_a.sql", GOOD), ("migrations/atlas.sum", ATLAS_SUMS[0])],
        good: &[("migrations/20260102000000_b.sql", GOOD), ("migrations/atlas.sum", ATLAS_SUMS[1])],
        bad: ("migrations/20260103000000_c.sql", GOOD),
        rule: "refused-by-tool",
    },
    Story {
        layout: "plain",
        there: &[("tidegate.toml", "migrations = 'sql/steps'\n"), ("sql/steps/001_a.sql", GOOD)],
        good: &[("sql/steps/002_b.sql", GOOD)],
        bad: ("sql/steps/003_c.sql", "<<<<<<< ours\n"),
        rule: "conflict-markers",
    },
];

/// What `atlas migrate hash` writes for the first migration, and for both.
const ATLAS_SUMS: [&str; 2] = [
    "h1:wF24LybkaZO+n9LWYpN9ooYlxFRyd+04riUR9IbwSwY=\n20260101000000_a.sql h1:CACRt8tc9Zx10sSPZ7bD7ZDgWUe4eTD6m3hGvBZvoWM=\n",
    "h1:QGJGraz0aBU3DDbTbSB+YDsLDx9Mao33izfYEYM4dGg=\n20260101000000_a.sql h1:CACRt8tc9Zx10sSPZ7bD7ZDgWUe4eTD6m3hGvBZvoWM=\n20260102000000_b.sql h1:iXU/zVdQeHMgr0y1aIKJWkBiXXMh8FKX4mm86XGrs9c=\n",
];

/// The journal of the good migrations.
const JOURNAL: &str = r#"{"version": "7", "dialect": "postgresql", "entries": [
    {"idx": 0, "version": "7", "when": 1700000000000, "tag": "0000_a", "breakpoints": true},
    {"idx": 1, "version": "7", "when": 1700000000001, "tag": "0001_b", "breakpoints": true}
]}
"#;

#[test]
fn a_project_of_another_database_is_no_reason_to_stop() {
    for (config, content, migration) in [
        ("wrangler.toml", "[[d1_databases]]\nbinding = \"DB\"\n", "migrations/0001_a.sql"),
        (".env.example", "DATABASE_URL=sqlite:app.db\n", "migrations/0001_a.sql"),
        ("drizzle/meta/_journal.json", "{\"dialect\": \"sqlite\", \"entries\": []}", "drizzle/0000_a.sql"),
        ("prisma/migrations/migration_lock.toml", "provider = \"mysql\"\n", "prisma/migrations/1_a/migration.sql"),
    ] {
        let world = World::new();
        world.stage(config, content).stage(migration, "create table `a` (id integer primary key autoincrement);\n");
        world.tidegate("check").passes().prints(&["which is not PostgreSQL"]).done();
        world.hook("pre-commit").try_git(&COMMIT).passes().done();
    }
}

#[test]
fn init_names_the_folder_that_it_ignores_and_the_command_that_checks_it() {
    let world = World::new();
    world.stage(".env.example", "DATABASE_URL=sqlite:app.db\n").stage("db/migrations/0001_a.sql", GOOD);
    let reason = "db/migrations was ignored: .env.example names SQLite, which is not PostgreSQL";
    let ran = world.tidegate("init").exits(2).prints(&["no migrations folder was found", reason]);
    let text = ran.text().split_whitespace().collect::<Vec<_>>().join(" ");
    let command = "tidegate init --migrations db/migrations";
    assert!(text.contains(command), "{text}");
    world.tidegate(command.strip_prefix("tidegate ").unwrap()).passes().done();
    world.tidegate("check --all --format json").passes().prints(&["\"layout\": \"plain\""]).done();
}

#[test]
fn a_folder_named_after_postgres_is_checked_beside_those_of_other_databases() {
    let world = World::new();
    let features = "[features]\ndefault = [\"sqlite\"]\nsqlite = [\"diesel/sqlite\"]\n";
    world.stage("Cargo.toml", features);
    for database in ["postgresql", "sqlite", "mariadb", "h2"] {
        world.stage(&format!("migrations/{database}/2026-01-01-000000_a/up.sql"), "drop table a;\n");
        world.stage(&format!("migrations/{database}/2026-01-01-000000_a/down.sql"), GOOD);
    }
    let ran = world.tidegate("check").prints(&["migrations/sqlite was ignored", "migrations/h2 was ignored"]);
    ran.prints(&["migrations/mariadb was ignored"]).does_not_print(&["migrations/postgresql was ignored"]).done();
    world.tidegate("check --format json").prints(&["\"layout\": \"diesel\""]).done();
}

#[test]
fn migrations_in_code_are_named_at_the_commit() {
    let world = World::new();
    world.stage("db/migrate/20240101000000_a.rb", "class A < ActiveRecord::Migration[7.1]\nend\n");
    let named = "db/migrate was not checked: 1 Rails migration is Ruby code, which tidegate cannot read";
    world.tidegate("check").passes().prints(&[named]).done();
    world.hook("pre-commit").try_git(&COMMIT).passes().prints(&[named]).done();
}

#[test]
fn migrations_that_cannot_be_read_do_not_count_as_checked() {
    let world = World::new();
    world.stage("migrations/20240101000000_a.tx.up.sql", GOOD);
    world.stage("other/0001.a.sql", GOOD).stage("other/0001.a.rollback.sql", "drop table a;\n");
    let named = ["nothing to check in staged changes", "the migrations of bun", "the migrations of yoyo"];
    world.tidegate("check").passes().prints(&named).does_not_print(&["no problems"]).done();
}

#[test]
fn a_script_of_another_tool_is_not_plain_sql() {
    let world = World::new();
    world
        .stage("tidegate.toml", "migrations = 'sql/steps'\nlayout = 'plain'\n")
        .stage("sql/steps/001_a.sql", "-- +migrate Up\nselect 1;\n");
    let ran = world.hook("pre-commit").try_git(&COMMIT).has_problems();
    ran.prints(&["this is a sql-migrate script", "layout = \"sql-migrate\""]).done();
}

#[test]
fn every_layout_is_checked_from_end_to_end() {
    for story in STORIES {
        let world = World::new();
        for (path, content) in story.there {
            world.stage(path, content);
        }
        world.commit("there").hook("pre-commit");
        for (path, content) in story.good {
            world.stage(path, content);
        }
        let ran = world.tidegate("check --format json").passes();
        let layout = format!("\"layout\": \"{}\"", story.layout);
        ran.prints(&[&layout]).done();
        world.try_git(&COMMIT).passes().prints(&["no problems"]).done();
        world.stage(story.bad.0, story.bad.1).try_git(&COMMIT).has_problems().prints(&[story.rule]).done();
        world.git(&["reset", "--quiet", "--hard"]);
        // What is committed is forward-only in every layout.
        let (first, _) = story.there.iter().rfind(|(path, _)| path.contains(".sql")).expect("a migration");
        world.git(&["rm", "--quiet", first]);
        world.try_git(&COMMIT).has_problems().prints(&["edited-migration"]).done();
    }
}
