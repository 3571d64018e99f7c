//! `git push` through pre-push: every ref, checked by the pushed commits.

use super::{BAD, bad, with_hooks};
use crate::support::{CommandResult, GOOD, World, migration};

/// A with_hooks repository whose `main` is published.
fn published() -> World {
    let world = with_hooks();
    world.publish();
    world
}

fn push(world: &World, arguments: &[&str]) -> CommandResult {
    world.try_git(&[&["push", "--quiet"], arguments].concat())
}

#[test]
fn a_push_is_checked_by_its_commits_not_by_the_work_tree() {
    let world = published();
    world.stage(&bad(7), GOOD).commit("bad");
    world.remove(bad(7));
    push(&world, &["origin", "main"]).has_problems().prints(&[BAD, "Push blocked", "git push --no-verify"]).done();
    // The other way round: files of the working tree are not pushed.
    world.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    world.stage(&migration(6, "good"), GOOD).commit("good").stage(&bad(7), GOOD);
    push(&world, &["origin", "main"]).passes().does_not_print(&[BAD]).done();
}

#[test]
fn every_pushed_ref_is_checked() {
    let world = published();
    world.branch("one").stage(&migration(6, "one"), GOOD).commit("one").switch("main");
    world.branch("two").stage(&bad(7), GOOD).commit("two").switch("main");
    world.branch("three").stage(&bad(8), GOOD).commit("three").switch("main");
    push(&world, &["origin", "one", "two", "three"])
        .has_problems()
        .prints(&["20260107000000_Bad.sql", "20260108000000_Bad.sql", "push of one, two and three"])
        .done();
    push(&world, &["origin", "one"]).passes().done();
}

#[test]
fn a_branch_that_is_not_checked_out_is_checked() {
    let world = published();
    world.branch("two").stage(&bad(7), GOOD).commit("two").switch("main");
    push(&world, &["origin", "two"]).has_problems().prints(&[BAD]).done();
    push(&world, &["origin", "two:refs/heads/renamed"]).has_problems().prints(&[BAD]).done();
    push(&world, &["origin", "two~1:refs/heads/renamed"]).passes().done();
}

#[test]
fn a_new_branch_is_checked_from_its_fork_point() {
    let world = with_hooks();
    world.stage(&bad(6), GOOD).commit("old sins").publish();
    world.branch("topic").stage(&migration(7, "good"), GOOD).commit("good");
    push(&world, &["origin", "topic"]).passes().does_not_print(&[BAD]).done();
    world.branch("further").stage(&bad(8), GOOD).commit("bad");
    push(&world, &["origin", "further"]).has_problems().prints(&["20260108"]).does_not_print(&["20260106"]).done();
}

#[test]
fn a_push_of_existing_commits_prints_nothing() {
    let world = published();
    push(&world, &["origin", "main"]).passes().is_quiet().done();
    push(&world, &["origin", "main:refs/heads/copy"]).passes().is_quiet().done();
}

#[test]
fn a_forced_push_of_an_unshared_branch_is_checked_from_the_merge_base() {
    let world = published();
    world.branch("topic").stage(&migration(7, "mine"), GOOD).commit("mine");
    push(&world, &["origin", "topic"]).passes().done();
    world.stage(&migration(7, "mine"), "select 1;\n");
    world.git(&["commit", "--quiet", "--no-verify", "--amend", "-m", "polished"]);
    push(&world, &["--force", "origin", "topic"]).passes().done();
    world.stage(&bad(8), GOOD).git(&["commit", "--quiet", "--no-verify", "--amend", "-m", "bad"]);
    push(&world, &["--force", "origin", "topic"]).has_problems().prints(&[BAD]).done();
}

#[test]
fn a_forced_push_that_removes_a_published_migration_is_blocked() {
    let world = published();
    world.stage(&migration(6, "shared"), GOOD).commit("shared");
    push(&world, &["origin", "main"]).passes().done();
    world.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    world.stage(&migration(7, "other"), "select 1;\n").commit("other");
    push(&world, &["--force", "origin", "main"])
        .has_problems()
        .prints(&["edited-migration", "deleted", "_shared.sql"])
        .done();
}

