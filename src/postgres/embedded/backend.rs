//! The one backend of the server inside: opened on a database, asked, and opened on another.

use super::super::connection::holds_nul;
use super::super::{Database, Error, Notice, Rows, Server, Session};
use super::pg_dump::{self, Program};
use super::wire::{self, Answer};
use super::{extensions, settings};
use oliphaunt_wasix::{DatabaseStorage, Oliphaunt};
use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

/// The role that a session begins with.
const OWN_ROLE: &str = "SET SESSION AUTHORIZATION postgres";

/// Longer ones do more than to return to that role.
const LONGEST_RETURN: usize = 1000;

/// A backend that several hold: the engine, and the connection that is open.
pub(super) type Shared = Rc<RefCell<Backend>>;

/// What a backend is opened with; with the same again it can be taken again.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Opened {
    database: String,
    /// What the session asked for.
    wishes: Vec<(String, String)>,
}

/// The backend.
pub(super) struct Backend {
    server: Server,
    /// The folder of the cluster.
    data: PathBuf,
    /// `None` before the first database is opened, and when it is lost.
    running: Option<(Opened, Oliphaunt)>,
    /// True when SQL has run in the session that it would leave traces of.
    is_used: bool,
    /// Why it was lost; then the cluster is not believed any more.
    lost: Option<String>,
    notices: Vec<Notice>,
    /// `None` before the first dump.
    pg_dump: Option<Program>,
}

impl Backend {
    /// A backend on the cluster of a folder, which is not running yet.
    pub(super) fn new(server: Server, data: PathBuf) -> Self {
        Self { server, data, running: None, is_used: false, lost: None, notices: Vec::new(), pg_dump: None }
    }

    /// True when the backend broke down.
    pub(super) fn is_lost(&self) -> bool {
        self.lost.is_some()
    }

    /// The database that it is on.
    pub(super) fn database(&self) -> Option<&str> {
        self.running.as_ref().map(|(opened, _)| opened.database.as_str())
    }

    /// Notes that the database it is on has another name now.
    pub(super) fn note_renamed(&mut self, name: &str) {
        if let Some((opened, _)) = &mut self.running {
            name.clone_into(&mut opened.database);
        }
    }

    /// Has it run on a database, in a session as a new one is.
    pub(super) fn open(&mut self, database: &str, session: &Session) -> Result<(), Error> {
        let wanted = Opened { database: database.to_owned(), wishes: settings::wishes(session) };
        if self.running.as_ref().is_some_and(|(opened, _)| *opened == wanted) {
            self.refresh()?;
        } else {
            self.close()?;
            self.start(wanted)?;
        }
        if let Some(role) = &session.role {
            self.ask(&wire::query(&format!("SET SESSION AUTHORIZATION {}", super::super::quoted(role))), "")?;
            self.is_used = true;
        }
        Ok(())
    }

    fn start(&mut self, wanted: Opened) -> Result<(), Error> {
        if let Some(cause) = &self.lost {
            return Err(Error::Lost { cause: cause.clone() });
        }
        let nothing = Rows::default();
        let oliphaunt = self.started(&wanted, &nothing)?;
        self.running = Some((wanted.clone(), oliphaunt));
        // A backend without a postmaster passes over the settings that a database or a role was
        // given, so it is started with them.
        let given = self.ask(&wire::query(settings::GIVEN), "")?.rows;
        if settings::of(&wanted.wishes, &given) != settings::of(&wanted.wishes, &nothing) {
            self.close()?;
            // What is no value for a setting stops no session on any other server either.
            let oliphaunt = self.started(&wanted, &given).or_else(|_| self.started(&wanted, &nothing))?;
            self.running = Some((wanted, oliphaunt));
        }
        self.is_used = false;
        Ok(())
    }

    fn started(&self, wanted: &Opened, given: &Rows) -> Result<Oliphaunt, Error> {
        let builder = Oliphaunt::builder().storage(DatabaseStorage::Directory(self.data.clone()));
        let builder = builder.database(&wanted.database).startup_gucs(settings::of(&wanted.wishes, given));
        let opened = builder.extensions(extensions::ALL).open();
        opened.map_err(|error| Error::Start { server: self.server.to_string(), cause: error.to_string() })
    }

    /// Ends what SQL before has left in the session.
    pub(super) fn refresh(&mut self) -> Result<(), Error> {
        if self.is_used {
            for sql in ["ROLLBACK", "DISCARD ALL", OWN_ROLE] {
                self.ask(&wire::query(sql), "")?;
            }
            self.is_used = false;
        }
        self.notices.clear();
        Ok(())
    }

    /// Ends the backend. It ends without the checkpoint of a server that shuts down, so it makes
    /// one before: the next backend would have to recover all that was done.
    pub(super) fn close(&mut self) -> Result<(), Error> {
        if self.running.is_some() {
            self.is_used = true;
            self.refresh()?;
            self.ask(&wire::query("CHECKPOINT"), "")?;
        }
        let Some((_, mut oliphaunt)) = self.running.take() else { return Ok(()) };
        oliphaunt.close().map_err(|error| self.lose(error.to_string()))
    }

    /// Sends a request and returns the answer as it comes.
    fn ask_raw(&mut self, request: &[u8]) -> Result<Vec<u8>, Error> {
        let Some((_, oliphaunt)) = &mut self.running else {
            let cause = self.lost.clone().unwrap_or_else(|| "it was closed".to_owned());
            return Err(Error::Lost { cause });
        };
        self.is_used = true;
        oliphaunt.exec_protocol_raw(request).map_err(|error| self.lose(error.to_string()))
    }

    /// Sends a request and reads the answer.
    fn ask(&mut self, request: &[u8], sql: &str) -> Result<Answer, Error> {
        let answered = self.ask_raw(request)?;
        let Some(mut answer) = wire::read(&answered, sql) else {
            return Err(self.lose("its answer does not follow the protocol".to_owned()));
        };
        self.notices.append(&mut answer.notices);
        match answer.refused.take() {
            Some(refused) if refused.ends_the_session => Err(self.lose(refused.said.message)),
            Some(refused) if refused.said.is_of_the_server() => {
                self.lose(refused.said.message.clone());
                Err(Error::Unhealthy(Box::new(refused.said)))
            }
            Some(refused) if refused.said.message.ends_with(wire::NO_DATA) => Err(Error::CopyWithoutData),
            Some(refused) => Err(Error::Sql(Box::new(refused.said))),
            None => Ok(answer),
        }
    }

    /// Gives up a backend that broke down.
    fn lose(&mut self, cause: String) -> Error {
        if let Some((_, oliphaunt)) = self.running.take() {
            // Closing it would run its code again.
            std::mem::forget(oliphaunt);
        }
        self.lost = Some(cause.clone());
        Error::Lost { cause }
    }

    /// What `pg_dump` writes of the database that is open.
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

/// True for a statement that ends a session authorization. A backend without a postmaster has
/// noted no role to return to, and stays with the one that was set (`miscinit.c`,
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

/// A connection: the backend, for as long as it is on this database.
pub(super) struct Connection {
    backend: Shared,
}

impl Connection {
    pub(super) fn new(backend: &Shared) -> Self {
        Self { backend: Rc::clone(backend) }
    }

    fn ask(&mut self, request: &[u8], sql: &str) -> Result<Answer, Error> {
        if let Some(position) = sql.find('\0') {
            return Err(Error::Sql(Box::new(holds_nul(position))));
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
            self.ask(&wire::query(OWN_ROLE), "")?;
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
