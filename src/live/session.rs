//! A session that changes a database: its locks, and what became of it when it was lost.

use super::error::Error;
use super::lock;
use super::look::look;
use super::task::Task;
use super::watch::{Watched, watch};
use crate::object::literal;
use crate::postgres::live::Live;
use crate::postgres::{self, Database};
use crate::progress::Progress;
use crate::tracking::{self, Table};
use std::time::{Duration, Instant};

/// Opens a connection to the database.
pub type Connect<'a> = &'a dyn Fn() -> Result<Live, postgres::Error>;

/// The server ends a session within this time after its client is gone, also while a statement runs.
const CHECK_INTERVAL: &str = "SET client_connection_check_interval = '1s'";

/// Longest time to connect again, and for a lost session to end.
const RECOVERY: Duration = Duration::from_secs(30);

const PAUSE: Duration = Duration::from_millis(250);

/// A session with the locks.
pub(super) struct Session<'a> {
    connect: Connect<'a>,
    live: Live,
    /// The process of the server and its start, which identify the session.
    identity: (String, String),
}

impl<'a> Session<'a> {
    /// Connects to a database that accepts writes, and takes the locks.
    pub(super) fn open(connect: Connect<'a>, task: &Task<'_>, table: &Table) -> Result<Self, Error> {
        let mut live = connect()?;
        check_pooler(&mut live)?;
        let database = live.database();
        let is = |value: Option<String>| value.as_deref() == Some("t") || value.as_deref() == Some("on");
        let is_replica = is(database.value("select pg_catalog.pg_is_in_recovery()")?);
        if is_replica || is(database.value("select pg_catalog.current_setting('transaction_read_only')")?) {
            return Err(Error::ReadOnly { is_replica });
        }
        let identity = identity(database)?;
        lock::acquire(database, task.tool, table, task.options.patience)?;
        Ok(Self { connect, live, identity })
    }

    /// The connection.
    pub(super) fn database(&mut self) -> &mut dyn Database {
        self.live.database()
    }

    /// Sends SQL.
    pub(super) fn run(&mut self, sql: &str) -> Result<(), postgres::Error> {
        self.live.database().run(sql)
    }

    /// Sends a statement that waits for other sessions, and watches it from a second connection. Without one it runs
    /// unwatched.
    pub(super) fn run_watched(&mut self, statement: &str, longest: Duration, progress: &mut dyn Progress) -> Watched {
        match (self.connect)() {
            Ok(second) => watch((&mut self.live, &self.identity.0), second, (statement, longest), progress),
            Err(_) => Watched { result: self.run(statement), ended_for: None },
        }
    }

    /// Takes back the settings and the role of the last file.
    pub(super) fn reset(&mut self) -> Result<(), postgres::Error> {
        self.run("RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL")?;
        match self.run(CHECK_INTERVAL) {
            // Some systems do not support it.
            Err(postgres::Error::Sql(_)) => Ok(()),
            result => result,
        }
    }

    /// Connects again after the connection was lost, once the lost session has ended and its last transaction with it.
    pub(super) fn recover(&mut self, task: &Task<'_>, table: &Table) -> Result<(), Error> {
        let end = Instant::now() + RECOVERY;
        let mut live = loop {
            match (self.connect)() {
                Ok(live) => break live,
                Err(error) if Instant::now() >= end => return Err(error.into()),
                Err(_) => std::thread::sleep(PAUSE),
            }
        };
        let (process, start) = &self.identity;
        let (process, start) = (literal(process), literal(start));
        let is_alive = format!(
            "select 1 from pg_catalog.pg_stat_activity where pid::text = {process} and backend_start::text = {start}"
        );
        while Instant::now() < end && look(live.database(), |database| database.value(&is_alive))?.is_some() {
            std::thread::sleep(PAUSE);
        }
        check_pooler(&mut live)?;
        self.identity = identity(live.database())?;
        lock::acquire(live.database(), task.tool, table, task.options.patience)?;
        self.live = live;
        Ok(())
    }

    /// Whether the table says that a version is applied.
    pub(super) fn is_applied(
        &mut self,
        task: &Task<'_>,
        table: &Table,
        version: &str,
    ) -> Result<bool, postgres::Error> {
        let rows = tracking::read(self.database(), task.tool, table)?;
        Ok(tracking::is_applied(&rows, version))
    }
}

/// Refuses a pooler in transaction mode: locks and settings would be those of a session that others use too.
fn check_pooler(live: &mut Live) -> Result<(), Error> {
    match live.pooler_of_writes().filter(|pooler| !pooler.keeps_sessions) {
        Some(pooler) => Err(Error::Pooled { pooler: pooler.to_string(), session_at: pooler.session_at.clone() }),
        None => Ok(()),
    }
}

fn identity(database: &mut dyn Database) -> Result<(String, String), postgres::Error> {
    let own = "select pid::text, backend_start::text from pg_catalog.pg_stat_activity where pid = pg_catalog.pg_backend_pid()";
    let rows = look(database, |database| database.query(own))?;
    let row = rows.rows.into_iter().next().and_then(|row| <[Option<String>; 2]>::try_from(row).ok());
    let [process, start] = row.unwrap_or_default().map(Option::unwrap_or_default);
    Ok((process, start))
}
