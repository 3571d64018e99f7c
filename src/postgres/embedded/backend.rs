//! The single backend of embedded Postgres: opened on a database, queried, and opened on another.

use super::super::database::{Database, Notice, Rows, Session};
use super::super::engine::Server;
use super::super::error::Error;
use super::super::error_fields::nul_error;
use super::super::names::quoted_always;
use super::super::replay_role::SUPERUSER;
use super::pg_dump::{self, Program};
use super::wire::{self, Response};
use super::{extensions, settings};
use crate::object::literal;
use oliphaunt_wasix::{DatabaseStorage, Oliphaunt};
use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

/// Longer SQL does more than return to that role.
const LONGEST_RETURN: usize = 1000;

/// A backend shared by the engine and the open connection.
pub(super) type Shared = Rc<RefCell<Backend>>;

/// The parameters a backend was opened with; with the same ones it can be reused.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Opened {
    database: String,
    /// The settings of the session.
    requested: Vec<(String, String)>,
}

/// The backend, and its connection if one is open.
pub(super) struct Backend {
    server: Server,
    /// The folder of the cluster.
    data: PathBuf,
    /// `None` before the first database is opened, and when it is lost.
    running: Option<(Opened, Oliphaunt)>,
    /// Whether SQL has run that may have changed the session.
    is_used: bool,
    /// The role of the session.
    role: String,
    /// Reason why it was lost; then the cluster is not trusted any more.
    lost: Option<String>,
    notices: Vec<Notice>,
    /// `None` before the first dump.
    pg_dump: Option<Program>,
}

impl Backend {
    /// A backend for the cluster of a folder, not running yet.
    pub(super) fn new(server: Server, data: PathBuf) -> Self {
        Self {
            server,
            data,
            running: None,
            is_used: false,
            role: SUPERUSER.to_owned(),
            lost: None,
            notices: Vec::new(),
            pg_dump: None,
        }
    }

    /// Whether the backend crashed.
    pub(super) fn is_lost(&self) -> bool {
        self.lost.is_some()
    }

    /// The open database.
    pub(super) fn database(&self) -> Option<&str> {
        self.running.as_ref().map(|(opened, _)| opened.database.as_str())
    }

    /// Records that the open database was renamed.
    pub(super) fn note_renamed(&mut self, name: &str) {
        if let Some((opened, _)) = &mut self.running {
            name.clone_into(&mut opened.database);
        }
    }

    /// Opens a database in a clean session of a role.
    pub(super) fn open(&mut self, database: &str, role: &str, session: &Session) -> Result<(), Error> {
        // The settings of the role are those that the backend starts with.
        role.clone_into(&mut self.role);
        let wanted = Opened { database: database.to_owned(), requested: settings::requested(session) };
        if self.running.as_ref().is_some_and(|(opened, _)| *opened == wanted) {
            self.refresh()?;
        } else {
            self.close()?;
            self.start(wanted)?;
        }
        role.clone_into(&mut self.role);
        if role != SUPERUSER {
            self.take_role()?;
        }
        Ok(())
    }

    /// Begins to work as the role of the session.
    fn take_role(&mut self) -> Result<(), Error> {
        let sql = format!("SET SESSION AUTHORIZATION {}", quoted_always(&self.role));
        self.ask(&wire::query(&sql), "").map(|_| ())
    }

    fn start(&mut self, wanted: Opened) -> Result<(), Error> {
        if let Some(cause) = &self.lost {
            return Err(Error::Lost { cause: cause.clone() });
        }
        let nothing = Rows::default();
        let oliphaunt = self.started(&wanted, &nothing)?;
        self.running = Some((wanted.clone(), oliphaunt));
        // A backend without a postmaster ignores the settings of a database or a role, so it is
        // started with them.
        let given = settings::GIVEN.replace("$role", &literal(&self.role));
        let given = self.ask(&wire::query(&given), "")?.rows;
        if settings::of(&wanted.requested, &given) != settings::of(&wanted.requested, &nothing) {
            self.close()?;
            // An invalid value of a setting does not prevent a session on any other server either.
            let oliphaunt = self.started(&wanted, &given).or_else(|_| self.started(&wanted, &nothing))?;
            self.running = Some((wanted, oliphaunt));
        }
        self.is_used = false;
        Ok(())
    }

    fn started(&self, wanted: &Opened, given: &Rows) -> Result<Oliphaunt, Error> {
        let builder = Oliphaunt::builder().storage(DatabaseStorage::Directory(self.data.clone()));
        let builder = builder.database(&wanted.database).startup_gucs(settings::of(&wanted.requested, given));
        let opened = builder.extensions(extensions::ALL).open();
        opened.map_err(|error| Error::Start { server: self.server.to_string(), cause: error.to_string() })
    }

