//! The repository's own jobs in hooks: what they are given, what they see, and that nothing of anyone's work is lost.

mod agreement;
mod built_in;
mod choosing;
mod content;
mod ending;
mod events;
mod fixing;
mod import;
mod lists;
mod nested;
mod order;
mod own_file;
mod reports;
mod terminal;
mod torture;

use crate::support::{CommandResult, World};

/// A repository with these settings committed, a hook, and the agreement to its jobs. Jobs write to `$LOG`.
fn world(settings: &str) -> World {
    let mut world = World::new();
    let log = world.root().join("log");
    world.set("LOG", log);
    world.stage("tidegate.toml", settings).commit("settings");
    world.hook("pre-commit").hook("pre-merge-commit");
    world.tidegate("trust").passes().done();
    world
}

/// The settings of a job at pre-commit.
fn job(name: &str, keys: &str) -> String {
    format!("[[hooks.pre-commit.jobs]]\nname = \"{name}\"\n{keys}\n")
}

fn commit(world: &World) -> CommandResult {
    world.try_git(&["commit", "--quiet", "-m", "next"])
}

/// What jobs have written since the last call.
fn log(world: &World) -> String {
    let path = world.root().join("log");
    let text = std::fs::read(&path).unwrap_or_default();
    let _ = std::fs::remove_file(path);
    String::from_utf8_lossy(&text).into_owned()
}

/// Output without times.
fn untimed(ran: &CommandResult) -> String {
    let text = ran.masked();
    let pattern = regex::Regex::new(r"\d+\.\d\d s").expect("a pattern");
    pattern.replace_all(text.trim_end(), "[TIME]").into_owned()
}
