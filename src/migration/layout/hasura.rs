//! Hasura: `migrations/<database>/<version>_<name>/up.sql` and `down.sql`.
//!
//! The version is the time in milliseconds; it orders migrations and is the key of the catalog of the server. The CLI
//! sends a script to `run_sql`, which runs all of it in one transaction.

use super::common::COMMON;
use super::driver::{Driver, refuse_psql_text};
use super::facts::{Duplicates, Layout, Name, Order, Role, Shape, Template};
use super::names::digits_then_underscore;
use super::script::{ScriptFile, ToolScript};
use super::transaction::Transaction;

/// The Hasura layout.
pub static HASURA: Layout = Layout {
    id: "hasura",
    tool: "hasura migrate",
    shape: Shape::Folder { up: "up.sql", down: Some("down.sql") },
    pattern: r"(?-u)^(\d{13}|\d{14})_[A-Za-z0-9_-]+$",
    example: "1706693445000_add_orders",
    default_folder: "migrations/default",
    order: Order::Number,
    duplicates: Duplicates::NothingRuns,
    read,
    parse,
    own_schema: Some("hdb_catalog"),
    template: Template::Pair { up: "/up.sql", down: "/down.sql" },
    ..COMMON
};

/// The CLI ignores a folder whose number has more than 64 bits (`source/parse.go`).
fn read(name: &[u8]) -> Option<Name> {
    let found = digits_then_underscore(name, &[("", Role::Up)])?;
    std::str::from_utf8(&name[found.version.clone()]).ok()?.parse::<u64>().ok()?;
    Some(found)
}

/// The server sends the script as it is.
const DRIVER: Driver = Driver { tool: "hasura migrate", refuses_rows: true, refuses_bytes: true };

fn parse(file: ScriptFile) -> ToolScript {
    let mut script = ToolScript::whole(file.content, Transaction::Whole);
    refuse_psql_text(&mut script.up, file.content, &DRIVER);
    script
}

/// Whether the name of a folder is one that the CLI makes.
pub(crate) fn is_generated(name: &[u8]) -> bool {
    read(name).is_some_and(|read| read.version.len() == 13)
}
