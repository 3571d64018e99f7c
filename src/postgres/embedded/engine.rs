//! The engine on embedded Postgres.

use super::super::administration::{self, KEPT, Ownership, Strategy};
use super::super::database::{Database, Session};
use super::super::engine::{Engine, Extension, NewDatabase, Role, Server};
use super::super::environment::Environment;
use super::super::error::Error;
use super::super::names::{SCRATCH_PREFIX, checked, scratch_name};
use super::super::replay_role::{self, REPLAY_ROLE, SUPERUSER};
use super::super::run_key::RunKey;
use super::super::version::Version;
use super::backend::{Backend, Connection, Shared};
use super::cluster::{Cluster, State};
use crate::object::literal;
use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

/// The version that the crate provides; a test compares it with the server itself.
const VERSION: &str = "18.4";

/// The database for administration when none is open.
const ADMINISTRATION: &str = "template1";

/// The prefix of a database that was dropped while the backend was connected to it.
const DROPPED_PREFIX: &str = "tidegate_dropped_";

/// Overrides the settings of a database that must not affect administration.
const ADMINISTRATION_SETTINGS: &str = "SET default_transaction_read_only = off; SET lock_timeout = 0; \
    SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET transaction_timeout = 0; SET search_path = pg_catalog";

/// Embedded Postgres. Dropping it drops the remaining scratch databases; other databases are kept
/// for the next run.
pub struct Embedded {
    server: Server,
    /// Ends before `cluster` is unlocked.
    backend: Shared,
    cluster: Cluster,
    /// The existing scratch databases.
    created: Vec<String>,
    remarks: Vec<String>,
    is_repaired: bool,
    key: Option<RunKey>,
    /// Whether the next run must create a new cluster.
    is_invalidated: bool,
}

impl Embedded {
    /// The major version of embedded Postgres.
    pub const MAJOR: u32 = 18;

    /// Starts it on a cluster of this purpose in the cache folder; see `Local::start`.
    pub fn start(environment: &Environment, purpose: &str) -> Result<Self, Error> {
        let version =
            Version::parse(VERSION).ok_or_else(|| Error::Lost { cause: "its version is not valid".to_owned() })?;
        let server = Server { version, origin: "this binary".to_owned() };
        let cluster = Cluster::take(environment, VERSION, purpose)?;
        let remarks = match cluster.rejected.as_slice() {
            [] => Vec::new(),
            rejected => {
                vec![format!("using the cluster in {}, not in {}", cluster.data().display(), rejected.join(" or "))]
            }
        };
        let backend = Rc::new(RefCell::new(Backend::new(server.clone(), cluster.data())));
        let mut embedded = Self {
            server,
            backend,
            cluster,
            created: Vec::new(),
            remarks,
            is_repaired: false,
            key: None,
            is_invalidated: false,
        };
        embedded.begin()?;
        Ok(embedded)
    }

    /// Remarks for the user: another folder used, a cluster recreated.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// Whether no earlier run left anything in the cluster.
    pub fn is_new(&self) -> bool {
        self.cluster.state == State::Unusable
    }

    /// Whether the kept cluster was damaged and recreated, which is one of the remarks.
    pub fn is_repaired(&self) -> bool {
        self.is_repaired
    }

    /// Lets histories run as a superuser for this run.
    pub fn make_superuser(&mut self) -> Result<(), Error> {
        self.key = None;
        replay_role::make_superuser(&mut self.administration()?)
    }

    /// Opens the cluster; one on which no backend starts is recreated, once.
    fn begin(&mut self) -> Result<(), Error> {
        match self.open_cluster() {
            Err(error @ (Error::Start { .. } | Error::Lost { .. })) if self.cluster.state != State::Unusable => {
                self.remarks.push(format!("the cached cluster was recreated: {error}"));
                self.cluster.remove()?;
                self.cluster.state = State::Unusable;
                self.is_repaired = true;
                self.backend = Rc::new(RefCell::new(Backend::new(self.server.clone(), self.cluster.data())));
                self.open_cluster()?;
            }
            started => started?,
        }
        replay_role::restore(&mut self.administration()?)?;
        self.key = Some(self.cluster.new_key()?);
        if self.cluster.state == State::Interrupted {
            let kept = self.kept_databases()?;
            for name in self.databases()?.iter().filter(|name| !kept.contains(name)) {
                self.drop_database(name)?;
            }
        }
        Ok(())
    }

    /// Opens the cluster, and gives its superuser the name that it has on every private server: the
    /// crate creates it with the name of the role that runs histories.
    fn open_cluster(&mut self) -> Result<(), Error> {
        let renamed = "UPDATE pg_catalog.pg_authid SET rolname = $name WHERE oid = 10 AND rolname <> $name";
        self.administration()?.run(&renamed.replace("$name", &literal(SUPERUSER)))
    }

    /// A connection for administration, to whatever database is open, in a clean session.
    fn administration(&mut self) -> Result<Connection, Error> {
        {
            let mut backend = self.backend.borrow_mut();
            if backend.database().is_some() {
                backend.refresh()?;
            } else {
                backend.open(ADMINISTRATION, SUPERUSER, &Session::default())?;
            }
        }
        let mut connection = Connection::new(&self.backend);
        connection.run(ADMINISTRATION_SETTINGS)?;
        Ok(connection)
    }

    fn is_on(&self, name: &str) -> bool {
        self.backend.borrow().database() == Some(name)
    }

