//! What goes wrong around a replay, as seen from `tidegate verify`: a server or a run that
//! is killed, a disk that is full, a cache that is damaged or cannot be written, a machine
//! without a server. Each ends with a clear error or with the right verdict, never with a wrong
//! one, and the next run is right.

mod bounds;
mod damaged;
mod killed;
mod memory;
mod special_files;
mod surroundings;
mod written;

use crate::support::{SLOT, World, tidegate_binary};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

const FIRST: &str = "prisma/migrations/1_a/migration.sql";
const SECOND: &str = "prisma/migrations/2_b/migration.sql";
const TABLE: &str = "create table orders (id bigint primary key);\n";

/// A repository with one migration, and a server with a cache of its own.
fn world() -> Option<World> {
    let world = World::with_own_server()?;
    world.stage(FIRST, TABLE);
    Some(world)
}

/// A verification that runs beside the test.
fn start(world: &World) -> Command {
    let mut command = world.from_folder("").command(tidegate_binary());
    command.arg("verify").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The next run is right: about a history that replays, and about one that does not.
#[track_caller]
fn is_right(world: &World) {
    world.wait_for_servers();
    world.stage(FIRST, TABLE).stage(SECOND, "alter table orders add note text;\n");
    world.tidegate("verify").passes().prints(&["replayed 2 staged migrations"]).done();
    world.stage(SECOND, "alter table nothing add note text;\n");
    world.tidegate("verify").has_problems().prints(&["1 of 2 staged migrations", "No migration creates"]).done();
    assert!(!world.clusters().join(SLOT.replace("-0", "-1")).exists(), "the same cluster was free");
    assert_eq!(left_in(&world.root().join("tmp")), [""; 0], "nothing is left behind");
}

fn left_in(folder: &Path) -> Vec<String> {
    let left = fs::read_dir(folder).unwrap();
    left.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}
