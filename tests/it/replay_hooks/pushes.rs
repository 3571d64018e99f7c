//! Pushes.

use super::{BROKEN, SCHEMA, commit, gated, push, stage_next};
use crate::support::migration;

#[test]
fn a_push_replays_each_commit_once_and_not_the_work_tree() {
    let Some(world) = gated("pre-push") else { return };
    stage_next(&world);
    commit(&world).passes().does_not_print(&["replay"]).done();
    world.file(migration(2, "note"), "broken").git(&["branch", "copy"]);
    let ran = push(&world, &["main", "copy"]).passes();
    assert_eq!(ran.text().matches("replayed 2 migrations of `main`").count(), 1, "{}", ran.text());
    push(&world, &["main:refs/heads/again"]).passes().does_not_print(&["replay"]).done();
    push(&world, &[":copy"]).passes().does_not_print(&["replay"]).done();
}

#[test]
fn a_push_that_does_not_replay_is_blocked() {
    let Some(world) = gated("pre-push") else { return };
    world.branch("good");
    stage_next(&world);
    world.commit("good").switch("main").branch("bad");
    world.stage(&migration(3, "tenants"), BROKEN).stage("schema.sql", format!("{SCHEMA}-- x\n")).commit("bad");
    push(&world, &["good", "bad"])
        .has_problems()
        .prints(&[
            "replayed 2 migrations of `good`",
            "1 of 2 migrations of `bad`",
            "git push --no-verify",
            "TIDEGATE_SKIP=verify git push",
        ])
        .done();
    world.git(&["branch", "notes", "main"]);
    world.switch("notes").stage("README.md", "text\n").commit("notes");
    push(&world, &["notes"]).passes().is_quiet().done();
}

#[test]
fn projects_of_a_monorepo_are_replayed_where_configured() {
    let Some(world) = gated("off") else { return };
    let config = "[[projects]]\npath = \"a\"\nverify.at = \"pre-commit\"\n[[projects]]\npath = \"b\"\n";
    world.stage("tidegate.toml", config).tidegate("trust").passes().done();
    world.stage("a/prisma/migrations/20260101000000_a/migration.sql", "create table a (id bigint primary key);\n");
    world.stage("b/prisma/migrations/20260101000000_b/migration.sql", "alter table nowhere add column x int;\n");
    commit(&world).passes().prints(&["a: replayed 1 staged migration"]).does_not_print(&["b: 1"]).done();
    world.stage("b/prisma/migrations/20260102000000_b/migration.sql", "alter table nowhere add column y int;\n");
    commit(&world).passes().does_not_print(&["replays"]).done();
}
