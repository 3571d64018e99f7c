//! Whose settings a replay follows: those of the side that is replayed.

use crate::support::{World, assert_stored, migration};

const BEFORE: &str = "[replay]\nbefore = [\"before.sql\"]\n";

/// A project whose migration needs a file that the settings name.
fn project() -> Option<World> {
    let world = World::with_server()?;
    world.stage("before.sql", "create schema shop;").stage("tidegate.toml", BEFORE);
    world.stage(&migration(1, "a"), "create table shop.orders ();");
    Some(world)
}

#[test]
fn the_settings_are_those_of_the_side() {
    let Some(world) = project() else { return };
    world.commit("one");
    world.stage("tidegate.toml", "").file("tidegate.toml", "[replay]\nbefore = [\"nowhere.sql\"]\n");
    world.tidegate("verify --to-ref HEAD").passes().does_not_print(&["staged tidegate.toml"]).done();
    let ran = world.tidegate("verify").has_problems();
    ran.prints(&["schema \"shop\" does not exist", "the staged tidegate.toml applies"]).done();
    world.tidegate("verify --all").exits(2).prints(&["nowhere.sql"]).done();
    // What is named on the command line holds for every side.
    world.file("mine.toml", BEFORE);
    world.tidegate("verify --config mine.toml").passes().done();
    world.tidegate("verify --config mine.toml --to-ref HEAD").passes().done();
    // One that is only in the working tree applies to no other side.
    world.git(&["rm", "--quiet", "--cached", "--force", "tidegate.toml"]);
    world.file("tidegate.toml", BEFORE);
    world.tidegate("verify").has_problems().prints(&["schema \"shop\"", "tidegate.toml is not staged"]).done();
    world.tidegate("verify --all").passes().done();
    world.commit("two");
    world.tidegate("verify --to-ref HEAD").has_problems().prints(&["`HEAD` has no tidegate.toml"]).done();
    // The second place is found too, and lines of Windows make no difference.
    world.remove("tidegate.toml").stage(".config/tidegate.toml", BEFORE);
    world.file(".config/tidegate.toml", BEFORE.replace('\n', "\r\n"));
    world.tidegate("verify").passes().does_not_print(&["staged tidegate.toml"]).done();
    world.tidegate("verify --to-ref nowhere").exits(2).prints(&["is not a commit"]).done();
}

#[test]
fn a_mistake_in_the_settings_is_shown_with_an_excerpt() {
    let Some(world) = project() else { return };
    world.stage("tidegate.toml", "[replay]\nbefor = [\"before.sql\"]\n").commit("one");
    world.file("tidegate.toml", BEFORE);
    assert_stored("verify-settings-of-the-index", &world.tidegate("verify").exits(2).portable());
    world.tidegate("verify --to-ref HEAD").exits(2).prints(&["1 mistake in tidegate.toml of `HEAD`"]).done();
}

#[test]
fn a_push_follows_the_settings_of_the_pushed_commit() {
    let Some(world) = World::with_server() else { return };
    world.stage(&migration(1, "a"), "create table public.a ();").commit("one").publish();
    world.tidegate("install --script").passes().done();
    let push = |name: &str| world.try_git(&["push", "-q", "origin", name]);
    let broken = "alter table public.nowhere add column if not exists b int;\n";
    world.branch("asks").stage("tidegate.toml", "[verify]\nat = \"pre-push\"\n");
    world.stage(&migration(2, "b"), broken).commit("asks");
    world.switch("main").branch("asks-not").stage(&migration(3, "c"), broken).commit("asks not");
    world.tidegate("trust --to-ref asks").passes().done();
    push("asks").has_problems().prints(&["42P01", "1 of 2 migrations of `asks`"]).done();
    // Without settings of its own a branch follows the defaults, not those that are checked out.
    world.switch("asks");
    push("asks-not").passes().prints(&["`asks-not` has no tidegate.toml"]).done();
    world.switch("asks-not").stage("tidegate.toml", "[verify]\nat = \"off\"\n").commit("off").switch("asks");
    push("asks-not").passes().done();
}
