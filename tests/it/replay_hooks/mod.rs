//! The replay in the hooks, and its configuration: real commits and pushes through the installed
//! hooks.

mod commits;
mod pushes;
mod settings;
mod setup;

use crate::support::{CommandResult, World, migration};

const TABLE: &str =
    "create table if not exists public.orders (id bigint primary key, total numeric(10, 2) not null);\n";
const BROKEN: &str = "alter table public.tenants add column if not exists name text;\n";
const SCHEMA: &str = "CREATE TABLE public.orders (id bigint NOT NULL PRIMARY KEY, total numeric(10,2) NOT NULL);\n";

/// A repository with one published migration and the hooks of `tidegate install`, configured to
/// replay in one of them; `None` where no server can be started.
fn gated(at: &str) -> Option<World> {
    let world = World::with_server()?;
    world.stage("tidegate.toml", format!("[verify]\nat = \"{at}\"\n"));
    world.stage(&migration(1, "orders"), TABLE).stage("schema.sql", SCHEMA).commit("orders").publish();
    world.tidegate("install --script").passes().done();
    Some(world)
}

fn commit(world: &World) -> CommandResult {
    world.try_git(&["commit", "-q", "-m", "next"])
}

fn push(world: &World, refs: &[&str]) -> CommandResult {
    world.try_git(&[&["push", "-q", "origin"], refs].concat())
}

/// Stages a second migration with the schema file that it gives.
fn stage_next(world: &World) {
    world.stage(&migration(2, "note"), "alter table public.orders add column if not exists note text;\n");
    world.stage("schema.sql", SCHEMA.replace(" NOT NULL);", " NOT NULL, note text);"));
}

/// The output without what differs from machine to machine.
fn without_system(ran: &CommandResult) -> String {
    let server = regex::Regex::new(r"PostgreSQL \d\S* from [^ ,;)\n]+").unwrap();
    let system = regex::Regex::new("(error connecting to server:|detail:) [^\n]+(\n          [^\n]+)*").unwrap();
    let text = ran.text();
    system.replace_all(&server.replace_all(&text, "PostgreSQL [VERSION]"), "$1 [SYSTEM]").trim_end().to_owned()
}
