//! The catalog of a database, and the comparison of two, on a real server.

mod command;
mod dependents;
mod equal;
mod generated;
pub(crate) mod hostile;
mod outside;
pub(crate) mod probes;
mod regression;
mod unknown;

use crate::support::server::{Server, new_database};
use tidegate::catalog::{Catalog, Identity};
use tidegate::diff::{Change, Comparison, Side, compare};
use tidegate::introspect::introspect;
use tidegate::postgres::local::Local;
use tidegate::postgres::{Engine, Session, scratch_name};
use tidegate::sql;

/// A server on which SQL of tests runs as a superuser.
pub(crate) struct Bench {
    pub(crate) engine: Local,
    // The server's files, until the end.
    _server: Server,
}

impl Bench {
    /// `None` where the machine has no server.
    pub(crate) fn new() -> Option<Self> {
        let server = Server::in_memory()?;
        let mut engine = server.start();
        engine.make_superuser().unwrap();
        Some(Self { engine, _server: server })
    }

    pub(crate) fn major(&self) -> u32 {
        self.engine.server().version.major
    }

    /// A new database after the SQL ran in it, each text on its own.
    pub(crate) fn database<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) -> String {
        let name = scratch_name();
        self.engine.create_database(&new_database(&name)).unwrap();
        let mut database = self.engine.open(&name, &Session::default()).unwrap();
        for text in texts {
            database.run(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        }
        name
    }

    /// Runs statements of one session, each on its own, and returns which of them the server accepted.
    pub(super) fn try_all(&mut self, name: &str, statements: &[String]) -> Vec<bool> {
        let mut database = self.engine.open(name, &Session::default()).unwrap();
        database.run("set statement_timeout = '20s'").unwrap();
        let mut accepted = Vec::new();
        for statement in statements {
            let is_accepted = database.run(statement).is_ok();
            // Either the transaction is aborted, or the session has ended.
            if !is_accepted && database.run("select 1").is_err() && database.run("rollback").is_err() {
                database = self.engine.open(name, &Session::default()).unwrap();
            }
            accepted.push(is_accepted);
        }
        accepted
    }

    /// The catalog of a database.
    pub(crate) fn catalog(&mut self, name: &str) -> Catalog {
        let major = self.major();
        let mut database = self.engine.open(name, &Session::default()).unwrap();
        introspect(database.as_mut(), major).unwrap()
    }

    /// A dump of its schema, with owners and privileges.
    pub(crate) fn dump(&mut self, name: &str) -> Vec<u8> {
        self.engine.dump(name, &["--schema-only"]).unwrap()
    }

    /// A database into which a dump was loaded.
    pub(crate) fn load(&mut self, dump: &[u8]) -> String {
        let texts: Vec<String> = sql::statements(dump)
            .into_iter()
            .map(|span| String::from_utf8_lossy(&dump[span]).into_owned())
            .filter(|text| !text.starts_with("CREATE SCHEMA public"))
            .collect();
        self.database(texts.iter().map(String::as_str))
    }
}

/// Compares all aspects.
pub(crate) fn changes(expected: &Catalog, actual: &Catalog) -> Comparison {
    compare(&Side::whole(expected), &Side::whole(actual)).unwrap()
}

/// A change in a few words: `+ column t.a`, `~ table t (options, owner)`.
pub(super) fn short(change: &Change) -> String {
    let Identity { kind, on, name, arguments, .. } = &change.object;
    let on = on.as_ref().map(|on| format!("{on}.")).unwrap_or_default();
    let arguments = arguments.as_ref().map(|arguments| format!("({arguments})")).unwrap_or_default();
    let object = format!("{} {on}{name}{arguments}", kind.word());
    match (&change.before, &change.after) {
        (None, _) => format!("+ {object}"),
        (_, None) => format!("- {object}"),
        _ => {
            let names: Vec<&str> = change.properties.iter().map(|property| property.name.as_str()).collect();
            format!("~ {object} ({})", names.join(", "))
        }
    }
}

/// All changes in a few words each.
pub(crate) fn shorts(comparison: &Comparison) -> Vec<String> {
    comparison.changes.iter().map(short).collect()
}
