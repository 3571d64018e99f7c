//! `PostgreSQL` itself, compiled to WebAssembly, inside this binary: nothing to install, no
//! processes, and it runs as any user.
//!
//! The server inside has one backend, so one database is open at a time; the backend ends and
//! starts again on another. Its cluster is kept in the cache folder like that of a private
//! server, with the databases that a run leaves for the next one.
//!
//! The runtime that it runs in is unpacked to the user's cache folder by the crate that brings
//! it (`oliphaunt-wasix`), once for each version.
//!
//! Never: needs a program of the machine, starts a process, opens a port.

mod backend;
mod cluster;
mod extensions;
mod pg_dump;
mod settings;
mod wire;

use super::administration::{self, Strategy};
use super::names::checked;
use super::{
    Database, Engine, Environment, Error, Extension, NewDatabase, Role, SCRATCH_PREFIX, Server, Session, Version,
    scratch_name,
};
use crate::object::literal;
use backend::{Backend, Connection, Shared};
use cluster::{Cluster, State};
use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

/// The version that the crate brings; a test asks the server itself.
const VERSION: &str = "18.4";

/// The database that administration opens when none is open.
const ADMINISTRATION: &str = "template1";

/// What a database is called that was dropped while the backend was on it.
const DOOMED_PREFIX: &str = "tidegate_dropped_";

/// What settings of a database must not change for administration.
const SOBER: &str = "SET default_transaction_read_only = off; SET lock_timeout = 0; SET statement_timeout = 0; \
    SET idle_in_transaction_session_timeout = 0; SET transaction_timeout = 0; SET search_path = pg_catalog";

/// The server inside. Dropping it drops the scratch databases that are left; databases of
/// other names stay for the next run.
pub struct Embedded {
    server: Server,
    /// Its backend ends before `cluster` is let go.
    backend: Shared,
    cluster: Cluster,
    /// The scratch databases that are there.
    made: Vec<String>,
    remarks: Vec<String>,
    is_repaired: bool,
    /// True when the next run is to begin with a new cluster.
    is_distrusted: bool,
}

impl Embedded {
    /// The major version of the server inside.
    pub const MAJOR: u32 = 18;

    /// Takes a cluster of this purpose in the cache folder; see `Local::start`.
    pub fn start(environment: &Environment, purpose: &str) -> Result<Self, Error> {
        let version = Version::parse(VERSION).ok_or_else(|| Error::Lost { cause: "it has no version".to_owned() })?;
        let server = Server { version, origin: "this binary".to_owned() };
        let cluster = Cluster::take(environment, VERSION, purpose)?;
        let remarks = match cluster.rejected.as_slice() {
            [] => Vec::new(),
            rejected => {
                vec![format!("the cluster lies in {}, not in {}", cluster.data().display(), rejected.join(" or "))]
            }
        };
        let backend = Rc::new(RefCell::new(Backend::new(server.clone(), cluster.data())));
        let mut embedded =
            Self { server, backend, cluster, made: Vec::new(), remarks, is_repaired: false, is_distrusted: false };
        embedded.begin()?;
        Ok(embedded)
    }

    /// What happened that a user should know: another folder taken, a cluster made anew.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// True when nothing of an earlier run is in the cluster.
    pub fn is_new(&self) -> bool {
        self.cluster.state == State::Unusable
    }

    /// True when the kept cluster was damaged and made anew, which is one of the remarks.
    pub fn is_repaired(&self) -> bool {
        self.is_repaired
    }

    /// Opens the cluster; one on which no backend starts is made anew, once.
    fn begin(&mut self) -> Result<(), Error> {
        match self.administration() {
            Err(error @ (Error::Start { .. } | Error::Lost { .. })) if self.cluster.state != State::Unusable => {
                self.remarks.push(format!("the kept cluster was made anew, for {error}"));
                self.cluster.remove()?;
                self.cluster.state = State::Unusable;
                self.is_repaired = true;
                self.backend = Rc::new(RefCell::new(Backend::new(self.server.clone(), self.cluster.data())));
            }
            begun => drop(begun?),
        }
        if self.cluster.state != State::Unusable {
            // What SQL of an earlier run gave our own role or all roles, every session would begin with.
            for reset in ["ALTER ROLE postgres RESET ALL", "ALTER ROLE ALL RESET ALL"] {
                self.administration()?.run(reset)?;
            }
        }
        if self.cluster.state == State::CutOff {
            for left in self.databases()?.iter().filter(|name| name.starts_with(SCRATCH_PREFIX)) {
                self.drop_database(left)?;
            }
        }
        Ok(())
    }

