//! A connection to a database, and what comes back over it.

use super::described::Described;
use super::error::{Error, SqlError};

/// Settings of a transaction on which the text of values and definitions depends.
pub const TEXT_SETTINGS: &str = "\
SET LOCAL search_path = '';
SET LOCAL datestyle = 'ISO, MDY';
SET LOCAL intervalstyle = 'postgres';
SET LOCAL timezone = 'UTC';
SET LOCAL extra_float_digits = 1;
SET LOCAL bytea_output = 'hex';
SET LOCAL xmlbinary = 'base64';
";

/// A connection to a database. Dropping it closes it.
pub trait Database {
    /// Runs SQL, one statement or many, by the simple query protocol: several statements in
    /// one call are one transaction unless they say otherwise. Rows are discarded.
    fn run(&mut self, sql: &str) -> Result<(), Error>;

    /// Notes the statement of a migration that is about to run, or that it has ended: the one to name if the time of the
    /// run ends meanwhile.
    fn state(&mut self, _statement: Option<&str>) {}

    /// Runs one statement and returns its rows as text.
    fn query(&mut self, sql: &str) -> Result<Rows, Error>;

    /// Runs one statement and returns the first value of its first row; `None` for NULL and for no
    /// row.
    fn value(&mut self, sql: &str) -> Result<Option<String>, Error> {
        Ok(self.query(sql)?.rows.into_iter().next().and_then(|row| row.into_iter().next()).flatten())
    }

    /// Prepares one statement, runs nothing, and describes it; `None` if this engine does not.
    fn describe(&mut self, sql: &str) -> Result<Option<Described>, Error> {
        self.run(&format!("PREPARE tidegate_query AS {sql}"))?;
        self.run("DEALLOCATE tidegate_query").map(|()| None)
    }

    /// Runs one `COPY … FROM stdin` with the bytes that follow it in a file, without the closing
    /// `\.`; returns the number of rows. A copy that cannot start (its table does not exist)
    /// ends the connection, after its error was returned.
    fn copy_in(&mut self, statement: &str, data: &[u8]) -> Result<u64, Error>;

    /// The notices that the server sent since the last call, oldest first.
    fn take_notices(&mut self) -> Vec<Notice>;
}

/// The options of a connection.
#[derive(Clone, Debug, Default)]
pub struct Session {
    /// The role to log in as; without one the engine's own.
    pub role: Option<String>,
    /// The lowest level of notices to receive.
    pub notices: Level,
    /// Settings to which `RESET ALL` returns.
    pub settings: Vec<(String, String)>,
}

/// The level of a notice, in the order of `client_min_messages`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// `DEBUG1`: rewrites and validation scans are reported from this level on.
    Debug,
    Log,
    /// `NOTICE`, and `INFO`, which is always sent.
    #[default]
    Notice,
    Warning,
}

impl Level {
    /// The value for `client_min_messages`.
    pub(super) fn setting(self) -> &'static str {
        match self {
            Self::Debug => "debug1",
            Self::Log => "log",
            Self::Notice => "notice",
            Self::Warning => "warning",
        }
    }
}

/// A notice from the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub level: Level,
    /// Its fields, which are those of an error.
    pub fields: SqlError,
}

/// The result of a query, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The values; `None` is NULL.
    pub rows: Vec<Vec<Option<String>>>,
}
