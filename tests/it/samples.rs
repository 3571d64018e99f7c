//! The sample histories in `tests/fixtures/projects`, one for each layout, as a team that uses
//! the tool would write them: each is found, passes every check, replays, and its schema file
//! is what it gives to the byte.

use crate::support::{CommandResult, World, has_server, shared_cache};
use std::path::{Path, PathBuf};
use std::process::Command;
use tidegate::migration::layout;

/// The engines that every sample replays on.
const ENGINES: &[&str] = if cfg!(feature = "embedded") { &["local", "embedded"] } else { &["local"] };

#[test]
fn every_layout_has_a_sample_that_replays_to_its_schema_file() {
    if !has_server() {
        return;
    }
    for layout in layout::ALL {
        let world = sample(layout.id);
        let checked = world.tidegate("check --format json").passes();
        let checked: serde_json::Value = serde_json::from_str(&checked.out).unwrap();
        assert_eq!(checked["projects"][0]["layout"], layout.id, "{}", layout.id);
        assert_eq!(checked["diagnostics"], serde_json::json!([]), "{}", layout.id);
        world.commit("A sample");
        for engine in ENGINES {
            verify(&world, engine, "--no-cache").prints(&["replayed", "on PostgreSQL", "schema.sql matches"]).done();
            verify(&world, engine, "--write").prints(&["schema.sql is unchanged"]).done();
        }
    }
}

/// `TIDEGATE_TEST_SERVERS` lists folders with the programs of other servers, as PATH does; a
/// folder that only has a `pg_dump` serves the others.
#[test]
fn every_major_writes_the_same_schema_file() {
    let Some(servers) = std::env::var_os("TIDEGATE_TEST_SERVERS") else { return };
    let own = std::env::var_os("PATH").unwrap();
    for server in std::env::split_paths(&servers).filter(|folder| folder.join("postgres").exists()) {
        let said = Command::new(server.join("postgres")).arg("--version").output().unwrap();
        let said = String::from_utf8(said.stdout).unwrap();
        let major: String = said.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        let folders =
            [server.clone()].into_iter().chain(std::env::split_paths(&servers)).chain(std::env::split_paths(&own));
        let path = std::env::join_paths(folders).unwrap();
        for layout in layout::ALL {
            let world = sample(layout.id);
            world.stage("tidegate.toml", format!("postgres = {major}\n"));
            let view = world.with("TIDEGATE_CACHE_DIR", shared_cache()).with("PATH", &path);
            let ran = view.tidegate("verify --engine local --write");
            // Some packages bring hardly any extension, and a sample may be written for a newer major.
            if !["is not installed on this server", "It needs PostgreSQL"].iter().any(|why| ran.text().contains(why)) {
                ran.passes().prints(&[&format!("on PostgreSQL {major}."), "schema.sql is unchanged"]).done();
            }
        }
    }
}

/// A repository in which everything of a sample is staged.
pub(crate) fn sample(layout: &str) -> World {
    let world = World::new();
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/projects").join(layout);
    for path in files(&top) {
        let below = path.strip_prefix(&top).unwrap();
        world.file(below, std::fs::read(&path).unwrap());
    }
    world.git(&["add", "--all"]);
    world
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|_| panic!("there is no {}", folder.display()));
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn verify(world: &World, engine: &str, arguments: &str) -> CommandResult {
    let view = world.with("TIDEGATE_CACHE_DIR", shared_cache()).with("XDG_CACHE_HOME", shared_cache());
    view.tidegate(&format!("verify --engine {engine} {arguments}")).passes()
}
