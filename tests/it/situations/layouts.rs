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

const STORIES: [Story; 9] = [
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
        layout: "plain",
        there: &[("tidegate.toml", "migrations = 'sql/steps'\n"), ("sql/steps/001_a.sql", GOOD)],
        good: &[("sql/steps/002_b.sql", GOOD)],
        bad: ("sql/steps/003_c.sql", "<<<<<<< ours\n"),
        rule: "conflict-markers",
    },
];

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
