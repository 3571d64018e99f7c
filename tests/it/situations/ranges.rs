//! Beyond hooks: a range in CI, named files, everything, a monorepo.

use super::{BAD, bad, with_hooks};
use crate::support::{GOOD, World, migration};

#[test]
fn a_range_is_checked_from_the_merge_base() {
    let world = with_hooks();
    world.stage(&bad(4), GOOD).commit("old sins").branch("topic").stage(&migration(7, "good"), GOOD).commit("good");
    world.switch("main").stage(&bad(8), GOOD).commit("main moved on");
    let check = |from: &str, to: &str| world.tidegate(&format!("check --from-ref {from} --to-ref {to}"));
    let ran = check("main", "topic").passes().prints(&["warning[out-of-order]", "20260108"]);
    ran.does_not_print(&["edited-migration", "deleted"]).done();
    check("topic", "main").exits(1).prints(&["20260108"]).does_not_print(&["20260104"]).done();
    check("main", "main").passes().prints(&["nothing to check"]).done();
    // The framework's ranges come through the environment.
    let framework = world.with("PRE_COMMIT_FROM_REF", "topic").with("PRE_COMMIT_TO_REF", "main");
    framework.tidegate("check").exits(1).prints(&["20260108"]).done();
}

#[test]
fn a_version_used_on_the_other_branch_is_reported_before_the_merge() {
    let world = with_hooks();
    world.branch("topic").stage(&migration(7, "mine"), GOOD).commit("mine");
    world.switch("main").stage(&migration(7, "theirs"), GOOD).commit("main moved on");
    let ran = world.tidegate("check --from-ref main --to-ref topic").exits(1);
    ran.prints(&["duplicate-version", "20260107000000_theirs.sql"]).done();
}

#[test]
fn a_range_sees_neither_the_index_nor_the_work_tree() {
    let world = with_hooks();
    world.branch("topic").stage(&migration(7, "good"), GOOD).commit("good");
    world.stage(&bad(8), GOOD).file(migration(7, "good"), "<<<<<<< ours\n");
    world.tidegate("check --from-ref main --to-ref topic").passes().done();
}

#[test]
fn an_impossible_range_is_an_error() {
    let world = with_hooks();
    let check = |from: &str, to: &str| world.tidegate(&format!("check --from-ref {from} --to-ref {to}"));
    check("no-such", "HEAD").exits(2).prints(&["`no-such` is not a commit", "fetch-depth: 0"]).done();
    check("HEAD", "HEAD^{tree}").exits(2).prints(&["is not a commit"]).done();
    world.git(&["switch", "--quiet", "--orphan", "island"]);
    world.stage(&bad(7), GOOD).commit("island");
    check("main", "island").exits(2).prints(&["no common ancestor"]).done();
    world.tidegate("check --from-ref main").exits(2).done();
}

#[test]
fn a_shallow_clone_without_the_merge_base_shows_how_to_fetch_it() {
    let world = with_hooks();
    world.branch("topic").stage(&migration(7, "good"), GOOD).commit("good");
    world.switch("main").stage(&migration(6, "main"), GOOD).commit("main").publish();
    let origin = format!("file://{}", world.root().join("origin.git").display());
    let clone = world.root().join("clone");
    world.git(&["clone", "--quiet", "--depth=1", "--no-single-branch", &origin, clone.to_str().expect("UTF-8")]);
    world
        .from_folder(&clone)
        .tidegate("check --from-ref origin/main --to-ref origin/topic")
        .exits(3)
        .prints(&["shallow clone", "git fetch --unshallow"])
        .done();
}

#[test]
fn a_new_branch_in_ci_is_checked_from_the_remote_branches() {
    let world = with_hooks();
    world.stage(&bad(4), GOOD).commit("old sins").publish().branch("topic").stage(&bad(8), GOOD).commit("bad");
    let zeros = "0".repeat(40);
    let check = world.tidegate(&format!("check --from-ref {zeros} --to-ref topic"));
    check.exits(1).prints(&["20260108"]).does_not_print(&["20260104"]).done();
}

