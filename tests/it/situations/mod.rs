//! What git really does to a hook, one story per situation: each through a real hook script
//! in a real repository, the commit or the push made by git itself.

mod commits;
mod fixes;
mod formats;
mod layouts;
mod merges;
mod pushes;
mod ranges;
mod repositories;
mod workflows;

use crate::support::{GOOD, World, migration};

/// A repository with one committed migration and all three hooks.
fn gated() -> World {
    let world = World::new();
    gate(&world);
    world
}

/// The same in a repository that is there already.
fn gate(world: &World) {
    world.stage(&migration(5, "first"), GOOD).stage("README.md", "A project.\n").commit("first");
    for event in ["pre-commit", "pre-merge-commit", "pre-push"] {
        world.hook(event);
    }
}

/// A name that no Supabase project has: the commit that adds it must be stopped.
fn bad(day: u8) -> String {
    migration(day, "Bad")
}

/// What is said of it.
const BAD: &str = "invalid-name";

/// `git commit` through the hook.
const COMMIT: [&str; 4] = ["commit", "--quiet", "-m", "message"];