#[test]
fn a_forced_push_over_an_unknown_commit_is_still_checked() {
    let world = published();
    let other = world.root().join("other");
    world.git(&["clone", "--quiet", "../origin.git", other.to_str().expect("UTF-8")]);
    std::fs::write(other.join("new"), "x").expect("a file");
    world.from_folder(&other).git(&["add", "."]);
    world.from_folder(&other).git(&["commit", "--quiet", "-m", "unknown here"]);
    world.from_folder(&other).git(&["push", "--quiet"]);
    world.stage(&bad(7), GOOD).commit("bad");
    push(&world, &["--force", "origin", "main"]).has_problems().prints(&[BAD]).done();
}

#[test]
fn a_forced_push_over_an_unknown_commit_is_not_taken_for_checked() {
    let world = published();
    let other = world.root().join("other");
    world.git(&["clone", "--quiet", "../origin.git", other.to_str().expect("UTF-8")]);
    world.from_folder(&other).git(&["commit", "--quiet", "--allow-empty", "-m", "unknown here"]);
    world.from_folder(&other).git(&["push", "--quiet"]);
    // With nothing that is wrong, and with nothing at all.
    world.branch("topic").stage(&migration(7, "mine"), GOOD).commit("mine");
    let refused = push(&world, &["--force", "origin", "topic:main"]).exits(1);
    refused.prints(&["removes commits from `main` that are not in this repository", "git fetch origin"]).done();
    push(&world, &["--force", "origin", "topic~1:main"]).exits(1).prints(&["removes commits from `main`"]).done();
    push(&world, &["origin", "topic"]).passes().done();
    world.git(&["fetch", "--quiet", "origin"]);
    world.git(&["rebase", "--quiet", "origin/main"]);
    push(&world, &["origin", "topic:main"]).passes().done();
}

#[test]
fn a_push_from_a_clone_without_remote_branches_is_compared_with_the_local_default_branch() {
    let world = with_hooks();
    world.stage(&migration(6, "shared"), GOOD).commit("shared").publish();
    let bare = world.root().join("bare.git");
    let tree = world.root().join("tree");
    let (bare, tree) = (bare.to_str().expect("UTF-8"), tree.to_str().expect("UTF-8"));
    world.git(&["clone", "--quiet", "--bare", "../origin.git", bare]);
    world.git(&["-C", bare, "worktree", "add", "--quiet", "-b", "feature", tree]);
    world.from_folder(tree).tidegate("install").passes().done();
    world.from_folder(tree).git(&["rm", "--quiet", &migration(6, "shared")]);
    world.from_folder(tree).git(&["commit", "--quiet", "--no-verify", "-m", "without"]);
    let ran = world.from_folder(tree).try_git(&["push", "origin", "feature"]).has_problems();
    ran.prints(&["edited-migration", "deleted", "_shared.sql"]).done();
}

#[test]
fn tags_of_every_kind_are_checked_by_their_commit() {
    let world = published();
    world.git(&["tag", "old"]);
    push(&world, &["origin", "old"]).passes().is_quiet().done();
    world.stage(&bad(7), GOOD).commit("bad").git(&["tag", "light"]);
    world.git(&["tag", "-a", "-m", "x", "annotated"]);
    world.git(&["tag", "-a", "-m", "x", "nested", "annotated"]);
    for tag in ["light", "annotated", "nested"] {
        push(&world, &["origin", tag]).has_problems().prints(&[BAD, &format!("push of {tag}")]).done();
    }
    world.git(&["tag", "blob", "HEAD:README.md"]);
    push(&world, &["origin", "blob"]).passes().is_quiet().done();
}

#[test]
fn a_deleted_ref_has_nothing_to_check() {
    let world = published();
    push(&world, &["origin", "main:refs/heads/old"]).passes().done();
    world.stage(&bad(7), GOOD).commit("bad, and not pushed");
    push(&world, &["origin", ":old"]).passes().is_quiet().done();
}

