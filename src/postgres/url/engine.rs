//! The engine on a server that the user names.

use super::super::administration::{self, Ownership, Strategy};
use super::super::connection::{Connection, Target};
use super::super::database::{Database, Session};
use super::super::dump::Dumper;
use super::super::engine::{Engine, Extension, NewDatabase, Role, Server};
use super::super::environment::Environment;
use super::super::error::Error;
use super::super::names::{SCRATCH_PREFIX, checked_scratch, quoted_always};
use super::address::Address;
use crate::object::literal;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// The beginning of the comment on a scratch database; the time of its creation follows. A
/// database that this run did not create is dropped only if it has both the prefix and this comment.
const COMMENT: &str = "temporary database of tidegate, safe to drop; created at ";

/// A server that the user names. Dropping it drops the databases that were created on it.
pub struct Url {
    server: Server,
    environment: Environment,
    address: Address,
    target: Target,
    administration: Connection,
    created: Vec<String>,
    remarks: Vec<String>,
}

impl Url {
    /// Connects to the server of an address: `postgres://…` or `host=… user=…`. Missing parts are
    /// taken from `PGHOST` and the like, as `psql` does, and default to the host `localhost`, the
    /// user's own name and the database `postgres`. Scratch databases that a run left there more
    /// than a day ago are dropped.
    pub fn connect(address: &str, environment: &Environment) -> Result<Self, Error> {
        let address = Address::parse(address, environment)?;
        let target = Target {
            config: address.config.clone(),
            shown: address.shown(),
            log: None,
            is_damaged: Arc::new(AtomicBool::new(false)),
        };
        let mut administration = Connection::open(&target, address.database(), &Session::default())?;
        let version = administration::version(&mut administration)?;
        let server = Server { version, origin: address.shown() };
        let environment = environment.clone();
        let mut url =
            Self { server, environment, address, target, administration, created: Vec::new(), remarks: Vec::new() };
        url.drop_leftovers()?;
        Ok(url)
    }

    /// Remarks for the user: databases of earlier runs that were dropped.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// Whether the role of the address is a superuser.
    pub fn is_superuser(&mut self) -> Result<bool, Error> {
        let is_superuser = "select rolsuper::text from pg_catalog.pg_roles where rolname = current_user";
        let found = administration::column(&mut self.administration, is_superuser)?;
        Ok(found.first().is_some_and(|found| found == "true"))
    }

    /// Drops the databases that an interrupted run left behind: only those with tidegate's prefix and
    /// comment, owned by this role, older than a day and without connections.
    fn drop_leftovers(&mut self) -> Result<(), Error> {
        let sql = include_str!("leftovers.sql").replace("$prefix", &literal(SCRATCH_PREFIX));
        let sql = sql.replace("$comment", &literal(COMMENT));
        for name in administration::column(&mut self.administration, &sql)? {
            // Without FORCE: a database with a new connection is kept. Another run may drop the same
            // databases, so a missing one is not an error.
            match self.administration.run(&format!("DROP DATABASE IF EXISTS {}", quoted_always(&name))) {
                Ok(()) => self.remarks.push(format!("dropped database {name}, left over from an earlier run")),
                Err(Error::Sql(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// The connection for administration, opened again when it was lost.
    fn administration(&mut self) -> Result<&mut Connection, Error> {
        if self.administration.is_lost() {
            self.administration = Connection::open(&self.target, self.address.database(), &Session::default())?;
        }
        Ok(&mut self.administration)
    }

    /// Comments on a database that it belongs to tidegate, for people and for
    /// [`Self::drop_leftovers`].
    fn add_comment(&mut self, name: &str) -> Result<(), Error> {
        let now = "select to_char(now() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')";
        let now = administration::column(&mut self.administration, now)?;
        let comment = format!("{COMMENT}{}", now.first().map_or("", String::as_str));
        self.administration.run(&format!("COMMENT ON DATABASE {} IS {}", quoted_always(name), literal(&comment)))
    }
}

impl Engine for Url {
    fn server(&self) -> &Server {
        &self.server
    }

    fn create_database(&mut self, new: &NewDatabase<'_>) -> Result<(), Error> {
        checked_scratch(new.name)?;
        if let Some(template) = new.template {
            checked_scratch(template)?;
        }
        let major = self.server.version.major;
        administration::create(self.administration()?, new, major, (Strategy::Server, Ownership::Own))?;
        self.created.push(new.name.to_owned());
        self.add_comment(new.name)
    }

    fn rename_database(&mut self, name: &str, new_name: &str) -> Result<(), Error> {
        checked_scratch(name)?;
        checked_scratch(new_name)?;
        administration::rename(self.administration()?, name, new_name)?;
        self.created.retain(|created| created != name);
        self.created.push(new_name.to_owned());
        Ok(())
    }

    fn drop_database(&mut self, name: &str) -> Result<(), Error> {
        checked_scratch(name)?;
        let major = self.server.version.major;
        administration::drop(self.administration()?, name, major)?;
        self.created.retain(|created| created != name);
        Ok(())
    }

    fn databases(&mut self) -> Result<Vec<String>, Error> {
        let names: Vec<String> = self.created.iter().map(|name| literal(name)).collect();
        if names.is_empty() {
            return Ok(Vec::new());
        }
        administration::list(self.administration()?, &format!("d.datname in ({})", names.join(", ")))
    }

    fn size(&mut self, name: &str) -> Result<u64, Error> {
        administration::size(self.administration()?, name)
    }

    fn open(&mut self, name: &str, session: &Session) -> Result<Box<dyn Database>, Error> {
        checked_scratch(name)?;
        Ok(Box::new(Connection::open(&self.target, name, session)?))
    }

    fn extensions(&mut self) -> Result<Vec<Extension>, Error> {
        administration::extensions(self.administration()?)
    }

    fn roles(&mut self) -> Result<Vec<Role>, Error> {
        administration::roles(self.administration()?)
    }

    fn dump(&mut self, name: &str, arguments: &[&str]) -> Result<Vec<u8>, Error> {
        checked_scratch(name)?;
        let dumper = Dumper::find(&self.environment, None, self.server.version.major)?;
        dumper.dump(&self.address.variables(), name, arguments)
    }
}

impl Drop for Url {
    fn drop(&mut self) {
        for name in std::mem::take(&mut self.created) {
            // A database that cannot be dropped now is dropped by a run of another day.
            let _ = self.drop_database(&name);
        }
    }
}