    /// The backend on whatever database it is on, in a session that nothing stands in the way of.
    fn administration(&mut self) -> Result<Connection, Error> {
        {
            let mut backend = self.backend.borrow_mut();
            if backend.database().is_some() {
                backend.refresh()?;
            } else {
                backend.open(ADMINISTRATION, &Session::default())?;
            }
        }
        let mut connection = Connection::new(&self.backend);
        connection.run(SOBER)?;
        Ok(connection)
    }

    fn is_on(&self, name: &str) -> bool {
        self.backend.borrow().database() == Some(name)
    }

    /// Drops a database on which the backend is not.
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

    /// Drops what was dropped before in name only.
    fn drop_doomed(&mut self) -> Result<(), Error> {
        let mut connection = self.administration()?;
        let doomed =
            "select datname from pg_database where starts_with(datname, $prefix) and datname <> current_database()";
        let doomed = administration::column(&mut connection, &doomed.replace("$prefix", &literal(DOOMED_PREFIX)))?;
        doomed.iter().try_for_each(|name| self.drop_other(name))
    }

    /// Gives the database that the backend is on another name, which no statement does.
    fn rename_open(&mut self, name: &str, new_name: &str) -> Result<(), Error> {
        let mut connection = self.administration()?;
        let renamed = "UPDATE pg_database SET datname = $new WHERE datname = $old";
        connection.run(&renamed.replace("$new", &literal(new_name)).replace("$old", &literal(name)))?;
        self.backend.borrow_mut().note_renamed(new_name);
        Ok(())
    }
}

impl Engine for Embedded {
    fn server(&self) -> &Server {
        &self.server
    }

    fn create_database(&mut self, new: &NewDatabase<'_>) -> Result<(), Error> {
        checked(new.name)?;
        self.drop_doomed()?;
        if new.name.starts_with(SCRATCH_PREFIX) {
            self.made.push(new.name.to_owned());
        }
        administration::create(&mut self.administration()?, new, Self::MAJOR, Strategy::Files)
    }

    fn rename_database(&mut self, name: &str, new_name: &str) -> Result<(), Error> {
        checked(new_name)?;
        if self.is_on(name) {
            self.rename_open(name, new_name)?;
        } else {
            administration::rename(&mut self.administration()?, name, new_name)?;
        }
        self.made.retain(|made| made != name);
        if new_name.starts_with(SCRATCH_PREFIX) {
            self.made.push(new_name.to_owned());
        }
        Ok(())
    }

    fn drop_database(&mut self, name: &str) -> Result<(), Error> {
        if self.is_on(name) {
            // The backend cannot leave now; it would have to come back.
            let doomed = scratch_name().replace(SCRATCH_PREFIX, DOOMED_PREFIX);
            self.rename_open(name, &doomed)?;
        } else {
            self.drop_other(name)?;
        }
        self.made.retain(|made| made != name);
        Ok(())
    }

    fn databases(&mut self) -> Result<Vec<String>, Error> {
        let own = "d.datname not in ('template0', 'template1') and not starts_with(d.datname, $prefix)";
        administration::list(&mut self.administration()?, &own.replace("$prefix", &literal(DOOMED_PREFIX)))
    }

    fn size(&mut self, name: &str) -> Result<u64, Error> {
        administration::size(&mut self.administration()?, name)
    }

    fn open(&mut self, name: &str, session: &Session) -> Result<Box<dyn Database>, Error> {
        self.backend.borrow_mut().open(name, session)?;
        Ok(Box::new(Connection::new(&self.backend)))
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
        self.is_distrusted = true;
    }

    fn dump(&mut self, name: &str, arguments: &[&str]) -> Result<Vec<u8>, Error> {
        if !self.is_on(name) {
            self.backend.borrow_mut().open(name, &Session::default())?;
        }
        self.backend.borrow_mut().dump(arguments)
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        for name in std::mem::take(&mut self.made) {
            // What stays is in the way of nobody.
            let _ = self.drop_database(&name);
        }
        let mut backend = self.backend.borrow_mut();
        let has_ended = backend.close().is_ok();
        self.cluster.leave(has_ended && !backend.is_lost() && !self.is_distrusted);
    }
}
