//! A session on a temporary database, with the stubs that were loaded in it.

use super::dispatch::{Dispatch, leaves_out};
use super::privileged::{Privileges, creates_role, helped};
use crate::catalog::{Catalog, Wording};
use crate::introspect::{self, introspect, introspect_nouns, introspect_wording};
use crate::platform::extension::SET_INDEX_OPTIONS;
use crate::postgres::{Database, Described, Error, Notice};
use std::collections::BTreeSet;
use std::rc::Rc;

/// Runs statements on a database.
pub(super) struct Runner {
    database: Box<dyn Database>,
    name: String,
    major: u32,
    /// The major version that the migrations are meant for, where it is known.
    wanted: Option<u32>,
    /// The statement with which the migration tool begins the transaction of a file.
    pub(super) begin: &'static str,
    pub(super) privileges: Rc<Privileges>,
    pub(super) stubs: StubState,
    /// The number of the last statement that was signed in this session.
    pub(super) signed: Option<u64>,
    /// Whether the last file has left a transaction open, in which the next one runs.
    pub(super) is_open: bool,
    /// Whether the files run in one transaction of the tool, which a file may have ended.
    pub(super) shares_transaction: bool,
    /// The settings of the database when the session began.
    settings: String,
}

/// The stubs in a database.
#[derive(Clone, Debug, Default)]
pub(super) struct StubState {
    /// Stubs without an entry in `pg_extension`.
    pub(super) unregistered: BTreeSet<String>,
    /// Stubs that a statement has asked for.
    pub(super) used: BTreeSet<String>,
}

/// Settings that changed during a session and take effect only in the next one.
#[derive(Clone, Copy, Debug)]
pub(super) struct SettingsChange {
    /// Of the role or of all roles; already reset.
    pub(super) of_roles: bool,
    /// Of the database (`ALTER DATABASE … SET`, `ALTER ROLE … IN DATABASE`); kept.
    pub(super) of_database: bool,
}

/// Turns a failure to read a catalog into one of the server.
fn unread(error: introspect::Error) -> Error {
    match error {
        introspect::Error::Postgres { cause, .. } => cause,
        error => Error::Catalog { cause: error.to_string() },
    }
}

impl Runner {
    /// Takes over a connection to the database of this name.
    pub(super) fn new(
        database: Box<dyn Database>,
        name: &str,
        major: u32,
        privileges: Rc<Privileges>,
        stubs: StubState,
    ) -> Self {
        Self {
            database,
            name: name.to_owned(),
            major,
            wanted: None,
            begin: "BEGIN",
            privileges,
            stubs,
            signed: None,
            is_open: false,
            shares_transaction: false,
            settings: String::new(),
        }
    }

    /// Notes the major version that the migrations are meant for.
    #[must_use]
    pub(super) fn meant_for(mut self, wanted: Option<u32>) -> Self {
        self.wanted = wanted;
        self
    }

    /// Returns the name of the database.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Returns the server's major version.
    pub(super) fn major(&self) -> u32 {
        self.major
    }

    /// Reports which settings of the database, the role and all roles have changed since the last
    /// call or since the session began. On a private server those of roles are reset: every later
    /// replay would begin with them. Fails when a migration revoked SUPERUSER from a role that runs
    /// the replay with it, which cannot be granted again: the server is then marked as unhealthy on
    /// purpose, so that no later run uses it.
    pub(super) fn check_settings(&mut self, is_private: bool) -> Result<SettingsChange, Error> {
        let row = self.value(
            "select r.rolsuper || ' ' || exists (select from pg_catalog.pg_db_role_setting s \
               where s.setrole in (0, r.oid) and s.setdatabase = 0) || ' ' || coalesce((select \
               pg_catalog.string_agg(s.setconfig::text, ' ' order by s.setrole) \
               from pg_catalog.pg_db_role_setting s join pg_catalog.pg_database d on d.oid = s.setdatabase \
               where s.setrole in (0, r.oid) and d.datname = pg_catalog.current_database()), '') \
             from pg_catalog.pg_roles r where r.rolname = session_user",
        )?;
        let row = row.unwrap_or_default();
        let mut words = row.splitn(3, ' ');
        let mut is = |word: &str| words.next() == Some(word);
        let (is_superuser, of_roles) = (is("true"), is("true"));
        if is_private && self.privileges.is_superuser && !is_superuser {
            // Engines treat a lost connection as a server in trouble.
            let _ = self.raw("select pg_catalog.pg_terminate_backend(pg_catalog.pg_backend_pid())");
            let cause = "a migration revoked SUPERUSER from the role that runs the replay".to_owned();
            return Err(Error::Lost { cause });
        }
        let of_roles = is_private && of_roles;
        if of_roles {
            self.raw("ALTER ROLE SESSION_USER RESET ALL")?;
            if is_superuser {
                self.raw("ALTER ROLE ALL RESET ALL")?;
            }
        }
        let settings = words.next().unwrap_or_default().to_owned();
        let of_database = settings != self.settings;
        self.settings = settings;
        Ok(SettingsChange { of_roles, of_database })
    }

