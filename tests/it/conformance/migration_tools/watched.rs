//! A server that notes what a replay leaves.

use std::path::PathBuf;
use tidegate::postgres::{self, Database, Engine, Extension, NewDatabase, Role, RunKey, Session};

/// A server that notes what is in the database of a replay before it is dropped.
pub(super) struct Watched<'a> {
    pub(super) engine: &'a mut dyn Engine,
    pub(super) query: String,
    pub(super) rows: Vec<String>,
    pub(super) left: Vec<String>,
}

impl Watched<'_> {
    fn note(&mut self, name: &str) -> Result<(), postgres::Error> {
        let mut database = self.engine.open(name, &Session::default())?;
        let found = database.query(&self.query)?.rows;
        self.left = found.into_iter().flatten().flatten().collect();
        for table in &self.rows {
            if database.value(&format!("select to_regclass('{table}')"))?.is_some() {
                let count = database.value(&format!("select count(*) from {table}"))?.unwrap_or_default();
                self.left.push(format!("{count} rows in {table}"));
            }
        }
        Ok(())
    }
}

impl Engine for Watched<'_> {
    fn server(&self) -> &postgres::Server {
        self.engine.server()
    }

    fn create_database(&mut self, new: &NewDatabase<'_>) -> Result<(), postgres::Error> {
        self.engine.create_database(new)
    }

    fn rename_database(&mut self, name: &str, new_name: &str) -> Result<(), postgres::Error> {
        self.engine.rename_database(name, new_name)
    }

    fn drop_database(&mut self, name: &str) -> Result<(), postgres::Error> {
        if name == "postgres" && self.engine.databases()?.iter().any(|other| other == name) {
            self.note(name)?;
        }
        self.engine.drop_database(name)
    }

    fn databases(&mut self) -> Result<Vec<String>, postgres::Error> {
        self.engine.databases()
    }

    fn kept_databases(&mut self) -> Result<Vec<String>, postgres::Error> {
        self.engine.kept_databases()
    }

    fn size(&mut self, name: &str) -> Result<u64, postgres::Error> {
        self.engine.size(name)
    }

    fn open(&mut self, name: &str, session: &Session) -> Result<Box<dyn Database>, postgres::Error> {
        self.engine.open(name, session)
    }

    fn open_as_superuser(&mut self, name: &str) -> Result<Option<Box<dyn Database>>, postgres::Error> {
        self.engine.open_as_superuser(name)
    }

    fn run_key(&self) -> Option<RunKey> {
        self.engine.run_key()
    }

    fn extensions(&mut self) -> Result<Vec<Extension>, postgres::Error> {
        self.engine.extensions()
    }

    fn roles(&mut self) -> Result<Vec<Role>, postgres::Error> {
        self.engine.roles()
    }

    fn sources(&mut self) -> Result<Option<Vec<PathBuf>>, postgres::Error> {
        self.engine.sources()
    }

    fn dump(&mut self, name: &str, arguments: &[&str]) -> Result<Vec<u8>, postgres::Error> {
        self.engine.dump(name, arguments)
    }
}
