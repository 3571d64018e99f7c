//! A connection by the blocking driver; the one file that speaks to it.
//!
//! The driver runs an async runtime inside, which stays in here. It has no TLS of its own
//! and gets none: sockets and `localhost` need none, a scratch database is hardly ever worth
//! a TLS library in every hook, and [`super::url`] says so when an address insists.

use super::{Database, Error, Level, Notice, Rows, Session, SqlError};
use pg_driver::error::{DbError, ErrorPosition, Severity};
use pg_driver::{Client, Config, NoTls, SimpleQueryMessage};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a server may take to answer the first word.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a server may take to end a connection that lost its step.
const FAREWELL: Duration = Duration::from_secs(1);

/// Bytes of COPY data in one message.
const CHUNK: usize = 64 * 1024;

/// How to reach a server.
#[derive(Clone)]
pub(super) struct Target {
    /// Host, port, user and password, as the driver takes them.
    pub(super) config: Config,
    /// The server in words, without a password.
    pub(super) shown: String,
    /// The server's log, when it is ours.
    pub(super) log: Option<PathBuf>,
    /// Raised by a connection that saw the server in trouble.
    pub(super) is_hurt: Arc<AtomicBool>,
}

/// A connection to one database.
pub(super) struct Connection {
    /// `None` once it is lost.
    client: Option<Client>,
    /// Why it was lost.
    cause: String,
    notices: Arc<Mutex<Vec<Notice>>>,
    target: Target,
}

impl Connection {
    /// Connects to a database of the server.
    pub(super) fn open(target: &Target, database: &str, session: &Session) -> Result<Self, Error> {
        let mut target = target.clone();
        let notices = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&notices);
        let options = options(&target.config, session);
        target.config.dbname(database).application_name("tidegate").options(&options);
        target.config.connect_timeout(PATIENCE);
        if let Some(role) = &session.role {
            target.config.user(role);
        }
        target.config.notice_callback(move |said| {
            let level = level(&said);
            heard.lock().unwrap_or_else(PoisonError::into_inner).push(Notice { level, said: sql_error(&said, "") });
        });
        let client = target.config.connect(NoTls).map_err(|error| {
            // A server of our own takes everybody; one that does not is damaged.
            target.is_hurt.store(true, Ordering::Relaxed);
            refused(&error, &target)
        })?;
        Ok(Self { client: Some(client), cause: String::new(), notices, target })
    }

    /// True when nothing can be asked any more.
    pub(super) fn is_lost(&self) -> bool {
        self.client.is_none()
    }

    /// The client, unless it was lost or the SQL cannot be sent at all.
    fn client(&mut self, sql: &str) -> Result<&mut Client, Error> {
        if let Some(position) = sql.find('\0') {
            return Err(Error::Sql(Box::new(holds_nul(position))));
        }
        self.client.as_mut().ok_or_else(|| Error::Lost { cause: self.cause.clone() })
    }

    /// What a failure of the driver means, and whether the connection survives it.
    fn failed(&mut self, error: &pg_driver::Error, sql: &str) -> Error {
        let error = match error.as_db_error() {
            Some(said) if ends_the_session(said) => self.lost(said.message()),
            Some(said) => {
                let said = Box::new(sql_error(said, sql));
                if !said.is_of_the_server() {
                    return Error::Sql(said);
                }
                self.target.is_hurt.store(true, Ordering::Relaxed);
                return Error::Unhealthy(said);
            }
            None if is_unexpected(error) => Error::CopyWithoutData,
            None => self.lost(&with_sources(error)),
        };
        self.give_up();
        error
    }

    fn lost(&mut self, cause: &str) -> Error {
        self.target.is_hurt.store(true, Ordering::Relaxed);
        self.cause = match self.target.log.as_ref().and_then(|log| super::log::last_words(log)) {
            Some(words) => format!("{cause}; the server's log ends with: {words}"),
            None => cause.to_owned(),
        };
        Error::Lost { cause: self.cause.clone() }
    }

    /// Leaves a connection that cannot be used any more. A server that waits for COPY data
    /// and a client that waits for its answer would wait for ever, on closing too: so one
    /// more query is sent, on which servers since 14 end the connection. Older ones keep it
    /// until this process ends or the database is dropped.
    fn give_up(&mut self) {
        let Some(mut client) = self.client.take() else { return };
        if self.cause.is_empty() {
            "it was given up after a COPY that could not begin".clone_into(&mut self.cause);
        }
        let has_answered = client.is_closed() || client.is_valid(FAREWELL).is_ok() || client.is_closed();
        if !has_answered {
            std::mem::forget(client);
        }
    }
}

impl Database for Connection {
    fn run(&mut self, sql: &str) -> Result<(), Error> {
        let ran = self.client(sql)?.batch_execute(sql);
        ran.map_err(|error| self.failed(&error, sql))
    }

