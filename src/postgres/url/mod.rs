//! A server that the user names: a service container in CI, a local Supabase, a server that
//! runs anyway. On it only databases with our name are made and dropped; nothing else is
//! touched, and nothing more than CREATEDB is needed.
//!
//! Never: touches a database without our name, tells a password.

mod address;

use super::administration::{self, Strategy};
use super::connection::{Connection, Target};
use super::dump::Dumper;
use super::names::{checked_scratch, quoted};
use super::{Database, Engine, Environment, Error, Extension, NewDatabase, Role, SCRATCH_PREFIX, Server, Session};
use crate::object::literal;
use address::Address;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// How the comment on a scratch database begins; the moment it was made follows. Both the
/// name and this comment are needed before anything is dropped that we did not make ourselves.
const COMMENT: &str = "tidegate scratch database, to be thrown away; made at ";

/// A server that the user names. Dropping it drops the databases that were made on it.
pub struct Url {
    server: Server,
    environment: Environment,
    address: Address,
    target: Target,
    administration: Connection,
    made: Vec<String>,
    remarks: Vec<String>,
}

impl Url {
    /// Connects to the server of an address: `postgres://…` or `host=… user=…`. What it does
    /// not say is taken from `PGHOST` and its like, as `psql` does, and else is the host
    /// `localhost`, the user's own name and the database `postgres`. Scratch databases that a
    /// run left there more than a day ago are dropped.
    pub fn connect(address: &str, environment: &Environment) -> Result<Self, Error> {
        let address = Address::parse(address, environment)?;
        let target = Target {
            config: address.config.clone(),
            shown: address.shown(),
            log: None,
            is_hurt: Arc::new(AtomicBool::new(false)),
        };
        let mut administration = Connection::open(&target, address.database(), &Session::default())?;
        let version = administration::version(&mut administration)?;
        let server = Server { version, origin: address.shown() };
        let environment = environment.clone();
        let mut url =
            Self { server, environment, address, target, administration, made: Vec::new(), remarks: Vec::new() };
        url.drop_leftovers()?;
        Ok(url)
    }

    /// What happened that a user should know: databases of earlier runs dropped.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// Drops what a run that was cut off left behind: only databases with our name and our
    /// comment, ours by ownership, older than a day and with nobody in them.
    fn drop_leftovers(&mut self) -> Result<(), Error> {
        let sql = include_str!("leftovers.sql").replace("$prefix", &literal(SCRATCH_PREFIX));
        let sql = sql.replace("$comment", &literal(COMMENT));
        for name in administration::column(&mut self.administration, &sql)? {
            // Without FORCE: somebody who connected meanwhile keeps it. Another run may be at
            // the same, so one that is gone already is fine.
            match self.administration.run(&format!("DROP DATABASE IF EXISTS {}", quoted(&name))) {
                Ok(()) => self.remarks.push(format!("the database {name} of an earlier run was dropped")),
                Err(Error::Sql(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// The administration connection, made again when it was lost.
    fn administration(&mut self) -> Result<&mut Connection, Error> {
        if self.administration.is_lost() {
            self.administration = Connection::open(&self.target, self.address.database(), &Session::default())?;
        }
        Ok(&mut self.administration)
    }

    /// Says on a database whose it is, for whoever finds it, and for [`Self::drop_leftovers`].
    fn sign(&mut self, name: &str) -> Result<(), Error> {
        let now = "select to_char(now() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')";
        let now = administration::column(&mut self.administration, now)?;
        let comment = format!("{COMMENT}{}", now.first().map_or("", String::as_str));
        self.administration.run(&format!("COMMENT ON DATABASE {} IS {}", quoted(name), literal(&comment)))
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
        administration::create(self.administration()?, new, major, Strategy::Server)?;
        self.made.push(new.name.to_owned());
        self.sign(new.name)
    }

    fn rename_database(&mut self, name: &str, new_name: &str) -> Result<(), Error> {
        checked_scratch(name)?;
        checked_scratch(new_name)?;
        administration::rename(self.administration()?, name, new_name)?;
        self.made.retain(|made| made != name);
        self.made.push(new_name.to_owned());
        Ok(())
    }

    fn drop_database(&mut self, name: &str) -> Result<(), Error> {
        checked_scratch(name)?;
        let major = self.server.version.major;
        administration::drop(self.administration()?, name, major)?;
        self.made.retain(|made| made != name);
        Ok(())
    }

    fn databases(&mut self) -> Result<Vec<String>, Error> {
        let names: Vec<String> = self.made.iter().map(|name| literal(name)).collect();
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
        for name in std::mem::take(&mut self.made) {
            // What cannot be dropped now is dropped by a run of another day.
            let _ = self.drop_database(&name);
        }
    }
}