#[test]
fn a_deletion_of_the_only_shared_branch_with_a_migration_is_blocked() {
    let world = published();
    world.branch("topic").stage(&migration(7, "mine"), GOOD).commit("mine");
    push(&world, &["origin", "topic"]).passes().done();
    let blocked = || push(&world, &["origin", ":main"]).has_problems();
    let help = ["merge it into another shared branch first", "git remote set-head origin --auto", "push of main"];
    blocked().prints(&["push deletes `main`, the only shared branch with 1 published migration"]).prints(&help).done();
    // Its own branches are not shared, with or without other pushes.
    push(&world, &["origin", ":topic", "topic:refs/heads/other"]).passes().done();
    push(&world, &["origin", ":main", "topic:refs/heads/copy"]).has_problems().prints(&["push deletes `main`"]).done();
    push(&world, &["--mirror", "origin"]).passes().does_not_print(&["push deletes"]).done();
    world.git(&["branch", "--quiet", "-m", "main", "trunk"]);
    // The new name of the branch is pushed with it.
    push(&world, &["--dry-run", "origin", "trunk", ":main"]).passes().done();
    push(&world, &["origin", "trunk"]).passes().done();
    push(&world, &["--dry-run", "origin", ":main"]).passes().is_quiet().done();
    // Another text of a migration is not the same migration.
    world.switch("trunk").stage(&migration(5, "first"), "select 1;\n");
    world.git(&["commit", "--quiet", "--no-verify", "-m", "edited"]);
    push(&world, &["--no-verify", "origin", "trunk"]).passes().done();
    blocked().prints(&["push deletes `main`"]).done();
}

#[test]
fn settings_and_variables_apply_to_a_deletion() {
    let world = published();
    let blocked = || push(&world, &["--dry-run", "origin", ":main"]);
    blocked().has_problems().done();
    world.with("TIDEGATE_SKIP", "edited-migration").try_git(&["push", "--dry-run", "origin", ":main"]).passes().done();
    // Those of the branch that is deleted, as the remote has it.
    let allow = "[[allow]]\nrule = \"edited-migration\"\npath = \"supabase/migrations\"\nreason = \"moved\"\n";
    world.stage("tidegate.toml", allow).commit("allow");
    blocked().has_problems().done();
    push(&world, &["--no-verify", "origin", "main"]).passes().done();
    blocked().passes().done();
    world.stage("tidegate.toml", "[rules]\nedited-migration = \"off\"\n").commit("off");
    push(&world, &["--no-verify", "origin", "main"]).passes().done();
    blocked().passes().done();
    world.stage("tidegate.toml", "published = [\"origin/main\", \"origin/release\"]\n").commit("published");
    push(&world, &["--no-verify", "origin", "main", "main:refs/heads/release"]).passes().done();
    // Either one is enough, but not none of them.
    blocked().passes().done();
    push(&world, &["--dry-run", "origin", ":release"]).passes().done();
    push(&world, &["--dry-run", "origin", ":main", ":release"])
        .has_problems()
        .prints(&["deletes `main`", "deletes `release`"])
        .done();
}

#[test]
fn a_deletion_at_an_address_or_of_an_unknown_commit_is_checked() {
    let world = published();
    let address = world.root().join("origin.git");
    let address = address.to_str().expect("UTF-8");
    push(&world, &["--dry-run", address, ":main"]).has_problems().prints(&["push deletes `main`"]).done();
    let other = world.root().join("other");
    world.git(&["clone", "--quiet", "../origin.git", other.to_str().expect("UTF-8")]);
    std::fs::write(other.join("new"), "x").expect("a file");
    world.from_folder(&other).git(&["add", "."]);
    world.from_folder(&other).git(&["commit", "--quiet", "-m", "unknown here"]);
    world.from_folder(&other).git(&["push", "--quiet"]);
    push(&world, &["--dry-run", "origin", ":main"]).has_problems().prints(&["with 1 published migration"]).done();
    let unknown = push(&world, &["--dry-run", address, ":main"]).has_problems();
    unknown.prints(&["push deletes the shared branch `main`, whose last commit is not in this clone"]).done();
    world.git(&["fetch", "--quiet", "origin"]);
    push(&world, &["--dry-run", address, ":main"]).has_problems().prints(&["with 1 published migration"]).done();
}

