//! JSON: one object, described in `docs/output.md`.

use super::status_notes::notes;
use crate::jobs::live::{Status, TableState};
use crate::report::style::json;
use crate::tracking::{Line, State, TextMatch};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    version: u32,
    database: &'a str,
    server: &'a str,
    tool: &'a str,
    table: Option<&'a str>,
    table_state: TableState,
    in_step: bool,
    migrations: Vec<Migration<'a>>,
    other_tables: Vec<Other<'a>>,
    notes: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Migration<'a> {
    state: State,
    version: &'a str,
    name: &'a str,
    path: Option<String>,
    recorded_version: Option<&'a str>,
    recorded_name: Option<&'a str>,
    applied_at: Option<&'a str>,
    text: Option<TextMatch>,
}

#[derive(Serialize)]
struct Other<'a> {
    table: &'a str,
    tool: Option<&'a str>,
}

/// Writes the state.
pub(super) fn write(status: &Status, out: &mut dyn Write) -> io::Result<()> {
    let report = Report {
        version: json::VERSION,
        database: &status.database,
        server: &status.server,
        tool: status.tool,
        table: status.table.as_deref(),
        table_state: status.table_state,
        in_step: status.is_in_step(),
        migrations: status.lines.iter().map(migration).collect(),
        other_tables: status.others.iter().map(|other| Other { table: &other.table, tool: other.tool }).collect(),
        notes: notes(status).split_off(1),
    };
    json::write(&report, out)
}

fn migration(line: &Line) -> Migration<'_> {
    Migration {
        state: line.state,
        version: &line.version,
        name: &line.name,
        path: line.path.as_ref().map(ToString::to_string),
        recorded_version: line.recorded_version.as_deref(),
        recorded_name: line.recorded_name.as_deref(),
        applied_at: line.at.as_deref(),
        text: line.text,
    }
}
