//! Branches: which ones are shared, and which commit a push starts at.

use super::{BAD, COMMIT, Corner, bad, first};
use crate::support::{CommandResult, GOOD, migration};

fn push(corner: &Corner, arguments: &[&str]) -> CommandResult {
    corner.try_git(&[&["push", "--quiet"], arguments].concat())
}

/// Publishes a migration on the remote's `main`, past the hooks.
fn publish(corner: &Corner, path: &str, content: &str) {
    corner.branch("publishing").stage(path, content).commit("published");
    corner.git(&["push", "--quiet", "--no-verify", corner.remote, "HEAD:refs/heads/main"]);
}

#[test]
fn more_branches_than_are_looked_at_do_not_hide_the_default_one() {
    let corner = Corner::cloned(&[], &[]).with_hooks();
    publish(&corner, &bad(6), GOOD);
    for number in 0..130 {
        corner.git(&["update-ref", &format!("refs/remotes/origin/a{number}"), "base"]);
    }
    corner.git(&["checkout", "--quiet", "-b", "topic", "refs/remotes/origin/main"]);
    corner.stage(&migration(7, "good"), GOOD).commit("good");
    push(&corner, &["origin", "topic"]).passes().does_not_print(&[BAD]).done();
    // A branch on a branch: the latest ones are looked at.
    corner.stage(&bad(8), GOOD);
    let later = corner.world.from_folder(&corner.top).with("GIT_COMMITTER_DATE", "2026-02-01T00:00:00Z");
    later.git(&["commit", "--quiet", "--no-verify", "-m", "old sins"]);
    corner.git(&["push", "--quiet", "--no-verify", "origin", "topic"]);
    corner.git(&["checkout", "--quiet", "--detach"]);
    corner.stage(&migration(9, "more"), GOOD).commit("more");
    push(&corner, &["origin", "HEAD:refs/heads/further"]).passes().does_not_print(&[BAD]).done();
}

#[test]
fn a_branch_of_upstream_is_pushed_to_a_fork() {
    let corner = Corner::cloned(&[], &[]).with_hooks();
    let upstream = corner.world.root().join("upstream.git");
    let upstream = upstream.to_str().expect("UTF-8");
    corner.git(&["clone", "--quiet", "--bare", "../origin.git", upstream]);
    corner.git(&["remote", "add", "upstream", upstream]);
    corner.branch("x").stage(&bad(6), GOOD).commit("of upstream");
    corner.git(&["push", "--quiet", "--no-verify", "upstream", "HEAD:refs/heads/main"]);
    corner.git(&["fetch", "--quiet", "upstream"]);
    corner.git(&["checkout", "--quiet", "-B", "x", "upstream/main"]);
    corner.stage(&migration(7, "mine"), GOOD).commit("mine");
    push(&corner, &["origin", "x"]).passes().does_not_print(&[BAD]).done();
    // What upstream has published is published, whatever the fork has.
    corner.stage(&bad(6), "select 1;\n").try_git(&COMMIT).has_problems().prints(&["upstream/main"]).done();
}

#[test]
fn branches_pushed_to_a_fork_are_ones_own() {
    let corner = Corner::cloned(&[], &[]).with_hooks();
    let fork = corner.world.root().join("fork.git");
    corner.git(&["clone", "--quiet", "--bare", "../origin.git", fork.to_str().expect("UTF-8")]);
    corner.git(&["remote", "add", "fork", "../fork.git"]);
    let amend = ["commit", "--quiet", "--amend", "-m", "x"];
    // The first one is all that is known of the fork, the second might be its default branch.
    for name in ["one", "two"] {
        let mine = migration(7, name);
        corner.branch(name).stage(&mine, GOOD).commit("mine");
        push(&corner, &["fork", name]).passes().done();
        corner.stage(&mine, "select 7;\n").try_git(&amend).passes().done();
        push(&corner, &["--force", "fork", name]).passes().done();
    }
    corner.git(&["checkout", "--quiet", "-b", "three", "one"]);
    corner.stage(&migration(7, "one"), "select 8;\n").try_git(&COMMIT).passes().done();
    // They were not checked for the other remote.
    corner.branch("four").stage(&bad(8), GOOD).commit("bad");
    push(&corner, &["--no-verify", "fork", "four"]).passes().done();
    push(&corner, &["origin", "four"]).has_problems().prints(&[BAD]).done();
    // What is published at the origin is published, and the fork's default branch is nobody's own.
    corner.branch("x").stage(&first(), "select 5;\n").try_git(&COMMIT).has_problems().prints(&["origin/main"]).done();
    corner.branch("x").unstage(&first()).commit("deleted");
    corner.git(&["commit", "--quiet", "--no-verify", "--amend", "-m", "x"]);
    push(&corner, &["--force", "fork", "x:main"]).has_problems().prints(&["edited-migration"]).done();
    corner.tidegate("doctor").does_not_print(&["fork/"]).done();
}

#[test]
fn a_forced_push_is_found_whatever_the_default_branch_is_called() {
    for name in ["production", "develop"] {
        let corner = Corner::cloned(&[], &[]).with_hooks();
        publish(&corner, &migration(6, "shared"), GOOD);
        // The default branch was renamed, and its old name is gone.
        corner.git(&["-C", "../origin.git", "branch", "-m", "main", name]);
        corner.git(&["fetch", "--quiet", "--prune", "origin"]);
        let forced = |corner: &Corner| push(corner, &["--force", "origin", &format!("HEAD:refs/heads/{name}")]);
        forced(corner.branch("x")).has_problems().prints(&["edited-migration", "_shared.sql"]).done();
        // There may be others; then any may be the default one.
        corner.git(&["push", "--quiet", "--no-verify", "origin", "base:refs/heads/topic"]);
        forced(corner.branch("x")).has_problems().prints(&["edited-migration"]).done();
        corner.git(&["checkout", "--quiet", "-B", "x", &format!("refs/remotes/origin/{name}")]);
        corner.stage(&migration(6, "shared"), "select 2;\n").try_git(&COMMIT).has_problems().done();
    }
}

