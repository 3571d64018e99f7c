//! Agreements in every situation of git in which a hook runs or settings arrive.

use super::{NO_SERVER, ON, ON_PUSH, commit, installed, is_refused, is_tried, stage_migration};
use crate::support::{GOOD, World, migration};

/// A branch `hostile` that turns the replay on, beside `main`, which has moved on.
fn beside_hostile(settings: &str) -> World {
    let world = installed();
    world.branch("hostile").stage("tidegate.toml", settings);
    stage_migration(&world, 6);
    world.commit("hostile").switch("main").stage("README.md", "text\n").commit("main");
    world
}

#[test]
fn a_merge_of_a_hostile_branch_is_stopped() {
    let world = beside_hostile(ON);
    is_refused(world.try_git(&["merge", "--quiet", "--no-ff", "--no-edit", "hostile"]));
    // The merge goes on as a commit of the index.
    is_refused(world.try_git(&["commit", "--quiet", "--no-edit"]));
    world.tidegate("trust").passes().prints(&["agreed to the settings of the index"]).done();
    is_tried(world.try_git(&["commit", "--quiet", "--no-edit"]));
}

#[test]
fn a_squash_and_a_cherry_pick_are_stopped_when_they_are_committed() {
    let world = beside_hostile(ON);
    world.git(&["merge", "--quiet", "--squash", "hostile"]);
    is_refused(commit(&world));
    world.git(&["reset", "--quiet", "--hard"]);
    world.git(&["cherry-pick", "--no-commit", "hostile"]);
    is_refused(commit(&world));
}

#[test]
fn a_rebase_onto_a_hostile_branch_runs_nothing() {
    let world = beside_hostile(ON);
    world.try_git(&["rebase", "--quiet", "hostile"]).passes().does_not_print(&["replay", "error"]).done();
    stage_migration(&world, 7);
    is_refused(commit(&world));
    is_refused(world.try_git(&["commit", "--quiet", "--amend", "--no-edit"]));
}

#[test]
fn a_detached_head_is_stopped() {
    let world = beside_hostile(ON);
    world.git(&["switch", "--quiet", "--detach", "hostile"]);
    stage_migration(&world, 7);
    is_refused(commit(&world));
    is_refused(world.try_git(&["commit", "--quiet", "-a", "-m", "all"]));
}

#[test]
fn worktrees_share_their_agreement() {
    let world = beside_hostile(ON);
    let linked = world.root().join("linked");
    world.git(&["worktree", "add", "--quiet", linked.to_str().unwrap(), "hostile"]);
    let in_linked = |arguments: &[&str]| world.from_folder(&linked).try_git(arguments);
    std::fs::write(linked.join(migration(7, "linked")), "create table public.linked (id bigint primary key);\n")
        .unwrap();
    in_linked(&["add", "."]).passes().done();
    is_refused(in_linked(&["commit", "--quiet", "-m", "next"]));
    // Agreed to in one of them, agreed to in all.
    world.from_folder(&linked).tidegate("trust").passes().done();
    is_tried(in_linked(&["commit", "--quiet", "-m", "next"]));
    world.git(&["worktree", "remove", "--force", linked.to_str().unwrap()]);
    world.switch("hostile");
    stage_migration(&world, 8);
    is_tried(commit(&world));
}

#[test]
fn a_fresh_clone_has_agreed_to_nothing() {
    let world = beside_hostile(ON);
    world.tidegate("trust --to-ref hostile").passes().done();
    world.git(&["push", "--quiet", "--no-verify", "origin", "hostile"]);
    let copy = world.root().join("copy");
    let origin = world.root().join("origin.git");
    let (origin, copy) = (origin.to_str().unwrap(), copy.to_str().unwrap());
    world.git(&["clone", "--quiet", "--branch", "hostile", origin, copy]);
    world.hook_in(&world.root().join("copy/.git/hooks"), "pre-commit");
    let in_copy = |arguments: &[&str]| world.from_folder(copy).try_git(arguments);
    std::fs::write(world.root().join("copy").join(migration(7, "copy")), GOOD).unwrap();
    in_copy(&["add", "."]).passes().done();
    is_refused(in_copy(&["commit", "--quiet", "-m", "next"]));
    world.from_folder(copy).tidegate("trust").passes().done();
    is_tried(in_copy(&["commit", "--quiet", "-m", "next"]));
}

#[test]
fn hooks_of_a_manager_are_no_agreement() {
    let mut world = World::new();
    world.set("TIDEGATE_DATABASE_URL", NO_SERVER);
    world.stage(&migration(2, "first"), GOOD).commit("first").publish();
    // As husky sets it up: the hooks are files of the branch.
    world.hook_in(&world.path(".husky/_"), "pre-commit");
    world.hook_in(&world.path(".husky/_"), "pre-push");
    world.git(&["config", "core.hooksPath", ".husky/_"]);
    world.branch("hostile").stage("tidegate.toml", ON);
    stage_migration(&world, 6);
    is_refused(commit(&world));
    world.stage("tidegate.toml", ON_PUSH).commit("on");
    is_refused(world.try_git(&["push", "--quiet", "origin", "hostile"]));
}

#[test]
fn a_repository_of_the_git_reader_is_stopped_too() {
    let world = installed();
    world.git(&["update-index", "--split-index"]);
    world.branch("hostile").stage("tidegate.toml", ON);
    stage_migration(&world, 6);
    is_refused(commit(&world));
    world.tidegate("trust").passes().done();
    is_tried(commit(&world));
}

#[test]
fn several_pushed_branches_are_all_asked_for() {
    let world = beside_hostile(ON_PUSH);
    world.tidegate("trust --to-ref hostile").passes().done();
    world.switch("hostile").branch("worse").stage("tidegate.toml", format!("{ON_PUSH}[replay]\nengine = \"url\"\n"));
    stage_migration(&world, 7);
    world.commit("worse");
    is_refused(world.try_git(&["push", "--quiet", "origin", "hostile", "worse"]));
    is_tried(world.try_git(&["push", "--quiet", "origin", "hostile"]));
}