    /// Resets the session to that of the superuser.
    pub(super) fn refresh(&mut self) -> Result<(), Error> {
        SUPERUSER.clone_into(&mut self.role);
        if self.is_used {
            for sql in ["ROLLBACK", "DISCARD ALL"] {
                self.ask(&wire::query(sql), "")?;
            }
            self.take_role()?;
            self.is_used = false;
        }
        self.notices.clear();
        Ok(())
    }

    /// Ends the backend. It ends without the checkpoint of a server that shuts down, so one is
    /// made first: the next backend would have to recover everything.
    pub(super) fn close(&mut self) -> Result<(), Error> {
        if self.running.is_some() {
            self.is_used = true;
            self.refresh()?;
            self.ask(&wire::query("CHECKPOINT"), "")?;
        }
        let Some((_, mut oliphaunt)) = self.running.take() else { return Ok(()) };
        oliphaunt.close().map_err(|error| self.lose(error.to_string()))
    }

    /// Sends a request and returns the raw response.
    fn ask_raw(&mut self, request: &[u8]) -> Result<Vec<u8>, Error> {
        let Some((_, oliphaunt)) = &mut self.running else {
            let cause = self.lost.clone().unwrap_or_else(|| "it was closed".to_owned());
            return Err(Error::Lost { cause });
        };
        self.is_used = true;
        oliphaunt.exec_protocol_raw(request).map_err(|error| self.lose(error.to_string()))
    }

    /// Sends a request and parses the response.
    fn ask(&mut self, request: &[u8], sql: &str) -> Result<Response, Error> {
        let response = self.ask_raw(request)?;
        let Some(mut answer) = wire::read(&response, sql) else {
            return Err(self.lose("its response does not follow the protocol".to_owned()));
        };
        self.notices.append(&mut answer.notices);
        match answer.rejected.take() {
            Some(rejected) if rejected.is_fatal => Err(self.lose(rejected.error.message)),
            Some(rejected) if rejected.error.is_server_fault() => {
                self.lose(rejected.error.message.clone());
                Err(Error::Unhealthy(Box::new(rejected.error)))
            }
            Some(rejected) if rejected.error.message.ends_with(wire::NO_DATA) => Err(Error::CopyWithoutData),
            Some(rejected) => Err(Error::Sql(Box::new(rejected.error))),
            None => Ok(answer),
        }
    }

    /// Abandons a backend that crashed.
    fn lose(&mut self, cause: String) -> Error {
        if let Some((_, oliphaunt)) = self.running.take() {
            // Closing it would run its code.
            std::mem::forget(oliphaunt);
        }
        self.lost = Some(cause.clone());
        Error::Lost { cause }
    }

    /// The output of `pg_dump` for the open database.
    pub(super) fn dump(&mut self, arguments: &[&str]) -> Result<Vec<u8>, Error> {
        self.refresh()?;
        let parameters = self.ask(&wire::query(pg_dump::PARAMETERS), "")?.rows;
        let Some(database) = self.database().map(str::to_owned) else {
            return Err(Error::Lost { cause: "it was closed".to_owned() });
        };
        let program = self.pg_dump.take().map_or_else(Program::load, Ok)?;
        let dumped = pg_dump::dump(&program, &database, arguments, &parameters, |request| self.ask_raw(request));
        self.pg_dump = Some(program);
        dumped
    }
}

/// Whether a statement resets the session authorization. A backend without a postmaster has no role
/// to return to, and keeps the one that was set (`miscinit.c`,
/// `InitializeSessionUserIdStandalone`).
fn returns_to_own_role(sql: &str) -> bool {
    if sql.len() > LONGEST_RETURN {
        return false;
    }
    let words: Vec<String> = sql.split_whitespace().map(str::to_ascii_lowercase).collect();
    let text = words.join(" ");
    ["reset session authorization", "session authorization default", "discard all"]
        .iter()
        .any(|statement| text.contains(statement))
}

/// A connection to the open database.
pub(super) struct Connection {
    backend: Shared,
}

impl Connection {
    pub(super) fn new(backend: &Shared) -> Self {
        Self { backend: Rc::clone(backend) }
    }

    fn ask(&mut self, request: &[u8], sql: &str) -> Result<Response, Error> {
        if let Some(position) = sql.find('\0') {
            return Err(Error::Sql(Box::new(nul_error(position))));
        }
        self.backend.borrow_mut().ask(request, sql)
    }
}

impl Database for Connection {
    fn run(&mut self, sql: &str) -> Result<(), Error> {
        self.query(sql).map(|_| ())
    }

    fn query(&mut self, sql: &str) -> Result<Rows, Error> {
        let answer = self.ask(&wire::query(sql), sql)?;
        if returns_to_own_role(sql) {
            self.backend.borrow_mut().take_role()?;
        }
        if answer.copies_out { Err(Error::CopyWithoutData) } else { Ok(answer.rows) }
    }

    fn copy_in(&mut self, statement: &str, data: &[u8]) -> Result<u64, Error> {
        Ok(self.ask(&wire::copy(statement, data), statement)?.copied)
    }

    fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.backend.borrow_mut().notices)
    }
}
