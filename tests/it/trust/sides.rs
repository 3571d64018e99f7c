//! Whose settings count for `check`: those of the side that is checked.

use crate::support::{CommandResult, GOOD, World, migration};

/// Settings that silence the check of the only project.
const IGNORE: &str = "ignore = [\"supabase/migrations\"]\n";

const BAD: &str = "supabase/migrations/20260106000000_Bad.sql";

/// A published repository with a hook for each event, and a bad migration staged.
fn world() -> World {
    let world = World::new();
    world.stage(&migration(2, "first"), GOOD).commit("first").publish();
    for event in ["pre-commit", "pre-merge-commit", "pre-push"] {
        world.hook(event);
    }
    world.stage(BAD, GOOD);
    world
}

#[track_caller]
fn is_found(ran: CommandResult) -> CommandResult {
    ran.has_problems().prints(&["error[invalid-name]"])
}

fn commit(world: &World) -> CommandResult {
    world.try_git(&["commit", "--quiet", "-m", "next"])
}

#[test]
fn settings_that_are_not_staged_do_not_silence_a_commit() {
    let world = world();
    // Untracked.
    world.file("tidegate.toml", IGNORE);
    let ran = is_found(world.tidegate("check"));
    insta::assert_snapshot!(ran.err.trim_end(), @"note: tidegate.toml is not staged, so it does not apply; to stage it: `git add tidegate.toml`");
    is_found(commit(&world)).prints(&["tidegate.toml is not staged, so it does not apply"]).done();
    // Staged otherwise.
    world.stage("tidegate.toml", "").file("tidegate.toml", IGNORE);
    let ran = is_found(world.tidegate("check"));
    insta::assert_snapshot!(ran.err.trim_end(), @"note: the staged tidegate.toml applies; the one in the working tree differs from it");
    is_found(commit(&world)).done();
    // Removed from the index only.
    world.stage("tidegate.toml", IGNORE).commit("silenced").stage("supabase/migrations/20260107000000_Bad.sql", GOOD);
    world.git(&["rm", "--quiet", "--cached", "tidegate.toml"]);
    is_found(commit(&world)).done();
    // In the other place.
    world.remove("tidegate.toml").file(".config/tidegate.toml", IGNORE);
    is_found(commit(&world)).prints(&["git add .config/tidegate.toml"]).done();
    // Meant to be added.
    world.git(&["add", "--intent-to-add", ".config/tidegate.toml"]);
    is_found(commit(&world)).done();
    world.git(&["add", ".config/tidegate.toml"]);
    commit(&world).passes().does_not_print(&["note"]).done();
}

#[test]
fn staged_settings_apply_whatever_the_working_tree_has() {
    let world = world();
    world.stage("tidegate.toml", IGNORE).file("tidegate.toml", "this is not TOML\n");
    commit(&world).passes().prints(&["the staged tidegate.toml applies"]).done();
    world.remove("tidegate.toml").stage_as("100644", "README.md", "text\n");
    commit(&world).passes().is_quiet().done();
    // Every path by which a commit can be made.
    world.git(&["reset", "--quiet", "--hard"]);
    world.stage("tidegate.toml", "").commit("loud").file("tidegate.toml", IGNORE);
    world.stage("supabase/migrations/20260107000000_Bad.sql", GOOD);
    is_found(commit(&world)).done();
    is_found(world.try_git(&["commit", "--quiet", "--amend", "--no-edit"])).done();
    is_found(world.try_git(&["commit", "--quiet", "-m", "x", "supabase"])).done();
    // `-a` stages the settings as well.
    world.try_git(&["commit", "--quiet", "-a", "-m", "x"]).passes().done();
}

#[test]
fn the_working_tree_is_checked_with_its_own_settings() {
    let world = world();
    world.file("tidegate.toml", IGNORE);
    world.tidegate("check --all").passes().does_not_print(&["note"]).done();
    world.stage("tidegate.toml", IGNORE).file("tidegate.toml", "");
    is_found(world.tidegate("check --all")).done();
}

#[test]
fn settings_that_the_user_names_apply_to_every_side() {
    let world = world();
    world.file("mine.toml", IGNORE).stage("tidegate.toml", "");
    world.tidegate("check --config mine.toml").passes().done();
    let elsewhere = world.root().join("mine.toml");
    std::fs::write(&elsewhere, IGNORE).unwrap();
    world.tidegate(&format!("check --config {}", elsewhere.display())).passes().done();
    world.commit("bad");
    is_found(world.tidegate("check --from-ref HEAD~1 --to-ref HEAD")).done();
    world.tidegate("check --from-ref HEAD~1 --to-ref HEAD --config mine.toml").passes().done();
}

