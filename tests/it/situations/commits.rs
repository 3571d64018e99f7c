//! `git commit` in its many forms: the content that is being committed is checked.

use super::{BAD, COMMIT, bad, with_hooks};
use crate::support::{GOOD, World, migration};

#[test]
fn a_good_commit_passes_and_a_bad_one_is_blocked() {
    let world = with_hooks();
    world.stage(&migration(6, "good"), GOOD).try_git(&COMMIT).passes().done();
    world.stage(&bad(7), GOOD).try_git(&COMMIT).has_problems().prints(&[BAD, "Bad.sql", "Commit blocked"]).done();
    assert_eq!(world.git(&["log", "--format=%s"]), "message\nfirst\n");
    world.try_git(&["commit", "--quiet", "--no-verify", "-m", "forced"]).passes().done();
}

#[test]
fn a_commit_without_migrations_prints_nothing() {
    let world = with_hooks();
    world.stage("README.md", "Other words.\n").try_git(&COMMIT).passes().is_quiet().done();
    world.try_git(&["commit", "--quiet", "--allow-empty", "-m", "empty"]).passes().is_quiet().done();
}

#[test]
fn the_first_commit_is_checked_against_an_empty_base() {
    let world = World::new();
    world.hook("pre-commit");
    world.stage(&bad(5), GOOD).try_git(&COMMIT).has_problems().prints(&[BAD]).done();
    world.git(&["mv", &bad(5), &migration(5, "good")]);
    world.try_git(&COMMIT).passes().done();
}

#[test]
fn the_first_commit_may_be_empty() {
    let world = World::new();
    world.hook("pre-commit");
    world.try_git(&["commit", "--quiet", "--allow-empty", "-m", "start"]).passes().is_quiet().done();
}

#[test]
fn commit_all_checks_what_git_adds() {
    let world = with_hooks();
    world.stage(&migration(6, "good"), GOOD).commit("second");
    world.file(migration(6, "good"), "<<<<<<< ours\n");
    world.try_git(&["commit", "--quiet", "-a", "-m", "x"]).has_problems().prints(&["conflict-markers"]).done();
}

#[test]
fn commit_of_a_path_checks_only_that_path() {
    let world = with_hooks();
    world.stage(&migration(6, "good"), GOOD).stage(&bad(7), GOOD).stage("notes.md", "x");
    world.try_git(&["commit", "--quiet", "-m", "x", "--", "notes.md"]).passes().does_not_print(&[BAD]).done();
    world
        .try_git(&["commit", "--quiet", "-m", "x", "--", &migration(6, "good")])
        .passes()
        .does_not_print(&[BAD])
        .done();
    world.try_git(&["commit", "--quiet", "-m", "x", "--", &bad(7)]).has_problems().prints(&[BAD]).done();
}

#[test]
fn commit_include_checks_the_path_and_staged_changes() {
    let world = with_hooks();
    world.stage(&bad(7), GOOD).file("README.md", "Other words.\n");
    world.try_git(&["commit", "--quiet", "-i", "-m", "x", "README.md"]).has_problems().prints(&[BAD]).done();
    world.git(&["reset", "--quiet"]);
    world.file(bad(7), GOOD).git(&["add", "-N", &bad(7)]);
    world.try_git(&["commit", "--quiet", "-i", "-m", "x", &bad(7)]).has_problems().prints(&[BAD]).done();
}

#[test]
fn commit_from_a_subdirectory_is_the_same() {
    let world = with_hooks();
    world.stage(&bad(7), GOOD);
    world.from_folder("supabase/migrations").try_git(&COMMIT).has_problems().prints(&[BAD]).done();
    world.from_folder("supabase").try_git(&["commit", "-m", "x", "."]).has_problems().prints(&[BAD]).done();
    world.from_folder("supabase").tidegate("check").exits(1).prints(&[BAD]).done();
}

#[test]
fn amend_checks_what_it_adds() {
    let world = with_hooks();
    world.stage(&migration(6, "good"), GOOD).commit("second");
    world.try_git(&["commit", "--quiet", "--amend", "-m", "other words"]).passes().is_quiet().done();
    world.stage(&bad(7), GOOD);
    world.try_git(&["commit", "--quiet", "--amend", "-m", "x"]).has_problems().prints(&[BAD]).done();
}

#[test]
fn staged_content_is_checked_not_the_work_tree() {
    let world = with_hooks();
    let path = migration(6, "keys");
    // Staged bad, mended on disk only: the bad blob is what would be committed.
    world.stage(&path, "<<<<<<< ours\n").file(&path, GOOD);
    world.try_git(&COMMIT).has_problems().prints(&["conflict-markers"]).done();
    world.remove(&path).try_git(&COMMIT).has_problems().prints(&["conflict-markers"]).done();
    // Staged good, spoilt on disk only.
    world.stage(&path, GOOD).file(&path, "<<<<<<< ours\n").try_git(&COMMIT).passes().done();
    assert_eq!(world.content(&path), "<<<<<<< ours\n", "the working tree is not touched");
}

#[test]
fn a_problem_staged_and_then_removed_on_disk_is_still_reported() {
    let world = with_hooks();
    let script = "scripts/reset.sh";
    world.stage(script, "supabase db reset --linked\n").file(script, "true\n");
    world.try_git(&COMMIT).has_problems().prints(&["remote-migrate-dev"]).done();
}

#[test]
fn a_partially_staged_file_is_checked_by_its_staged_part() {
    let world = with_hooks();
    let path = migration(6, "part");
    world.stage(&path, "select 1;\n").file(&path, "select 1;\n=======\n>>>>>>> theirs\n<<<<<<< x\n");
    world.try_git(&COMMIT).passes().done();
    assert_eq!(world.git(&["show", &format!("HEAD:{path}")]), "select 1;\n");
}

