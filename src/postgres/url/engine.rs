//! The engine on a server that the user names.

use super::super::address::{Address, Defaults, Parameters, SslMode};
use super::super::administration::{self, Ownership, Strategy};
use super::super::connection::{Connection, Target};
use super::super::database::{Database, Session};
use super::super::deadline::Deadline;
use super::super::dump::Dumper;
use super::super::engine::{Engine, Extension, NewDatabase, Role, Server};
use super::super::environment::Environment;
use super::super::error::Error;
use super::super::names::{SCRATCH_PREFIX, checked_scratch, quoted_always, run_name, run_of};
use crate::object::literal;
use std::collections::BTreeSet;

/// The beginning of the comment on a scratch database, for people; the time of its creation follows.
/// Databases of older versions of tidegate are recognised by it.
const COMMENT: &str = "temporary database of tidegate, safe to drop; created at ";

/// A host of CI is another machine by its name, and its server has no certificate that someone trusts. No data is sent
/// there that is not in the repository.
const DEFAULTS: Defaults = Defaults { database: Some("postgres"), remote: SslMode::Prefer };

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
        let address = Address::resolve(Parameters::parse(address)?, environment, &DEFAULTS)?;
        let target = address.target(environment, false)?;
        let mut administration = Connection::open(&target, address.database(), &Session::default())?;
        let version = administration::version(&mut administration)?;
        let server = Server { version, origin: address.shown() };
        let environment = environment.clone();
        let remarks = address.remarks();
        let mut url = Self { server, environment, address, target, administration, created: Vec::new(), remarks };
        url.drop_leftovers()?;
        Ok(url)
    }

    /// Remarks for the user: databases of earlier runs that were dropped, and how the connection is protected.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// Whether the role of the address is a superuser.
    pub fn is_superuser(&mut self) -> Result<bool, Error> {
        let is_superuser = "select rolsuper::text from pg_catalog.pg_roles where rolname = current_user";
        let found = administration::column(&mut self.administration, is_superuser)?;
        Ok(found.first().is_some_and(|found| found == "true"))
    }

    /// Drops the databases that an interrupted run left behind: only those of this role without
    /// connections whose name says that tidegate created them in a run that no longer has a
    /// connection, and those that an older version marked more than a day ago.
    fn drop_leftovers(&mut self) -> Result<(), Error> {
        let sql = include_str!("leftovers.sql").replace("$prefix", &literal(SCRATCH_PREFIX));
        let sql = sql.replace("$comment", &literal(COMMENT));
        let runs = "select distinct substr(application_name, length('tidegate ') + 1) from pg_stat_activity \
                    where starts_with(application_name, 'tidegate ')";
        let found = self.administration.query(&sql)?.rows;
        // Read afterwards: a run that creates a database has a connection before.
        let runs: BTreeSet<String> = administration::column(&mut self.administration, runs)?.into_iter().collect();
        let is_left = |row: &[Option<String>]| {
            let [Some(name), is_marked] = row else { return false };
            let is_of_ended_run = run_of(name).is_some_and(|run| run != run_name() && !runs.contains(run));
            is_of_ended_run || is_marked.as_deref() == Some("t") && run_of(name).is_none()
        };
        let left = found.into_iter().filter(|row| is_left(row));
        for name in left.filter_map(|row| row.into_iter().next().flatten()).collect::<Vec<_>>() {
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

    /// Makes the end of the run's time the end of the sessions in a database. A request to cancel can
    /// be caught by SQL, so they are terminated, over a connection of its own.
    fn end_sessions_at_the_end(&self, name: &str) {
        let target = Target { deadline: Deadline::default(), ..self.target.clone() };
        let (database, name) = (self.address.database().to_owned(), literal(name));
        self.target.deadline.at_the_end(move || {
            // The server may not answer.
            let _ = std::thread::Builder::new().spawn(move || {
                let end = "select pg_terminate_backend(pid) from pg_stat_activity where datname = ";
                let session = Session::default();
                Connection::open(&target, &database, &session).and_then(|mut other| other.run(&format!("{end}{name}")))
            });
        });
    }

    /// The connection for administration, opened again when it was lost.
    fn administration(&mut self) -> Result<&mut Connection, Error> {
        if self.administration.is_lost() {
            self.administration = Connection::open(&self.target, self.address.database(), &Session::default())?;
        }
        Ok(&mut self.administration)
    }

    /// Comments on a database that it belongs to tidegate.
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
        self.created.push(new.name.to_owned());
        administration::create(self.administration()?, new, major, (Strategy::Server, Ownership::Own))?;
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

    fn kept_databases(&mut self) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }

    fn size(&mut self, name: &str) -> Result<u64, Error> {
        administration::size(self.administration()?, name)
    }

    fn open(&mut self, name: &str, session: &Session) -> Result<Box<dyn Database>, Error> {
        checked_scratch(name)?;
        let connection = Connection::open(&self.target, name, session)?;
        self.end_sessions_at_the_end(name);
        Ok(Box::new(connection))
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
        // What is left of a run whose time is over is removed anyway.
        self.target.deadline = Deadline::default();
        self.administration.ignore_deadline();
        for name in std::mem::take(&mut self.created) {
            // A database that cannot be dropped now is dropped by a run of another day.
            let _ = self.drop_database(&name);
        }
    }
}
