//! What a branch may not do by its settings and files: turn a replay on, speak for another side, and lead tidegate to
//! files outside the working tree.

mod agreement;
mod layouts;
mod links;
mod notes;
mod paths;
mod schema_target;
mod sides;

use crate::support::{CommandResult, GOOD, World, migration};

/// Settings under which every commit is replayed.
const ON: &str = "[verify]\nat = \"pre-commit\"\n";

/// Settings under which every push is replayed.
const ON_PUSH: &str = "[verify]\nat = \"pre-push\"\n";

/// What a hook says that may not replay.
const REFUSED: &str = "make hooks run more than you agreed to here";

/// What a hook says that tries to replay: nothing listens at [`NO_SERVER`].
const TRIED: &str = "error connecting to server";

const NO_SERVER: &str = "postgres://nobody@127.0.0.1:1/x";

/// A published repository without settings, in which the user has installed the hooks.
fn installed() -> World {
    let mut world = World::new();
    world.set("TIDEGATE_DATABASE_URL", NO_SERVER);
    world.stage(&migration(2, "first"), GOOD).commit("first").publish();
    world.tidegate("install --script").passes().does_not_print(&["agreed"]).done();
    world
}

/// Stages a migration, without settings.
fn stage_migration(world: &World, day: u8) {
    world.stage(&migration(day, "next"), "create table public.next (id bigint primary key);\n");
}

fn commit(world: &World) -> CommandResult {
    world.try_git(&["commit", "--quiet", "-m", "next"])
}

/// The replay was not made, for want of an agreement, and git was stopped.
#[track_caller]
fn is_refused(ran: CommandResult) {
    ran.has_problems().prints(&[REFUSED, "tidegate trust", "TIDEGATE_SKIP=verify"]).does_not_print(&[TRIED]).done();
}

/// The replay was begun.
#[track_caller]
fn is_tried(ran: CommandResult) {
    ran.prints(&[TRIED]).does_not_print(&[REFUSED]).done();
}
