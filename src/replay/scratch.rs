//! A replay in progress: its plan, its server and its temporary databases.

use super::plan::Plan;
use super::prefix_cache::PrefixChain;
use super::privileged::Privileges;
use super::runner::{Runner, StubState};
use super::session::SessionState;
use super::source::Source;
use super::target::ReplayTarget;
use super::template::{self, Template};
use crate::catalog::Catalog;
use crate::migration::Platform;
use crate::migration::layout::FoundBy;
use crate::object::{PUBLIC, literal};
use crate::postgres::{Engine, Error, Level, NewDatabase, Session, quoted_always, scratch_name};
use std::collections::BTreeSet;
use std::rc::Rc;

/// A replay in progress.
pub(super) struct Replay<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) target: ReplayTarget<'a>,
    /// `None` where no prefix is cached.
    pub(super) prefixes: Option<PrefixChain>,
    pub(super) template: Template,
    /// A hash of the platform and of the extensions of a private server.
    pub(super) sources: Option<String>,
    /// The database in which the migrations run.
    pub(super) database: String,
    /// The catalog of a replayed database, with its name, once it was read.
    pub(super) replayed: Option<(String, Catalog)>,
    /// Databases to drop at the end.
    temporary: Vec<String>,
    /// The roles of a shared server before the first migration.
    initial_roles: Vec<String>,
    /// The databases of a private server before the first migration.
    /// Read with the first connection.
    privileges: Option<Rc<Privileges>>,
}

/// A database in which everything ran, without connections.
pub(super) struct ReplayedDatabase {
    pub(super) name: String,
    /// Its schemas in order, without the server's own and those of extensions.
    pub(super) schemas: Vec<String>,
}

impl<'a> Replay<'a> {
    /// Begins on a server on which the platform is ready.
    pub(super) fn new(
        target: ReplayTarget<'a>,
        plan: &'a Plan<'a>,
        prefixes: Option<PrefixChain>,
        template: Template,
        sources: Option<String>,
    ) -> Result<Self, Error> {
        let is_private = target.is_private;
        let initial_roles = if is_private { Vec::new() } else { role_names(target.engine)? };
        // Migrations expect this name; it is free on a private server only.
        let database = if is_private { "postgres".to_owned() } else { scratch_name() };
        let temporary = Vec::new();
        let (replayed, privileges) = (None, None);
        Ok(Self { plan, target, prefixes, template, sources, database, replayed, temporary, initial_roles, privileges })
    }

    /// Returns what the project expects before its first migration.
    pub(super) fn platform(&self) -> Platform {
        self.plan.platform
    }

    /// Drops the databases and roles of the migrations and opens the database as it is before the
    /// first of them, without the project's setup.
    pub(super) fn open_initial(&mut self) -> Result<Runner, Error> {
        self.drop_databases()?;
        if self.target.is_private {
            let (gaps, platform) = (std::mem::take(&mut self.template.gaps), self.platform());
            self.template = Template { gaps, ..template::prepare(self.target.engine, platform, true)? };
        } else {
            self.drop_roles()?;
        }
        let (name, template) = (self.database.clone(), self.template.database.clone());
        self.create(&name, template.as_deref())
    }

    /// Creates a temporary database and opens it.
    pub(super) fn create(&mut self, name: &str, template: Option<&str>) -> Result<Runner, Error> {
        // An interrupted run may have left one of this name.
        self.target.engine.drop_database(name)?;
        self.temporary.push(name.to_owned());
        self.target.engine.create_database(&NewDatabase { name, template })?;
        self.open(name)
    }

    /// Opens a database.
    pub(super) fn open(&mut self, name: &str) -> Result<Runner, Error> {
        self.open_with(name, &[])
    }

    /// Opens a database with settings of the session.
    fn open_with(&mut self, name: &str, settings: &[(String, String)]) -> Result<Runner, Error> {
        let mut runner = self.connect(name, settings)?;
        if runner.check_settings(self.target.is_private)?.of_roles {
            drop(runner);
            runner = self.connect(name, settings)?;
            runner.check_settings(self.target.is_private)?;
        }
        Ok(runner)
    }

    /// Continues a session in another one, which has begun with nothing.
    pub(super) fn resume(&mut self, mut runner: Runner, state: &SessionState) -> Result<Runner, Error> {
        if !state.begun.is_empty() {
            let (name, stubs) = (runner.name().to_owned(), std::mem::take(&mut runner.stubs));
            drop(runner);
            runner = self.open_with(&name, &state.begun)?;
            runner.stubs = stubs;
        }
        state.restore(&mut runner)?;
        Ok(runner)
    }

    /// Ends the session after a file unless the migration tool runs the next file in the same one.
    pub(super) fn end_file(&mut self, runner: &mut Runner) -> Result<(), Error> {
        if self.plan.layout.tracking.is_some() { Ok(()) } else { self.end_session(runner) }
    }

    /// Resets the session: what follows will run in another session, on another day. A file that leaves a transaction
    /// open is followed by the next one in the same session.
    pub(super) fn end_session(&mut self, runner: &mut Runner) -> Result<(), Error> {
        if runner.is_open {
            return Ok(());
        }
        runner.raw("DISCARD ALL")?;
        if runner.check_settings(self.target.is_private)?.of_database {
            let (name, stubs) = (runner.name().to_owned(), runner.stubs.clone());
            *runner = self.open(&name)?;
            runner.stubs = stubs;
        }
        Ok(())
    }

