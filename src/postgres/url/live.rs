//! A live database that is only read.

use super::super::administration;
use super::super::connection::{Connection, Target};
use super::super::database::{Database, Session};
use super::super::engine::Server;
use super::super::environment::Environment;
use super::super::error::Error;
use super::address::{self, Address};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A live database. Nothing is created on its server, and nothing is cleaned up there.
pub struct Live {
    connection: Connection,
    server: Server,
    name: String,
}

impl Live {
    /// Connects to the database of an address, whose missing parts are taken from `PGHOST` and the like. Errors never
    /// quote the address, because it may contain a password.
    pub fn connect(address: &str, environment: &Environment) -> Result<Self, Error> {
        let address = Address::parse(address, environment)?;
        let target = Target {
            config: address.config.clone(),
            shown: address.shown(),
            log: None,
            is_damaged: Arc::new(AtomicBool::new(false)),
            deadline: environment.deadline.clone(),
        };
        let mut connection = Connection::open(&target, address.database(), &Session::default())?;
        let version = administration::version(&mut connection)?;
        let server = Server { version, origin: address.shown() };
        Ok(Self { connection, server, name: address.database().to_owned() })
    }

    /// The server of the database.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// `localhost:5432/app`, never with a password.
    pub fn shown(&self) -> String {
        format!("{}/{}", self.server.origin, self.name)
    }

    /// The connection, for statements in a read-only transaction.
    pub fn database(&mut self) -> &mut dyn Database {
        &mut self.connection
    }
}

/// Whether a text is written as a URL of a database.
pub fn is_url(text: &str) -> bool {
    address::is_url(text.trim())
}
