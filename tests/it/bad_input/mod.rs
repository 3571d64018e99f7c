//! What is broken, missing, huge or hostile gets a clear error and the right exit code:
//! what, where, why, and the command that fixes it. No panic, no pass, nothing lost.

#![allow(clippy::format_collect, reason = "a few kilobytes in a test")]

mod files;
mod large;
mod long;
mod objects;
mod places;
mod streams;

use crate::support::{CommandResult, GOOD, World, migration};

/// A repository with one committed and one staged migration.
fn staged() -> World {
    let world = World::new();
    world.stage(&migration(5, "first"), GOOD).commit("first").stage(&migration(6, "second"), GOOD);
    world
}

/// It failed as an environment or a usage fails, with a reason and a remedy.
#[track_caller]
fn reports_an_error(ran: CommandResult) {
    assert!(matches!(ran.code, Some(2 | 3)), "{:?}\n{}", ran.code, ran.text());
    ran.prints(&["error:", "help:"]).does_not_print(&["internal error", "panicked"]).done();
}