    fn connect(&mut self, name: &str, settings: &[(String, String)]) -> Result<Runner, Error> {
        let mut all = self.platform().settings();
        all.extend(settings.iter().cloned());
        let settings = all;
        let session = Session { notices: Level::Warning, settings, ..Session::default() };
        let mut database = self.target.engine.open(name, &session)?;
        let privileges = if let Some(privileges) = &self.privileges {
            Rc::clone(privileges)
        } else {
            let privileges = Privileges::read(database.as_mut(), self.target.engine.run_key(), self.platform())?;
            Rc::clone(self.privileges.insert(Rc::new(privileges)))
        };
        let stubs = StubState { unregistered: self.template.unregistered.clone(), used: BTreeSet::new() };
        let major = self.target.engine.server().version.major;
        let mut runner = Runner::new(database, name, major, privileges, stubs).meant_for(self.plan.wanted);
        runner.begin = self.plan.layout.begin;
        Ok(runner)
    }

    /// Closes a finished database so that it can be read; a copy where storage parameters of stub
    /// indexes have to be set first.
    pub(super) fn finish(&mut self, mut runner: Runner) -> Result<ReplayedDatabase, Error> {
        let schemas = self.own_schemas(&mut runner)?;
        let name = runner.name().to_owned();
        let is_ready = !runner.has_index_options()?;
        drop(runner);
        if is_ready {
            return Ok(ReplayedDatabase { name, schemas });
        }
        let copy = scratch_name();
        self.create(&copy, Some(&name))?.set_index_options()?;
        Ok(ReplayedDatabase { name: copy, schemas })
    }

    /// The schemas of the project: not one that only the migration tool uses.
    fn own_schemas(&self, runner: &mut Runner) -> Result<Vec<String>, Error> {
        let mut schemas = runner.schemas()?;
        let tracking = self.plan.layout.tracking.filter(|_| self.plan.schemas.is_none());
        let Some((FoundBy::Schema(schema), table)) = tracking.map(|tracking| (tracking.found, tracking.table)) else {
            return Ok(schemas);
        };
        if schema == PUBLIC || !schemas.iter().any(|found| found == schema) {
            return Ok(schemas);
        }
        let others = format!(
            "select 1 from pg_catalog.pg_namespace n where n.nspname = {schema} and (exists (select from \
             pg_catalog.pg_class c where c.relnamespace = n.oid and c.relkind <> 'i' and c.relname not in ({table}, {sequence})) \
             or exists (select from pg_catalog.pg_proc p where p.pronamespace = n.oid) or exists (select from \
             pg_catalog.pg_type t where t.typnamespace = n.oid and t.typrelid = 0 and t.typelem = 0))",
            schema = literal(schema),
            table = literal(table),
            sequence = literal(&format!("{table}_id_seq")),
        );
        if runner.value(&others)?.is_none() {
            schemas.retain(|found| found != schema);
        }
        Ok(schemas)
    }

    /// Caches the database of the migrations as the prefix of this length; returns the name of
    /// the database, which is another one where it was cached.
    pub(super) fn cache_prefix(&mut self, length: usize) -> Result<String, Error> {
        let Some(prefixes) = &self.prefixes else { return Ok(self.database.clone()) };
        let cached = prefixes.store(self.target.engine, &self.database, length)?;
        self.temporary.retain(|name| *name != self.database);
        Ok(cached)
    }

    /// Drops a temporary database before the end.
    pub(super) fn drop_temporary(&mut self, name: &str) -> Result<(), Error> {
        self.target.engine.drop_database(name)?;
        self.temporary.retain(|temporary| temporary != name);
        Ok(())
    }

    /// Drops everything that the replay has created.
    pub(super) fn clean_up(&mut self) -> Result<(), Error> {
        self.drop_databases()?;
        if self.target.is_private {
            return Ok(());
        }
        self.drop_roles()?;
        // On a shared server the template serves this run only.
        match &self.template.database {
            Some(template) => self.target.engine.drop_database(template),
            None => Ok(()),
        }
    }

    /// Drops the temporary databases, and on a private server those that migrations created: no
    /// later run may find them.
    fn drop_databases(&mut self) -> Result<(), Error> {
        for name in std::mem::take(&mut self.temporary) {
            self.target.engine.drop_database(&name)?;
        }
        if !self.target.is_private {
            return Ok(());
        }
        let kept = self.target.engine.kept_databases()?;
        for name in self.target.engine.databases()?.iter().filter(|name| !kept.contains(name)) {
            self.target.engine.drop_database(name)?;
        }
        Ok(())
    }

    /// Drops the roles that migrations created on a shared server: the next run would fail on
    /// them.
    fn drop_roles(&mut self) -> Result<(), Error> {
        let plan = self.plan;
        let down_migrations = plan.checks.down_migrations.unwrap_or_default().iter().flatten();
        let files: Vec<&Source> = plan.migrations.iter().chain(down_migrations).chain(plan.setup.files()).collect();
        let is_named = |role: &String| {
            let is_role = |name: &[u8]| name.eq_ignore_ascii_case(role.as_bytes());
            files.iter().any(|file| file.content.windows(role.len()).any(is_role))
        };
        let created: Vec<String> = role_names(self.target.engine)?
            .into_iter()
            .filter(|role| !self.initial_roles.contains(role) && is_named(role))
            .map(|role| quoted_always(&role))
            .collect();
        if created.is_empty() {
            return Ok(());
        }
        let name = scratch_name();
        let engine = &mut *self.target.engine;
        engine.create_database(&NewDatabase { name: &name, template: None })?;
        let mut database = engine.open(&name, &Session::default())?;
        let dropped = database.run(&format!("DROP ROLE {}", created.join(", ")));
        drop(database);
        engine.drop_database(&name)?;
        dropped
    }
}

fn role_names(engine: &mut dyn Engine) -> Result<Vec<String>, Error> {
    Ok(engine.roles()?.into_iter().map(|role| role.name).collect())
}
