//! A connection as a database.

use super::client::{Client, Receiver};
use super::database::{Database, Level, Notice, Rows, Session};
use super::deadline::Deadline;
use super::described::Described;
use super::error::{Error, SqlError};
use super::error_fields::{byte_offset, inner_query, kept, nul_error};
use super::route::{self, Route, SESSION_TIMEOUT, with_sources};
#[cfg(unix)]
use pg_driver::Config;
use pg_driver::SimpleQueryMessage;
use pg_driver::error::{DbError, ErrorPosition, Severity};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The maximum time for a server to end a connection that is out of step with the protocol.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

/// The bytes of a notice besides its texts, roughly.
const NOTICE_BYTES: usize = 512;

/// The most bytes of notices that are kept.
const MOST_NOTICE_BYTES: usize = 16 << 20;

/// Bytes of COPY data in one message.
const CHUNK: usize = 64 * 1024;

/// A server to connect to.
#[derive(Clone)]
pub(super) struct Target {
    /// The ways to it, in the order in which they are tried; at least one.
    pub(super) routes: Vec<Route>,
    /// The name of the server for messages, without a password.
    pub(super) shown: String,
    /// The server's log, if tidegate started it.
    pub(super) log: Option<PathBuf>,
    /// Set by a connection when the server failed.
    pub(super) is_damaged: Arc<AtomicBool>,
    /// The end of the run's time.
    pub(super) deadline: Deadline,
    /// Whether a pooler may be on the way: those accept only few options at the start of a session.
    pub(super) may_be_pooled: bool,
}

impl Target {
    /// A private server, with its log.
    #[cfg(unix)]
    pub(super) fn private(config: Config, shown: String, log: PathBuf, deadline: Deadline) -> Self {
        let routes = vec![Route { config, tls: None, shown: shown.clone() }];
        Self { routes, shown, log: Some(log), is_damaged: Arc::default(), deadline, may_be_pooled: false }
    }
}

/// A connection to one database.
pub(super) struct Connection {
    /// `None` once it is lost.
    client: Option<Client>,
    /// Reason why it was lost.
    cause: String,
    notices: Arc<Mutex<Notices>>,
    target: Target,
}

/// The notices that were not taken yet. SQL can raise any number of them; more than fit are not kept.
#[derive(Default)]
struct Notices {
    kept: Vec<Notice>,
    bytes: usize,
}

impl Notices {
    fn push(&mut self, notice: Notice) {
        let fields = &notice.fields;
        let texts = [&fields.detail, &fields.hint, &fields.context].into_iter().flatten().map(String::len);
        let bytes = NOTICE_BYTES + fields.message.len() + texts.sum::<usize>();
        if self.bytes + bytes <= MOST_NOTICE_BYTES {
            self.bytes += bytes;
            self.kept.push(notice);
        }
    }
}

impl Connection {
    /// Connects to a database of the server.
    pub(super) fn open(target: &Target, database: &str, session: &Session) -> Result<Self, Error> {
        let target = target.clone();
        let notices = Arc::new(Mutex::new(Notices::default()));
        target.deadline.begin("(opening a connection)")?;
        let received = Arc::clone(&notices);
        let receive: Receiver = Arc::new(move |notice: &DbError| {
            let notice = Notice { level: level(notice), fields: sql_error(notice, "") };
            received.lock().unwrap_or_else(PoisonError::into_inner).push(notice);
        });
        let routes = target.routes.iter().map(|route| route.prepared(database, session, target.may_be_pooled));
        let longest = target.deadline.at_most(SESSION_TIMEOUT);
        let client = route::connect(&target.shown, longest, routes.collect(), &receive).inspect_err(|_| {
            // A private server accepts every connection; one that does not is damaged.
            target.is_damaged.store(true, Ordering::Relaxed);
        });
        target.deadline.end();
        let client = client.or_else(|error| target.deadline.check().and(Err(error)))?;
        Ok(Self { client: Some(client), cause: String::new(), notices, target })
    }

    /// Lets the connection be used when the time of the run is over, to clean up.
    pub(super) fn ignore_deadline(&mut self) {
        self.target.deadline = Deadline::default();
    }

    /// Whether the connection is lost.
    pub(super) fn is_lost(&self) -> bool {
        self.client.is_none()
    }

    /// The client, unless it was lost or the SQL cannot be sent at all.
    fn client(&mut self, sql: &str) -> Result<&mut Client, Error> {
        if let Some(position) = sql.find('\0') {
            return Err(Error::Sql(Box::new(nul_error(position))));
        }
        self.client.as_mut().ok_or_else(|| Error::Lost { cause: self.cause.clone() })
    }

    /// The error for a failure of the driver; gives the connection up if it cannot be used any more.
    fn failed(&mut self, error: &pg_driver::Error, sql: &str) -> Error {
        if let Err(error) = self.target.deadline.check() {
            self.target.is_damaged.store(true, Ordering::Relaxed);
            self.cause = error.to_string();
            // It may never answer again.
            if let Some(client) = self.client.take() {
                std::mem::forget(client);
            }
            return error;
        }
        let error = match error.as_db_error() {
            Some(error) if is_fatal(error) => self.lost(error.message()),
            Some(error) => {
                let error = Box::new(sql_error(error, sql));
                if !error.is_server_fault() {
                    return Error::Sql(error);
                }
                self.target.is_damaged.store(true, Ordering::Relaxed);
                return Error::Unhealthy(error);
            }
            None if is_unexpected(error) => Error::CopyWithoutData,
            None => self.lost(&with_sources(error)),
        };
        self.give_up();
        error
    }