    /// Drops a database that is not open.
    fn drop_other(&mut self, name: &str) -> Result<(), Error> {
        let mut connection = self.administration()?;
        let id = format!("select oid from pg_database where datname = {}", literal(name));
        let id = administration::column(&mut connection, &id)?;
        administration::drop(&mut connection, name, Self::MAJOR)?;
        for id in id {
            self.cluster.remove_database(&id);
        }
        Ok(())
    }

    /// Drops the databases that were only renamed when they were dropped.
    fn drop_renamed(&mut self) -> Result<(), Error> {
        let mut connection = self.administration()?;
        let dropped =
            "select datname from pg_database where starts_with(datname, $prefix) and datname <> current_database()";
        let dropped = administration::column(&mut connection, &dropped.replace("$prefix", &literal(DROPPED_PREFIX)))?;
        dropped.iter().try_for_each(|name| self.drop_other(name))
    }

    /// Renames the open database, which no statement can do.
    fn rename_open(&mut self, name: &str, new_name: &str) -> Result<(), Error> {
        let mut connection = self.administration()?;
        let renamed = "UPDATE pg_database SET datname = $new WHERE datname = $old";
        connection.run(&renamed.replace("$new", &literal(new_name)).replace("$old", &literal(name)))?;
        self.backend.borrow_mut().note_renamed(new_name);
        Ok(())
    }
}

/// The condition on the databases that the engine may drop.
fn own_databases() -> String {
    let own = "d.datname not in ('template0', 'template1') and not starts_with(d.datname, $prefix)";
    own.replace("$prefix", &literal(DROPPED_PREFIX))
}

impl Engine for Embedded {
    fn server(&self) -> &Server {
        &self.server
    }

    fn create_database(&mut self, new: &NewDatabase<'_>) -> Result<(), Error> {
        checked(new.name)?;
        self.drop_renamed()?;
        if new.name.starts_with(SCRATCH_PREFIX) {
            self.created.push(new.name.to_owned());
        }
        administration::create(&mut self.administration()?, new, Self::MAJOR, (Strategy::Files, Ownership::OfReplay))
    }

    fn rename_database(&mut self, name: &str, new_name: &str) -> Result<(), Error> {
        checked(new_name)?;
        if self.is_on(name) {
            self.rename_open(name, new_name)?;
            administration::keep(&mut self.administration()?, new_name)?;
        } else {
            administration::rename_or_keep(&mut self.administration()?, name, new_name)?;
        }
        self.created.retain(|created| created != name);
        if new_name.starts_with(SCRATCH_PREFIX) {
            self.created.push(new_name.to_owned());
        }
        Ok(())
    }

    fn drop_database(&mut self, name: &str) -> Result<(), Error> {
        if self.is_on(name) {
            // It is renamed for now: the backend would have to end and start again.
            let dropped = scratch_name().replace(SCRATCH_PREFIX, DROPPED_PREFIX);
            self.rename_open(name, &dropped)?;
        } else {
            self.drop_other(name)?;
        }
        self.created.retain(|created| created != name);
        Ok(())
    }

    fn databases(&mut self) -> Result<Vec<String>, Error> {
        administration::list(&mut self.administration()?, &own_databases())
    }

    fn kept_databases(&mut self) -> Result<Vec<String>, Error> {
        administration::list(&mut self.administration()?, &format!("{} and {KEPT}", own_databases()))
    }

    fn size(&mut self, name: &str) -> Result<u64, Error> {
        administration::size(&mut self.administration()?, name)
    }

    fn open(&mut self, name: &str, session: &Session) -> Result<Box<dyn Database>, Error> {
        let role = session.role.as_deref().unwrap_or(REPLAY_ROLE);
        let mut settings = replay_role::settings(Self::MAJOR);
        settings.extend(session.settings.iter().cloned());
        self.backend.borrow_mut().open(name, role, &Session { settings, ..session.clone() })?;
        Ok(Box::new(Connection::new(&self.backend)))
    }

    fn open_as_superuser(&mut self, name: &str) -> Result<Option<Box<dyn Database>>, Error> {
        self.backend.borrow_mut().open(name, SUPERUSER, &Session::default())?;
        // Their objects would keep roles from being dropped.
        self.drop_renamed()?;
        self.backend.borrow_mut().open(name, SUPERUSER, &Session::default())?;
        Ok(Some(Box::new(Connection::new(&self.backend))))
    }

    fn run_key(&self) -> Option<RunKey> {
        self.key.clone()
    }

    fn extensions(&mut self) -> Result<Vec<Extension>, Error> {
        administration::extensions(&mut self.administration()?)
    }

    fn roles(&mut self) -> Result<Vec<Role>, Error> {
        administration::roles(&mut self.administration()?)
    }

    fn sources(&mut self) -> Result<Option<Vec<PathBuf>>, Error> {
        Ok(std::env::current_exe().ok().map(|program| vec![program]))
    }

    fn invalidate(&mut self) {
        self.is_invalidated = true;
    }

    fn dump(&mut self, name: &str, arguments: &[&str]) -> Result<Vec<u8>, Error> {
        if !self.is_on(name) {
            self.backend.borrow_mut().open(name, SUPERUSER, &Session::default())?;
        }
        self.backend.borrow_mut().dump(arguments)
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        for name in std::mem::take(&mut self.created) {
            // A later run drops what stays.
            let _ = self.drop_database(&name);
        }
        let mut backend = self.backend.borrow_mut();
        let has_ended = backend.close().is_ok();
        self.cluster.leave(has_ended && !backend.is_lost() && !self.is_invalidated);
    }
}
