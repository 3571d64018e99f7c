//! Live databases: tracking tables of real servers beside a working tree.

mod apply;
mod apply_plan;
mod databases;
mod faults;
mod freeze;
mod local_database;
mod pooler;
mod reconcile;
mod rehearse;
mod repair;
mod restore;
mod rights;
mod rollout;
mod schemas;
mod server_faults;
mod server_kills;
mod servers;
mod shadowed;
mod snapshot;
mod squash;
mod status;
mod stories;
mod supabase;

use crate::support::World;
use crate::support::server::{Server, new_database};
use tidegate::postgres::local::Local;
use tidegate::postgres::{Database, Engine as _, Session};

/// A live database on a server of its own, and a repository.
pub(super) struct Live {
    pub(super) world: World,
    pub(super) database: Box<dyn Database>,
    pub(super) address: String,
    pub(super) local: Local,
    _server: Server,
}

impl Live {
    /// `None` when the machine has no server.
    pub(super) fn new() -> Option<Self> {
        let server = Server::new()?;
        let mut local = server.start();
        local.make_superuser().unwrap();
        local.create_database(&new_database("app")).unwrap();
        let database = local.open("app", &Session::default()).unwrap();
        let user = "select current_user::text";
        let mut database = database;
        let user = database.value(user).unwrap().unwrap();
        let address = format!("postgres://{user}@/app?host={}", local.sockets().display());
        Some(Self { world: World::new(), database, address, local, _server: server })
    }

    pub(super) fn sql(&mut self, sql: &str) {
        self.database.run(sql).unwrap();
    }

    pub(super) fn value(&mut self, sql: &str) -> String {
        self.database.value(sql).unwrap().unwrap_or_default()
    }

    /// The rows of a query, their columns separated by `|`; `-` is NULL.
    pub(super) fn rows(&mut self, sql: &str) -> Vec<String> {
        let value = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        let row = |row: Vec<Option<String>>| row.into_iter().map(value).collect::<Vec<_>>().join("|");
        self.database.query(sql).unwrap().rows.into_iter().map(row).collect()
    }
}