#[test]
fn a_range_and_a_push_follow_the_settings_of_their_commit() {
    let world = world();
    world.branch("bad").commit("bad").switch("main").branch("silent").stage("tidegate.toml", IGNORE).commit("silent");
    let range = |to: &str| world.tidegate(&format!("check --from-ref main --to-ref {to}"));
    let push = |name: &str| world.try_git(&["push", "--quiet", "origin", name]);
    // Checked out is the branch that would silence it.
    is_found(range("bad")).prints(&["`bad` has no tidegate.toml"]).done();
    is_found(push("bad")).done();
    world.switch("bad").branch("both").git(&["merge", "--quiet", "--no-verify", "--no-edit", "silent"]);
    world.switch("bad").file("tidegate.toml", "rules = 1\n");
    range("both").passes().prints(&["the tidegate.toml of `both` applies"]).done();
    is_found(push("bad")).done();
    push("both").passes().done();
}

#[test]
fn a_merge_follows_the_merged_settings() {
    let world = world();
    // Each side is right alone: only the merge has one version twice.
    world.branch("bad").commit("bad").switch("main").stage("tidegate.toml", "");
    world.stage("supabase/migrations/20260106000000_main.sql", GOOD).commit("loud");
    world.file("tidegate.toml", IGNORE);
    let merged = world.try_git(&["merge", "--quiet", "--no-edit", "bad"]).has_problems();
    merged.prints(&["duplicate-version", "the staged tidegate.toml applies"]).done();
    world.git(&["merge", "--abort"]);
    world.git(&["checkout", "--quiet", "tidegate.toml"]);
    world.branch("silent").stage("tidegate.toml", IGNORE).commit("silent").switch("main");
    world.stage("README.md", "text\n").commit("main");
    world.try_git(&["merge", "--quiet", "--no-edit", "silent"]).passes().done();
    world.try_git(&["merge", "--quiet", "--no-edit", "bad"]).passes().done();
}

#[test]
fn settings_in_conflict_are_not_settings() {
    let world = world();
    world.branch("one").stage("tidegate.toml", "ignore = [\"a\"]\n").commit("one").switch("main");
    world.branch("two").stage("tidegate.toml", IGNORE).commit("two");
    world.try_git(&["merge", "--quiet", "one"]).exits(1).done();
    world.tidegate("check").exits(2).prints(&["unmerged"]).done();
    world.tidegate("verify").exits(2).prints(&["unmerged"]).done();
}

#[test]
fn settings_outside_a_sparse_cone_count() {
    for place in ["tidegate.toml", ".config/tidegate.toml"] {
        for arguments in [&["--cone", "--no-sparse-index"][..], &["--cone", "--sparse-index"], &["--no-cone"]] {
            let world = World::new();
            world.stage(&migration(2, "first"), GOOD).stage(place, IGNORE).commit("first");
            world.hook("pre-commit").git(&[&["sparse-checkout", "set"][..], arguments, &["supabase"]].concat());
            world.stage(BAD, GOOD);
            commit(&world).passes().does_not_print(&["note"]).done();
        }
    }
}

#[test]
fn the_first_place_counts_on_every_side() {
    let world = world();
    world.stage(".config/tidegate.toml", IGNORE).stage("tidegate.toml", "");
    is_found(commit(&world)).done();
    world.git(&["rm", "--quiet", "-f", "tidegate.toml"]);
    commit(&world).passes().done();
}

#[test]
fn mistakes_in_the_settings_of_a_side_name_the_side() {
    let world = world();
    world.stage("tidegate.toml", "ignor = []\n").file("tidegate.toml", "");
    let ran = world.tidegate("check").exits(2);
    insta::assert_snapshot!(ran.err.trim_end(), @r"
    error: unknown key `ignor`
     --> tidegate.toml:1:1
      |
    1 | ignor = []
      | ^^^^^ not a key of this table
      help: did you mean `ignore`?

    error: 1 mistake in tidegate.toml of the index
      help: nothing was checked; every key is described in https://github.com/tidegate/tidegate/blob/main/docs/configuration.md
    ");
    commit(&world).has_problems().prints(&["1 mistake in tidegate.toml of the index"]).done();
    world.commit("mistake").git(&["rm", "--quiet", "-f", "tidegate.toml"]);
    let range = world.tidegate("check --from-ref HEAD~1 --to-ref HEAD");
    range.exits(2).prints(&["1 mistake in tidegate.toml of `HEAD`"]).done();
    world.try_git(&["push", "--quiet", "origin", "main"]).has_problems().prints(&["tidegate.toml of `main`"]).done();
}