#[test]
fn a_push_of_all_branches_is_checked_together() {
    let world = published();
    world.stage(&migration(6, "good"), GOOD).commit("good").branch("topic").stage(&bad(7), GOOD).commit("bad");
    push(&world, &["--all", "origin"]).has_problems().prints(&[BAD]).done();
    push(&world, &["--mirror", "origin"]).has_problems().prints(&[BAD]).done();
}

#[test]
fn a_push_to_a_url_is_checked_like_a_push_to_a_remote() {
    let world = with_hooks();
    world.stage(&bad(6), GOOD).commit("old sins").publish();
    let address = world.root().join("origin.git");
    let address = address.to_str().expect("UTF-8");
    world.branch("topic").stage(&migration(7, "good"), GOOD).commit("good");
    push(&world, &[address, "topic"]).passes().does_not_print(&["20260106"]).done();
    world.stage(&bad(8), GOOD).commit("bad");
    push(&world, &[address, "topic"]).has_problems().prints(&["20260108"]).does_not_print(&["20260106"]).done();
}

#[test]
fn the_first_push_is_checked_as_a_whole() {
    let world = with_hooks();
    let origin = world.root().join("origin.git");
    world.git(&["init", "--quiet", "--bare", "--initial-branch=main", origin.to_str().expect("UTF-8")]);
    world.git(&["remote", "add", "origin", "../origin.git"]);
    world.stage(&bad(7), GOOD).commit("bad");
    push(&world, &["origin", "main"]).has_problems().prints(&[BAD]).done();
    push(&world, &["origin", "main~1:refs/heads/main"]).passes().done();
}

#[test]
fn a_shallow_clone_pushes_what_it_adds() {
    let world = with_hooks();
    world.stage(&bad(6), GOOD).commit("old sins").stage("README.md", "More.\n").commit("more").publish();
    let origin = format!("file://{}", world.root().join("origin.git").display());
    let clone = world.root().join("clone");
    world.git(&["clone", "--quiet", "--depth=1", &origin, clone.to_str().expect("UTF-8")]);
    world.hook_in(&clone.join(".git/hooks"), "pre-push");
    let at = || world.from_folder(&clone);
    at().git(&["switch", "--quiet", "-c", "topic"]);
    std::fs::write(clone.join(migration(7, "good")), GOOD).expect("a file");
    at().git(&["add", "."]);
    at().git(&["commit", "--quiet", "-m", "good"]);
    at().try_git(&["push", "--quiet", "origin", "topic"]).passes().does_not_print(&[BAD]).done();
    std::fs::write(clone.join(bad(8)), GOOD).expect("a file");
    at().git(&["add", "."]);
    at().git(&["commit", "--quiet", "-m", "bad"]);
    at().try_git(&["push", "--quiet", "origin", "topic"]).has_problems().prints(&[BAD]).done();
}

#[test]
fn an_edited_published_migration_blocks_the_push() {
    let world = published();
    world.branch("topic").stage(&migration(5, "first"), "select 1;\n").commit("edited past the hook");
    push(&world, &["origin", "topic"]).has_problems().prints(&["edited-migration", "origin/main"]).done();
}

#[test]
fn unexpected_hook_input_is_an_error() {
    let world = published();
    let run = |input: &str| world.from_folder("").input(input).tidegate("run pre-push origin ../origin.git");
    run("nonsense\n").exits(3).prints(&["unexpected line on the standard input", "nothing was checked"]).done();
    run("").passes().is_quiet().done();
    let gone = "1".repeat(40);
    run(&format!("refs/heads/x {gone} refs/heads/x {}\n", "0".repeat(40)))
        .does_not_print(&["no problems"])
        .exits(2)
        .done();
    world.from_folder("").input(vec![0xff, 0xfe]).tidegate("run pre-push origin x").exits(3).done();
}
