//! Restores a snapshot on a server: into an empty database, or into a new one beside the database that it replaces.
//! Nothing that is in a database is lost: the old one is renamed, and stays.

use super::beside;
use super::contents::Contents;
use super::differences::Differences;
use super::error::Error;
use super::folder::Snapshot;
use super::restore_plan::{ConnectTo, Place, RestorePlan};
use super::{roles, state};
use crate::live::look::look;
use crate::object::literal;
use crate::postgres::live::Live;
use crate::postgres::{self, Archiver, Database, Environment, Run, quoted_always};
use crate::progress::Progress;
use std::sync::atomic::{AtomicBool, Ordering};

/// A restore.
pub struct Restore<'a> {
    pub snapshot: &'a Snapshot,
    pub connect: ConnectTo<'a>,
    pub environment: &'a Environment,
    /// UTC, as a part of a name.
    pub moment: String,
    pub interrupted: &'a AtomicBool,
}

/// A snapshot that was restored and compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// The name of the database that was replaced.
    pub kept: Option<String>,
    /// Sentences.
    pub notes: Vec<String>,
}

/// One row, without a value for an empty database: tables, bytes and other sessions.
const FACTS: &str = "\
select case when exists (select from pg_catalog.pg_class where oid >= 16384) \
    or exists (select from pg_catalog.pg_proc where oid >= 16384) \
    or exists (select from pg_catalog.pg_type where oid >= 16384) \
    or exists (select from pg_catalog.pg_extension where oid >= 16384) \
    or exists (select from pg_catalog.pg_namespace where oid >= 16384 and nspname !~ '^pg_') \
    or exists (select from pg_catalog.pg_largeobject_metadata) then 'full' end, \
  (select pg_catalog.count(*) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
    where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema')::text, \
  pg_catalog.pg_database_size(pg_catalog.current_database())::text, \
  (select pg_catalog.count(*) from pg_catalog.pg_stat_activity where datname = pg_catalog.current_database() \
    and pid <> pg_catalog.pg_backend_pid() and backend_type = 'client backend')::text";

/// The rights of the role: to create databases, and to rename this one.
const RIGHTS: &str = "\
select (r.rolsuper or r.rolcreatedb)::text, (r.rolsuper or pg_catalog.pg_has_role(d.datdba, 'USAGE'))::text \
from pg_catalog.pg_roles r, pg_catalog.pg_database d \
where r.rolname = current_user and d.datname = pg_catalog.current_database()";

