//! `status`: the rows of a tracking table beside the files of the working tree.

use super::connect;
use super::error::Error;
use super::history::History;
use super::request::Request;
use super::tracked::{OtherTable, Tracked};
use crate::jobs::side_settings::SettingsSource;
use crate::live::{self, Mark};
use crate::tracking::{self, Line, Records, State, Table};
use serde::Serialize;

/// The state of a database.
#[derive(Clone, Debug)]
pub struct Status {
    /// `localhost:5432/app`, never with a password.
    pub database: String,
    /// The server, in words.
    pub server: String,
    /// Notes on the connection: a replica, a pooler, a server that was not verified.
    pub remarks: Vec<String>,
    /// The migration tool of the history.
    pub tool: &'static str,
    /// The part of a migration that the table records besides its version.
    pub records: Records,
    /// The name of the tracking table in SQL; `None` if there is none.
    pub table: Option<String>,
    pub table_state: TableState,
    /// The migrations of the history and of the table.
    pub lines: Vec<Line>,
    /// Tracking tables of other tools, and tables that only have such a name.
    pub others: Vec<OtherTable>,
    /// The migration of which `apply` has applied a part and not the rest.
    pub interrupted: Option<Mark>,
}

/// The state of a tracking table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableState {
    /// The database has none.
    Missing,
    /// It has no row.
    Empty,
    Filled,
}

impl Status {
    /// Whether every migration of the history is applied, unchanged, and there is no other, nor a part of one.
    pub fn is_in_step(&self) -> bool {
        self.interrupted.is_none() && self.lines.iter().all(|line| line.state == State::Applied)
    }

    /// The number of migrations in a state.
    pub fn count(&self, state: State) -> usize {
        self.lines.iter().filter(|line| line.state == state).count()
    }
}

/// Reads the tracking table of a database and pairs it with the history of the working tree.
pub fn status(source: &SettingsSource<'_>, request: &Request) -> Result<Status, Error> {
    let history = History::read(source, request)?;
    let mut live = connect::open(request)?;
    connect::begin_reading(&mut live)?;
    let found = Tracked::read(live.database(), history.tool)?;
    let status = describe(&history, &found, request.label(&live), live.server().to_string());
    let interrupted = match &found.table {
        Some(table) => live::read_mark(live.database(), table).map_err(Error::Database)?,
        None => None,
    };
    Ok(Status { interrupted, remarks: live.remarks(), ..status })
}

fn describe(history: &History, found: &Tracked, database: String, server: String) -> Status {
    let table_state = match (&found.table, found.rows.is_empty()) {
        (None, _) => TableState::Missing,
        (Some(_), true) => TableState::Empty,
        (Some(_), false) => TableState::Filled,
    };
    Status {
        database,
        server,
        remarks: Vec::new(),
        tool: found.tool.name,
        records: found.tool.records,
        table: found.table.as_ref().map(Table::shown),
        table_state,
        lines: tracking::pair(found.tool, &history.local(), &found.rows),
        others: found.others.clone(),
        interrupted: None,
    }
}
