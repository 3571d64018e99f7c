//! How git calls a hook, one test per situation: each through a real hook script in a real
//! repository, with a commit or push by git itself.

mod advice;
mod commands;
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
fn with_hooks() -> World {
    let world = World::new();
    add_hooks(&world);
    world
}

/// The same in an existing repository.
fn add_hooks(world: &World) {
    world.stage(&migration(5, "first"), GOOD).stage("README.md", "A project.\n").commit("first");
    for event in ["pre-commit", "pre-merge-commit", "pre-push"] {
        world.hook(event);
    }
}

/// A name that is invalid in a Supabase project: the commit that adds it must be blocked.
fn bad(day: u8) -> String {
    migration(day, "Bad")
}

/// The rule that reports it.
const BAD: &str = "invalid-name";

/// `git commit` through the hook.
const COMMIT: [&str; 4] = ["commit", "--quiet", "-m", "message"];