impl Restore<'_> {
    /// Checks the snapshot, the server and the rights of the role.
    pub fn plan(&self) -> Result<RestorePlan, Error> {
        self.snapshot.verify()?;
        let manifest = &self.snapshot.manifest;
        let mut live = (self.connect)(None)?;
        let server = live.server().version.major;
        if server != manifest.server_major {
            return Err(Error::OtherMajor { snapshot: manifest.server_major, server });
        }
        let archiver = Archiver::find(self.environment, server)?;
        roles::check_present(&mut live, &manifest.roles)?;
        let (database, name, role) = (live.shown(), live.name().to_owned(), live.user().to_owned());
        let facts = row(live.database(), FACTS)?;
        let number = |at: usize| facts.get(at).and_then(|text| text.parse().ok()).unwrap_or_default();
        let is_empty = facts.first().is_some_and(String::is_empty);
        let place = if is_empty { Place::Empty } else { Place::Beside };
        let plan = RestorePlan {
            database,
            place,
            tables: number(1),
            bytes: number(2),
            sessions: number(3),
            kept: beside::derived(&name, beside::KEPT, &self.moment),
            new: beside::derived(&name, beside::NEW, &self.moment),
            name,
            archiver,
        };
        if place == Place::Beside {
            let rights = row(live.database(), RIGHTS)?;
            let may = |at: usize| rights.get(at).is_some_and(|text| text == "true");
            check_rights(&plan, &role, may(0), may(1))?;
        }
        Ok(plan)
    }

    /// Restores as planned, and compares the result with the snapshot. After an error the database is as it was.
    pub fn run(&self, plan: &RestorePlan, progress: &mut dyn Progress) -> Result<Restored, Error> {
        match plan.place {
            Place::Empty => self.fill(plan, progress),
            Place::Beside => {
                let mut beside = beside::Beside::begin(self.connect, plan)?;
                let made = self.make(&mut beside, plan, progress);
                let swapped = made.and_then(|notes| {
                    self.check_interrupted()?;
                    beside.swap(plan)?;
                    Ok(notes)
                });
                match swapped {
                    Ok(mut notes) => {
                        notes.append(&mut beside.notes);
                        Ok(Restored { kept: Some(plan.kept.clone()), notes })
                    }
                    Err(error) => {
                        beside.drop_new(plan);
                        Err(error)
                    }
                }
            }
        }
    }

    /// Restores into the empty database.
    fn fill(&self, plan: &RestorePlan, progress: &mut dyn Progress) -> Result<Restored, Error> {
        let mut live = (self.connect)(None)?;
        if row(live.database(), FACTS)?.first().is_none_or(|is| !is.is_empty()) {
            return Err(Error::NotEmptyAnyMore { database: plan.database.clone() });
        }
        progress.report(0, 2, "pg_restore");
        // The database stays as empty as it is after an error.
        if plan.archiver.restore(&live.reach(), &self.snapshot.archive(), true, self.interrupted)? == Run::Interrupted {
            return Err(Error::Interrupted);
        }
        self.set_properties(live.database(), &plan.name)?;
        progress.report(1, 2, "comparing");
        Ok(Restored { kept: None, notes: self.compare(&mut live)? })
    }

    /// Creates and fills the new database.
    fn make(
        &self,
        beside: &mut beside::Beside<'_>,
        plan: &RestorePlan,
        progress: &mut dyn Progress,
    ) -> Result<Vec<String>, Error> {
        let properties = &self.snapshot.manifest.properties;
        beside.create(plan, &properties.options)?;
        self.check_interrupted()?;
        progress.report(0, 2, "pg_restore");
        let mut live = (self.connect)(Some(&plan.new))?;
        if plan.archiver.restore(&live.reach(), &self.snapshot.archive(), false, self.interrupted)? == Run::Interrupted
        {
            return Err(Error::Interrupted);
        }
        self.set_properties(live.database(), &plan.new)?;
        progress.report(1, 2, "comparing");
        self.compare(&mut live)
    }

    /// Gives a database the settings, privileges and comment of the one in the snapshot.
    fn set_properties(&self, database: &mut dyn Database, name: &str) -> Result<(), Error> {
        for statement in &self.snapshot.manifest.properties.statements {
            database.run(&statement.replace("$database", &quoted_always(name)))?;
        }
        Ok(())
    }

    /// Fails unless a database has everything that is in the snapshot.
    fn compare(&self, live: &mut Live) -> Result<Vec<String>, Error> {
        let manifest = &self.snapshot.manifest;
        let catalog = state::read_catalog(live)?;
        let database = live.database();
        database.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
        let mut contents = Contents::read(database)?;
        contents.read_sequences(database, manifest.contents.sequences.keys())?;
        database.run("COMMIT")?;
        let mut differences = Differences::default();
        differences.add_contents(&manifest.contents, &contents);
        differences.add_schema(&self.snapshot.catalog()?, &catalog)?;
        if differences.found.is_empty() {
            Ok(differences.notes)
        } else {
            Err(Error::Differs { differences: differences.found })
        }
    }

    fn check_interrupted(&self) -> Result<(), Error> {
        if self.interrupted.load(Ordering::SeqCst) { Err(Error::Interrupted) } else { Ok(()) }
    }
}

fn check_rights(plan: &RestorePlan, role: &str, may_create: bool, may_rename: bool) -> Result<(), Error> {
    let empty = "or create an empty database with the tools of its host, and restore into that one: `tidegate restore \
                 SNAPSHOT --db EMPTY`";
    let (reason, help) = if !may_create {
        ("may not create databases".to_owned(), format!("allow it: `ALTER ROLE {} CREATEDB`", quoted_always(role)))
    } else if !may_rename {
        let help = "name the role that owns the database, or a superuser".to_owned();
        (format!("does not own the database {}", plan.name), help)
    } else {
        return Ok(());
    };
    Err(Error::NotAllowed { role: role.to_owned(), reason, help: vec![help, empty.to_owned()] })
}

fn row(database: &mut dyn Database, sql: &str) -> Result<Vec<String>, postgres::Error> {
    let row = look(database, |database| database.query(sql))?.rows.into_iter().next().unwrap_or_default();
    Ok(row.into_iter().map(Option::unwrap_or_default).collect())
}

/// Drops a database that a restore has kept; any other is refused.
pub fn drop_kept(connect: ConnectTo<'_>, kept: &str) -> Result<(), Error> {
    let live = connect(None)?;
    let name = live.name().to_owned();
    drop(live);
    if !beside::is_derived(&name, beside::KEPT, kept) {
        return Err(Error::NotKept { name: kept.to_owned(), database: name });
    }
    let mut administration = beside::administration(connect, &name)?;
    let exists = format!("select 1 from pg_catalog.pg_database where datname = {}", literal(kept));
    if administration.database().value(&exists)?.is_none() {
        return Err(Error::NotKept { name: kept.to_owned(), database: name });
    }
    Ok(administration.database().run(&format!("DROP DATABASE {}", quoted_always(kept)))?)
}