    /// Returns the schemas of the database in order, without the server's own and those of extensions.
    pub(super) fn schemas(&mut self) -> Result<Vec<String>, Error> {
        self.column(
            "select nspname from pg_catalog.pg_namespace n where nspname !~ '^pg_' and nspname <> 'information_schema' \
             and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_namespace'::regclass \
             and d.objid = n.oid and d.deptype = 'e') order by 1",
        )
    }

    /// Whether storage parameters of indexes are kept in comments, to be set later.
    pub(super) fn has_index_options(&mut self) -> Result<bool, Error> {
        let noted = "select 1 from pg_catalog.pg_description where classoid = 'pg_catalog.pg_class'::regclass \
                     and objsubid = 0 and description like 'tidegate:with %' limit 1";
        Ok(self.value(noted)?.is_some())
    }

    /// Sets the storage parameters of stub indexes, before the schema is read. No statement may
    /// follow.
    pub(super) fn set_index_options(&mut self) -> Result<(), Error> {
        if self.privileges.writes_catalog() { self.privileged(SET_INDEX_OPTIONS) } else { Ok(()) }
    }

    /// Returns the notices of the server since the last call.
    pub(super) fn notices(&mut self) -> Vec<Notice> {
        self.database.take_notices()
    }

    /// Notes the statement of a migration that what follows is sent for.
    pub(super) fn state(&mut self, statement: Option<&str>) {
        self.database.state(statement);
    }

    /// Reads the catalog of the database. No transaction may be open.
    pub(super) fn catalog(&mut self) -> Result<Catalog, Error> {
        introspect(self.database.as_mut(), self.major).map_err(unread)
    }

    /// Reads the objects of some nouns.
    pub(super) fn catalog_of(&mut self, nouns: &[&str]) -> Result<Catalog, Error> {
        introspect_nouns(self.database.as_mut(), self.major, nouns).map_err(unread)
    }

    /// Reads the catalog of the database with what its text needs. No transaction may be open.
    pub(super) fn wording(&mut self) -> Result<(Catalog, Wording), Error> {
        introspect_wording(self.database.as_mut(), self.major).map_err(unread)
    }

    /// Sends SQL unchanged.
    pub(super) fn raw(&mut self, sql: &str) -> Result<(), Error> {
        self.database.run(sql)
    }

    /// Returns the first value of a query.
    pub(super) fn value(&mut self, sql: &str) -> Result<Option<String>, Error> {
        self.database.value(sql)
    }

    /// Returns the first column of a query.
    pub(super) fn column(&mut self, sql: &str) -> Result<Vec<String>, Error> {
        let rows = self.database.query(sql)?.rows;
        Ok(rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect())
    }

    /// Returns the rows of a query that have no NULL.
    pub(super) fn rows(&mut self, sql: &str) -> Result<Vec<Vec<String>>, Error> {
        let rows = self.database.query(sql)?.rows;
        Ok(rows.into_iter().filter_map(|row| row.into_iter().collect()).collect())
    }

    /// Prepares a statement and describes it; `None` where the engine cannot.
    pub(super) fn describe(&mut self, sql: &str) -> Result<Option<Described>, Error> {
        self.database.describe(sql)
    }

    /// Runs one `COPY … FROM stdin` with its data.
    pub(super) fn copy_in(&mut self, statement: &str, data: &[u8]) -> Result<(), Error> {
        self.database.copy_in(statement, data).map(|_| ())
    }

    /// Decides what happens with a statement.
    pub(super) fn dispatch(&self, statement: &str) -> Dispatch {
        let has_key = self.privileges.key.is_some();
        match helped(statement, self.major).filter(|_| has_key) {
            Some(helped) => Dispatch::Helped(helped),
            None if leaves_out(statement, self.major, self.wanted) => Dispatch::Skip,
            None => match Dispatch::of(statement, &self.name) {
                Dispatch::Send if has_key && creates_role(statement, self.major) => Dispatch::SendAlone,
                dispatch => dispatch,
            },
        }
    }

    /// Rolls back the open transaction and restores the state of stubs from before it.
    pub(super) fn roll_back_to(&mut self, stubs: &StubState) -> Result<(), Error> {
        self.stubs.clone_from(stubs);
        self.raw("ROLLBACK")
    }
}