#[test]
fn intent_to_add_is_not_checked() {
    let world = with_hooks();
    world.file(bad(7), GOOD).git(&["add", "-N", &bad(7)]);
    world.stage("README.md", "Other words.\n").try_git(&COMMIT).passes().does_not_print(&[BAD]).done();
}

#[test]
fn unmerged_paths_are_refused_by_hand() {
    let world = with_hooks();
    world.branch("other").stage(&migration(6, "x"), "select 1;\n").commit("other").switch("main");
    world.stage(&migration(6, "x"), "select 2;\n").commit("main").try_git(&["merge", "other"]).has_problems().done();
    world.tidegate("check").exits(2).prints(&["unmerged file", "git add"]).done();
    world.tidegate("run pre-commit").exits(2).prints(&["unmerged file"]).done();
}

#[test]
fn a_published_migration_is_not_edited_on_a_feature_branch() {
    let world = with_hooks();
    world.publish().branch("feature");
    world.stage(&migration(5, "first"), "create table other (id int);\n");
    world.try_git(&COMMIT).has_problems().prints(&["edited-migration", "origin/main"]).done();
    world.git(&["checkout", "--quiet", "HEAD", "--", "."]);
    world.git(&["rm", "--quiet", &migration(5, "first")]);
    world.try_git(&COMMIT).has_problems().prints(&["edited-migration", "deleted"]).done();
    world.git(&["checkout", "--quiet", "HEAD", "--", "."]);
    world.git(&["mv", &migration(5, "first"), &migration(5, "renamed")]);
    world.try_git(&COMMIT).has_problems().prints(&["edited-migration", "renamed"]).done();
}

#[test]
fn an_unpublished_migration_may_be_edited() {
    let world = with_hooks();
    world.publish().branch("feature").stage(&migration(6, "mine"), GOOD).try_git(&COMMIT).passes().done();
    world.stage(&migration(6, "mine"), "select 1;\n").try_git(&COMMIT).passes().done();
    world.git(&["push", "--quiet", "--no-verify", "-u", "origin", "feature"]);
    // Its own copy on the remote is not where others get it from.
    world.stage(&migration(6, "mine"), "select 2;\n").try_git(&COMMIT).passes().done();
    world.git(&["mv", &migration(6, "mine"), &migration(7, "mine")]);
    world.try_git(&COMMIT).passes().done();
    world.git(&["rm", "--quiet", &migration(7, "mine")]);
    world.try_git(&COMMIT).passes().done();
}

#[test]
fn git_commands_that_bypass_the_hook_pass() {
    let world = with_hooks();
    world.branch("topic").stage(&migration(6, "topic"), GOOD).commit("topic");
    world.switch("main").stage("README.md", "Other words.\n").commit("main");
    world.try_git(&["cherry-pick", "topic"]).passes().done();
    world.try_git(&["revert", "--no-edit", "HEAD"]).passes().done();
    world.switch("topic").try_git(&["rebase", "--quiet", "main"]).passes().done();
}

#[test]
fn a_bypass_works_and_is_reported() {
    let world = with_hooks();
    world.stage(&bad(7), GOOD);
    let commit = |name: &str, value: &str| world.with(name, value).try_git(&COMMIT);
    commit("TIDEGATE_SKIP", "out-of-order").has_problems().prints(&[BAD]).done();
    commit("TIDEGATE_SKIP", "invalid-nam").has_problems().prints(&["did you mean `invalid-name`?"]).done();
    commit("TIDEGATE", "1").has_problems().done();
    commit("TIDEGATE_SKIP", BAD).passes().prints(&["`invalid-name` was skipped"]).done();
    world.stage(&bad(8), GOOD);
    commit("TIDEGATE", "0").passes().prints(&["pre-commit skipped"]).done();
}

#[test]
fn an_allowance_lets_a_problem_pass() {
    let world = with_hooks();
    let path = bad(7);
    world.stage(&path, format!("-- tidegate:allow invalid-name made by a tool\n\n{GOOD}"));
    world.try_git(&COMMIT).passes().prints(&["1 problem accepted"]).done();
    world.stage(&migration(8, "x"), format!("-- tidegate:allow invalid-name\n\n{GOOD}"));
    world.try_git(&COMMIT).has_problems().prints(&["gives no reason"]).done();
    world.git(&["reset", "--quiet", "--hard"]);
    world.stage(&bad(9), GOOD);
    let allow = format!("allow = [{{ rule = 'invalid-name', path = '{}', reason = 'old tool' }}]\n", bad(9));
    world.stage("tidegate.toml", allow).try_git(&COMMIT).passes().prints(&["accepted"]).done();
}

#[test]
fn conflict_markers_stop_every_file_that_describes_the_schema() {
    let world = with_hooks();
    for path in [
        "db/structure.sql",
        "schema.sql",
        "src/schema.rs",
        ".sqlx/query-0.json",
        "drizzle/meta/_journal.json",
        "db/changes/atlas.sum",
        "prisma/schema.prisma",
    ] {
        let world = world.stage(path, "a\n<<<<<<< ours\ntable! { a }\n=======\n>>>>>>> theirs\n");
        world.tidegate("check").has_problems().prints(&["conflict-markers", path]).done();
        world.git(&["rm", "-q", "-f", path]);
    }
    world.stage("src/schema.rs", "// <<<<<<< none\n").stage("notes.txt", "<<<<<<< ours\n");
    world.stage("vendor/x/structure.sql", "<<<<<<< ours\n").tidegate("check").passes().done();
}