    fn lost(&mut self, cause: &str) -> Error {
        self.target.is_damaged.store(true, Ordering::Relaxed);
        self.cause = match self.target.log.as_ref().and_then(|log| super::log::log_tail(log)) {
            Some(tail) => format!("{cause}; the server's log ends with: {tail}"),
            None => cause.to_owned(),
        };
        Error::Lost { cause: self.cause.clone() }
    }

    /// Abandons a connection that cannot be used any more. A server that waits for COPY data and
    /// a client that waits for its response would wait forever, also on closing: so one more
    /// query is sent, on which servers since 14 end the connection. Older ones keep it until this
    /// process ends or the database is dropped.
    fn give_up(&mut self) {
        let Some(mut client) = self.client.take() else { return };
        if self.cause.is_empty() {
            "it was closed after a COPY that could not start".clone_into(&mut self.cause);
        }
        let has_answered = client.is_closed() || client.is_valid(CLOSE_TIMEOUT) || client.is_closed();
        if !has_answered {
            std::mem::forget(client);
        }
    }
}

impl Database for Connection {
    fn run(&mut self, sql: &str) -> Result<(), Error> {
        self.target.deadline.begin(sql)?;
        let result = self.client(sql)?.batch_execute(sql);
        self.target.deadline.end();
        result.map_err(|error| self.failed(&error, sql))
    }

    fn state(&mut self, statement: Option<&str>) {
        self.target.deadline.state(statement);
    }

    fn query(&mut self, sql: &str) -> Result<Rows, Error> {
        self.target.deadline.begin(sql)?;
        let response = self.client(sql)?.simple_query(sql);
        self.target.deadline.end();
        let messages = response.map_err(|error| self.failed(&error, sql))?;
        let mut rows = Rows::default();
        for message in messages {
            match message {
                SimpleQueryMessage::RowDescription(columns) => {
                    rows.columns = columns.iter().map(|column| column.name().to_owned()).collect();
                }
                SimpleQueryMessage::Row(row) => {
                    rows.rows.push((0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect());
                }
                _ => {}
            }
        }
        Ok(rows)
    }

    fn describe(&mut self, sql: &str) -> Result<Option<Described>, Error> {
        self.target.deadline.begin(sql)?;
        let prepared = self.client(sql)?.prepare(sql);
        self.target.deadline.end();
        let prepared = prepared.map_err(|error| self.failed(&error, sql))?;
        Ok(Some(Described::of(&prepared)))
    }

    fn copy_in(&mut self, statement: &str, data: &[u8]) -> Result<u64, Error> {
        self.target.deadline.begin(statement)?;
        let prepared = self.client(statement)?.prepare(statement);
        let prepared = prepared.map_err(|error| self.failed(&error, statement))?;
        let started = self.client(statement)?.copy_in(&prepared, data.chunks(CHUNK));
        self.target.deadline.end();
        match started {
            Ok(copied) => copied.map_err(|error| self.failed(&error, statement)),
            Err(error) => {
                // The driver has requested the end of the response twice by now, and mistakes the
                // second one for the response to the next query. No verdict may be based on that.
                // https://github.com/rust-postgres/rust-postgres/issues/789
                let error = self.failed(&error, statement);
                self.give_up();
                Err(error)
            }
        }
    }

    fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut *self.notices.lock().unwrap_or_else(PoisonError::into_inner)).kept
    }
}

/// FATAL and PANIC end the session, whatever the SQLSTATE.
fn is_fatal(error: &DbError) -> bool {
    matches!(error.parsed_severity(), Some(Severity::Fatal | Severity::Panic))
}

/// Whether the driver received an unexpected message. It has no accessor for this kind: it is the
/// one error without a source that is not a closed connection.
fn is_unexpected(error: &pg_driver::Error) -> bool {
    !error.is_closed() && std::error::Error::source(error).is_none()
}

/// The fields of an error or notice about SQL that was sent.
fn sql_error(error: &DbError, sent: &str) -> SqlError {
    let owned = |text: Option<&str>| text.map(kept);
    let (position, inner) = match error.position() {
        Some(ErrorPosition::Original(position)) => (Some(byte_offset(sent, *position)), None),
        Some(ErrorPosition::Internal { position, query }) => (None, inner_query(query, *position)),
        None => (None, None),
    };
    SqlError {
        sqlstate: error.code().code().to_owned(),
        message: kept(error.message()),
        detail: owned(error.detail()),
        hint: owned(error.hint()),
        position,
        inner,
        context: owned(error.where_()),
        schema: owned(error.schema()),
        table: owned(error.table()),
        column: owned(error.column()),
        data_type: owned(error.datatype()),
        constraint: owned(error.constraint()),
    }
}

fn level(notice: &DbError) -> Level {
    match notice.parsed_severity() {
        Some(Severity::Debug) => Level::Debug,
        Some(Severity::Log) => Level::Log,
        Some(Severity::Info | Severity::Notice) => Level::Notice,
        _ => Level::Warning,
    }
}
