//! A history beside its tracking table, as a plan of changes begins: nothing is changed.

use super::connect;
use super::error::Error;
use super::history::History;
use super::request::Request;
use super::tracked::Tracked;
use crate::jobs::side_settings::SettingsSource;
use crate::live::{self, Mark};
use crate::tracking::{self, Line, Table};

/// The history of the working tree and what a database has of it.
pub(super) struct Reading {
    /// `localhost:5432/app`, never with a password.
    pub(super) database: String,
    pub(super) server: String,
    pub(super) history: History,
    pub(super) tracked: Tracked,
    /// The mark of an interrupted run.
    pub(super) mark: Option<Mark>,
}

impl Reading {
    /// Reads the working tree and the tracking table.
    pub(super) fn of(source: &SettingsSource<'_>, request: &Request) -> Result<Self, Error> {
        let history = History::read(source, request)?;
        let mut live = connect::open(request)?;
        connect::begin_reading(&mut live)?;
        let tracked = Tracked::read(live.database(), history.tool)?;
        let mark = match &tracked.table {
            Some(table) => live::read_mark(live.database(), table).map_err(Error::Database)?,
            None => None,
        };
        Ok(Self { database: request.label(&live), server: live.server().to_string(), history, tracked, mark })
    }

    /// The tracking table; `None` if it is created.
    pub(super) fn table(&self) -> Option<String> {
        self.tracked.table.as_ref().map(Table::shown)
    }

    /// The migrations with their rows.
    pub(super) fn lines(&self) -> Vec<Line> {
        tracking::pair(self.tracked.tool, &self.history.local(), &self.tracked.rows)
    }
}