#[test]
fn only_named_files_are_checked() {
    let world = with_hooks();
    world.stage(&bad(7), GOOD).stage(&migration(8, "good"), GOOD);
    world.tidegate(&format!("check {}", migration(8, "good"))).passes().prints(&["no problems"]).done();
    world.tidegate(&format!("check {}", bad(7))).exits(1).prints(&[BAD]).done();
    world.from_folder("supabase/migrations").tidegate("check 20260107000000_Bad.sql").exits(1).prints(&[BAD]).done();
    world.from_folder("supabase").tidegate("check ../supabase/./migrations/20260107000000_Bad.sql").exits(1).done();
    let absolute = world.path(bad(7));
    world.tidegate(&format!("check {}", absolute.display())).exits(1).prints(&[BAD]).done();
    // Committed long ago, but named: it is checked anyway.
    world.commit("past the hook");
    world.tidegate(&format!("check {}", bad(7))).passes().prints(&[BAD, "published on HEAD"]).done();
    world.tidegate("check README.md").passes().prints(&["nothing to check"]).done();
}

#[test]
fn history_rules_see_the_whole_history_whatever_files_are_named() {
    let world = with_hooks();
    world.stage(&migration(7, "one"), GOOD).stage(&migration(7, "two"), GOOD);
    world.tidegate(&format!("check {}", migration(5, "first"))).exits(1).prints(&["duplicate-version"]).done();
    world.tidegate("check --history").exits(1).prints(&["duplicate-version"]).done();
    world.stage(&bad(9), GOOD).git(&["rm", "--quiet", "--force", &migration(7, "two")]);
    world.tidegate("check --history").passes().done();
}

#[test]
fn a_named_file_that_cannot_be_checked_is_an_error() {
    let world = with_hooks();
    world.tidegate("check no/such.sql").exits(2).prints(&["file no/such.sql does not exist"]).done();
    world.tidegate("check ../outside.sql").exits(2).prints(&["outside the repository"]).done();
    world.file(bad(7), GOOD);
    world.tidegate(&format!("check {}", bad(7))).exits(2).prints(&["not staged", "git add"]).done();
}

#[test]
fn everything_in_the_work_tree_can_be_checked() {
    let world = with_hooks();
    world.tidegate("check --all").passes().prints(&["no problems"]).done();
    world.file(migration(6, "x"), "<<<<<<< ours\n");
    world.tidegate("check --all").exits(1).prints(&["conflict-markers"]).done();
    world.from_folder("supabase").tidegate("check --all").exits(1).prints(&["conflict-markers"]).done();
    world.file(".gitignore", "*_x.sql\n").tidegate("check --all").passes().done();
    // A published migration cannot be renamed, so it is only reported.
    world.file(bad(7), GOOD).git(&["add", "--all"]);
    world.commit("bad");
    world.tidegate("check --all").passes().prints(&[BAD, "warning"]).done();
}

#[test]
fn reports_a_folder_without_a_repository() {
    let world = World::without_repository();
    world.file(bad(7), GOOD);
    world.tidegate("check").exits(2).prints(&["not in a git repository", "git init"]).done();
    world.tidegate("check --all").exits(2).done();
}

#[test]
fn each_project_of_a_monorepo_is_checked_by_its_own_settings() {
    let world = with_hooks();
    world.stage("apps/api/supabase/migrations/20260106000000_Bad.sql", GOOD);
    world.stage("apps/web/prisma/migrations/20260106000000_x/migration.sql", "<<<<<<< ours\n");
    world.tidegate("check").exits(1).prints(&["apps/api/", "apps/web/", BAD, "conflict-markers"]).done();
    world.stage("tidegate.toml", "[[projects]]\npath = 'apps/api'\nrules.invalid-name = 'off'\n");
    world.tidegate("check").exits(1).prints(&["conflict-markers"]).does_not_print(&[BAD]).done();
    world.stage(&bad(7), GOOD).tidegate("check").exits(1).prints(&[BAD]).does_not_print(&["apps/api/"]).done();
    // One version in two projects is not a duplicate.
    world.git(&["rm", "--quiet", "-r", "--cached", "apps"]);
    world.stage("apps/api/supabase/migrations/20260105000000_first.sql", GOOD);
    world.tidegate("check").exits(1).does_not_print(&["duplicate-version"]).done();
}

#[test]
fn a_practice_of_a_whole_history_is_told_once() {
    let world = World::new();
    world
        .stage("migrations/20250101000000_first.sql", "create table orders (id bigint primary key, a int);\n")
        .commit("a");
    world.publish();
    for month in 2..6 {
        let index = format!("create index concurrently if not exists orders_{month} on orders (a, id);\n");
        world.stage(&format!("migrations/20250{month}01000000_index.sql"), index);
    }
    let ran = world.tidegate("check").prints(&["concurrently-if-not-exists", "20250201000000_index.sql"]);
    ran.does_not_print(&["20250301000000_index.sql", "20250501000000_index.sql"]).done();
}
