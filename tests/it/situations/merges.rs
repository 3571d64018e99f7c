//! Where two branches meet. A clean merge asks pre-merge-commit, one with conflicts ends in
//! an ordinary commit.

use super::{BAD, COMMIT, bad, with_hooks};
use crate::support::{GOOD, World, migration};

/// Two branches, each with a migration of its own; `main` is checked out.
fn two_branches(theirs: &str, ours: &str) -> World {
    let world = with_hooks();
    world.branch("other").stage(theirs, GOOD).commit("theirs").switch("main");
    world.stage(ours, GOOD).commit("ours");
    world
}

#[test]
fn one_version_on_two_branches_is_found_in_a_clean_merge() {
    let world = two_branches(&migration(9, "theirs"), &migration(9, "ours"));
    let merge = ["merge", "--quiet", "--no-edit", "other"];
    world.try_git(&merge).has_problems().prints(&["duplicate-version", "20260109000000", "Commit blocked"]).done();
    world.tidegate("check").exits(1).prints(&["duplicate-version"]).done();
    world.tidegate("check --fix").passes().prints(&["renamed"]).done();
    world.try_git(&COMMIT).passes().done();
    assert_eq!(world.git(&["rev-list", "--count", "--min-parents=2", "HEAD"]), "1\n");
}

#[test]
fn one_version_on_two_branches_is_found_when_the_merge_had_conflicts() {
    let world = two_branches(&migration(9, "theirs"), &migration(9, "ours"));
    world.stage("README.md", "Ours.\n").commit("ours").switch("other").stage("README.md", "Theirs.\n").commit("theirs");
    world.switch("main").try_git(&["merge", "other"]).has_problems().prints(&["CONFLICT"]).done();
    world.stage("README.md", "Both.\n").try_git(&COMMIT).has_problems().prints(&["duplicate-version"]).done();
}

#[test]
fn one_version_on_two_branches_is_found_when_the_merge_is_committed_by_hand() {
    let world = two_branches(&migration(9, "theirs"), &migration(9, "ours"));
    world.git(&["merge", "--quiet", "--no-commit", "other"]);
    world.try_git(&COMMIT).has_problems().prints(&["duplicate-version"]).done();
}

#[test]
fn a_merge_that_brings_nothing_bad_passes() {
    let world = two_branches(&migration(8, "theirs"), &migration(9, "ours"));
    world.try_git(&["merge", "--quiet", "--no-edit", "other"]).passes().done();
}

#[test]
fn incoming_migrations_of_a_merge_are_not_new() {
    // Committed long ago past the hook: the person who merges it cannot fix it.
    let world = two_branches(&bad(9), &migration(8, "ours"));
    world.try_git(&["merge", "--quiet", "--no-edit", "other"]).passes().does_not_print(&[BAD]).done();
}

#[test]
fn merging_the_shared_branch_does_not_count_its_migrations_as_new() {
    let world = with_hooks();
    world.publish().branch("feature").stage(&migration(20, "mine"), GOOD).commit("mine").switch("main");
    world.stage(&migration(10, "shared"), GOOD).commit("shared").git(&[
        "push",
        "--quiet",
        "--no-verify",
        "origin",
        "main",
    ]);
    world.switch("feature").try_git(&["merge", "--quiet", "--no-edit", "main"]).passes().done();
}

#[test]
fn changes_made_in_a_merge_are_checked() {
    let world = two_branches(&migration(8, "theirs"), &migration(9, "ours"));
    world.git(&["merge", "--quiet", "--no-commit", "other"]);
    world.stage(&bad(10), GOOD).try_git(&COMMIT).has_problems().prints(&[BAD]).done();
    world.git(&["rm", "--quiet", "--force", &bad(10)]);
    world.stage(&migration(5, "first"), "create table evil (id int);\n");
    world.try_git(&COMMIT).has_problems().prints(&["edited-migration"]).done();
}

#[test]
fn conflict_markers_in_a_migration_are_reported() {
    let world = with_hooks();
    let path = migration(6, "x");
    world.branch("other").stage(&path, "select 1;\n").commit("other").switch("main");
    world.stage(&path, "select 2;\n").commit("main").try_git(&["merge", "other"]).has_problems().done();
    world.git(&["add", &path]);
    world.try_git(&COMMIT).has_problems().prints(&["conflict-markers"]).done();
    world.stage(&path, "select 3;\n").try_git(&COMMIT).does_not_print(&["conflict-markers"]).done();
}

#[test]
fn an_octopus_is_compared_with_every_parent() {
    let world = with_hooks();
    for (branch, day) in [("one", 11), ("two", 12), ("three", 11)] {
        world.switch("main").branch(branch).stage(&migration(day, branch), GOOD).commit(branch);
    }
    world.switch("main").stage("README.md", "Other words.\n").commit("main");
    world.try_git(&["merge", "--quiet", "--no-edit", "one", "two"]).passes().done();
    world.try_git(&["merge", "--quiet", "--no-edit", "three"]).has_problems().prints(&["duplicate-version"]).done();
}

#[test]
fn a_squash_merge_is_checked_like_a_commit() {
    let world = two_branches(&bad(9), &migration(8, "ours"));
    world.git(&["merge", "--quiet", "--squash", "other"]);
    world.try_git(&COMMIT).has_problems().prints(&[BAD]).done();
}

#[test]
fn a_seal_that_names_one_side_only_is_found_in_the_merge() {
    let world = with_hooks();
    world.branch("other").stage(&migration(8, "theirs"), GOOD).commit("theirs").switch("main");
    world.stage(&migration(9, "ours"), GOOD);
    world.stage("schema.sql", "-- tidegate:seal v1 2 20260109000000 0000000000000000\n");
    let printed = world.tidegate("check").exits(1).prints(&["stale-seal"]).text();
    let seal = printed.split("with the seal").nth(1).and_then(|rest| rest.split('`').nth(1));
    let seal = seal.expect("the right seal is printed");
    world.stage("schema.sql", format!("{seal}\n")).tidegate("check").passes().done();
    world.commit("ours with a seal");
    world.try_git(&["merge", "--quiet", "--no-edit", "other"]).has_problems().prints(&["stale-seal"]).done();
}