#[test]
fn a_forced_push_over_commits_of_others_is_compared_with_the_last_fetch() {
    let corner = Corner::cloned(&[], &[]).with_hooks();
    publish(&corner, &migration(6, "shared"), GOOD);
    let other = corner.world.root().join("other");
    let other = other.to_str().expect("UTF-8");
    corner.git(&["clone", "--quiet", "../origin.git", other]);
    corner.git(&["-C", other, "commit", "--quiet", "--allow-empty", "-m", "unknown here"]);
    corner.git(&["-C", other, "push", "--quiet"]);
    let ran = push(corner.branch("x"), &["--force", "origin", "HEAD:refs/heads/main"]).has_problems();
    ran.prints(&["edited-migration", "_shared.sql"]).done();
}

#[test]
fn a_name_in_the_settings_is_the_branch_of_the_remote() {
    let corner = Corner::cloned(&[], &[]).with_hooks();
    corner.git(&["push", "--quiet", "--no-verify", "origin", "base:refs/heads/stable"]);
    // A local branch and a tag of that name, without the migration.
    corner.branch("x").unstage(&first()).commit("without");
    corner.git(&["branch", "origin/stable"]);
    corner.git(&["tag", "origin/stable"]);
    let published = |name: &str, content: &str| {
        corner.branch("x").stage("tidegate.toml", &format!("published = [\"{name}\"]\n")).commit("settings");
        std::fs::write(corner.top.join("tidegate.toml"), format!("published = [\"{name}\"]\n")).expect("a file");
        corner.stage(&first(), content).try_git(&COMMIT)
    };
    for name in ["origin/stable", "refs/remotes/origin/stable"] {
        published(name, "select 1;\n")
            .has_problems()
            .prints(&["edited-migration", "refs/remotes/origin/stable"])
            .done();
    }
    // A branch that the remote no longer has is not looked up among the local ones.
    corner.git(&["update-ref", "-d", "refs/remotes/origin/stable"]);
    published("origin/stable", "select 1;\n").has_problems().prints(&["edited-migration", "HEAD"]).done();
    corner.tidegate("doctor").exits(1).prints(&["origin/stable", "is not a branch here"]).done();
    corner.git(&["branch", "develop", "base"]);
    published("develop", "select 1;\n").has_problems().prints(&["edited-migration", "develop"]).done();
}

#[test]
fn a_polished_migration_is_ones_own_after_a_shallow_fetch() {
    let corner = Corner::cloned(&[], &[]).with_hooks();
    corner.branch("mine").stage(&migration(7, "mine"), GOOD).commit("mine");
    for number in 0..3 {
        publish(&corner, "docs/log.md", &format!("{number}\n"));
        corner.git(&["tag", "--force", "base"]);
    }
    corner.git(&["checkout", "--quiet", "--force", "mine"]);
    let address = format!("file://{}", corner.world.root().join("origin.git").display());
    corner.git(&["update-ref", "-d", "refs/remotes/origin/main"]);
    corner.git(&["branch", "--quiet", "-D", "main", "publishing"]);
    corner.git(&["fetch", "--quiet", "--depth=1", &address, "+refs/heads/main:refs/remotes/origin/main"]);
    assert_eq!(corner.try_git(&["merge-base", "HEAD", "refs/remotes/origin/main"]).code, Some(1));
    corner.stage(&migration(7, "mine"), "select 7;\n").try_git(&COMMIT).passes().done();
    corner.stage(&first(), "select 5;\n").try_git(&COMMIT).has_problems().prints(&["origin/main"]).done();
}

#[test]
fn without_a_remote_a_rebase_is_of_its_branch() {
    let world = crate::support::World::new();
    world.stage(&first(), GOOD).commit("first").hook("pre-commit").branch("feature");
    world.stage(&migration(7, "mine"), GOOD).commit("mine").commit("later");
    let view = world.with("GIT_SEQUENCE_EDITOR", "sed -i.old -e '1s/^pick/edit/'");
    view.git(&["rebase", "--quiet", "-i", "--keep-empty", "main"]);
    let amend = ["commit", "--quiet", "--amend", "-m", "x"];
    world.stage(&migration(7, "mine"), "select 7;\n").try_git(&amend).passes().done();
    world.stage(&first(), "select 5;\n").try_git(&amend).has_problems().prints(&["edited-migration"]).done();
}

#[test]
fn a_reference_that_leads_to_itself_leads_nowhere() {
    for chain in [&["HEAD"][..], &["HEAD", "x"]] {
        let corner = Corner::cloned(&[], &[]).with_hooks();
        for (number, name) in chain.iter().enumerate() {
            let next = chain.get(number + 1).unwrap_or(&"HEAD");
            // `git symbolic-ref` refuses a loop only since 2.47.
            let file = corner.top.join(".git/refs/remotes/origin").join(name);
            std::fs::write(file, format!("ref: refs/remotes/origin/{next}\n")).unwrap();
        }
        corner.tidegate("check --all").passes().done();
        corner.tidegate("doctor").does_not_print(&["cannot read"]).done();
        corner.branch("topic").stage(&first(), "select 1;\n");
        corner.try_git(&COMMIT).has_problems().prints(&["edited-migration", "origin/main"]).done();
        corner.git(&["commit", "--quiet", "--no-verify", "-m", "x"]);
        push(&corner, &["origin", "topic"]).has_problems().prints(&["edited-migration"]).done();
    }
}