    fn query(&mut self, sql: &str) -> Result<Rows, Error> {
        let answered = self.client(sql)?.simple_query(sql);
        let messages = answered.map_err(|error| self.failed(&error, sql))?;
        let mut answer = Rows::default();
        for message in messages {
            match message {
                SimpleQueryMessage::RowDescription(columns) => {
                    answer.columns = columns.iter().map(|column| column.name().to_owned()).collect();
                }
                SimpleQueryMessage::Row(row) => {
                    answer.rows.push((0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect());
                }
                _ => {}
            }
        }
        Ok(answer)
    }

    fn copy_in(&mut self, statement: &str, data: &[u8]) -> Result<u64, Error> {
        let prepared = self.client(statement)?.prepare(statement);
        let prepared = prepared.map_err(|error| self.failed(&error, statement))?;
        let begun = self.client(statement)?.copy_in(&prepared).map(|mut writer| {
            // When the server ends the copy early, `finish` has its reason.
            let _ = data.chunks(CHUNK).try_for_each(|chunk| writer.write_all(chunk));
            writer.finish()
        });
        match begun {
            Ok(copied) => copied.map_err(|error| self.failed(&error, statement)),
            Err(error) => {
                // The driver has asked twice for an end of the answer by now, and takes the
                // second one for the answer to the next query. No verdict may come of that.
                // https://github.com/rust-postgres/rust-postgres/issues/789
                let error = self.failed(&error, statement);
                self.give_up();
                Err(error)
            }
        }
    }

    fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut *self.notices.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The startup options of a session, after those of the address itself. `RESET ALL` returns
/// to what stands here, so a migration cannot reset the level of notices by accident.
fn options(config: &Config, session: &Session) -> String {
    let mut options = config.get_options().unwrap_or_default().to_owned();
    let level = ("client_min_messages".to_owned(), session.notices.setting().to_owned());
    for (name, value) in std::iter::once(&level).chain(&session.settings) {
        let value = value.replace('\\', "\\\\").replace(' ', "\\ ");
        let _ = write!(options, " -c {name}={value}");
    }
    options.trim_start().to_owned()
}

/// A connection that was not made.
fn refused(error: &pg_driver::Error, target: &Target) -> Error {
    let cause = match error.as_db_error() {
        Some(said) => format!("{} (SQLSTATE {})", said.message(), said.code().code()),
        None => with_sources(error),
    };
    Error::Connect { server: target.shown.clone(), cause }
}

/// FATAL and PANIC end the session, whatever the SQLSTATE.
fn ends_the_session(said: &DbError) -> bool {
    matches!(said.parsed_severity(), Some(Severity::Fatal | Severity::Panic))
}

/// The driver has no accessor for this kind: it is the one error without a source that is
/// not a closed connection.
fn is_unexpected(error: &pg_driver::Error) -> bool {
    !error.is_closed() && std::error::Error::source(error).is_none()
}

fn with_sources(error: &pg_driver::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

/// Owned copy of what the server said about SQL that was sent.
fn sql_error(said: &DbError, sent: &str) -> SqlError {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let (position, inner) = match said.position() {
        Some(ErrorPosition::Original(position)) => (Some(byte_offset(sent, *position)), None),
        Some(ErrorPosition::Internal { position, query }) => {
            (None, Some((query.clone(), byte_offset(query, *position))))
        }
        None => (None, None),
    };
    SqlError {
        sqlstate: said.code().code().to_owned(),
        message: said.message().to_owned(),
        detail: owned(said.detail()),
        hint: owned(said.hint()),
        position,
        inner,
        context: owned(said.where_()),
        schema: owned(said.schema()),
        table: owned(said.table()),
        column: owned(said.column()),
        data_type: owned(said.datatype()),
        constraint: owned(said.constraint()),
    }
}

/// Postgres counts characters from 1; past the end it means the end.
pub(super) fn byte_offset(sent: &str, position: u32) -> usize {
    let characters = usize::try_from(position).unwrap_or(usize::MAX).saturating_sub(1);
    sent.char_indices().nth(characters).map_or(sent.len(), |(at, _)| at)
}

fn level(said: &DbError) -> Level {
    match said.parsed_severity() {
        Some(Severity::Debug) => Level::Debug,
        Some(Severity::Log) => Level::Log,
        Some(Severity::Info | Severity::Notice) => Level::Notice,
        _ => Level::Warning,
    }
}

/// The protocol ends SQL at a NUL, so the driver does not send it; `psql` passes it on in
/// the same words as the server's.
pub(super) fn holds_nul(position: usize) -> SqlError {
    SqlError {
        sqlstate: "22021".to_owned(),
        message: "invalid byte sequence for encoding \"UTF8\": 0x00".to_owned(),
        position: Some(position),
        ..SqlError::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_characters_and_offsets_bytes() {
        assert_eq!(byte_offset("select é x", 1), 0);
        assert_eq!(byte_offset("select é x", 8), 7);
        assert_eq!(byte_offset("select é x", 10), 10);
        assert_eq!(byte_offset("select é x", 11), 11);
        assert_eq!(byte_offset("short", 4000), 5);
    }

    #[test]
    fn options_escape_what_divides_them() {
        let mut session = Session { notices: Level::Debug, ..Session::default() };
        session.settings.push(("search_path".to_owned(), r#""$user", a\b"#.to_owned()));
        let mut config = Config::new();
        assert_eq!(options(&config, &session), r#"-c client_min_messages=debug1 -c search_path="$user",\ a\\b"#);
        config.options("-c jit=off");
        assert!(options(&config, &session).starts_with("-c jit=off -c client"));
    }
}
