//! The databases of a replay, and the server that they lie on.

use super::apply::tracking;
use super::prefix_cache::{self, Chain};
use super::privileges::Privileges;
use super::runner::Runner;
use super::setup;
use super::template::{self, Prepared};
use super::{Plan, ReplayTarget, Source};
use crate::migration::Platform;
use crate::postgres::{Engine, Error, Level, NewDatabase, Session, scratch_name};
use std::rc::Rc;

/// The databases of a replay.
pub(super) struct ScratchDatabases<'a, 'b> {
    pub(super) stage: &'a mut ReplayTarget<'b>,
    pub(super) platform: Platform,
    pub(super) prepared: Prepared,
    /// The database that the migrations run in.
    pub(super) name: String,
    /// What is to be dropped.
    pub(super) databases: Vec<String>,
    /// The roles that a server of somebody else had before the first migration.
    roles: Vec<String>,
    /// Once they are known.
    privileges: Option<Rc<Privileges>>,
    /// The databases that a server of our own had before the first migration.
    there: Vec<String>,
}

/// A database that everything was run in, as it is to be read. Nobody is connected to it.
pub(super) struct Readable {
    pub(super) database: String,
    /// Its schemas, but for the server's own and those of extensions, in order.
    pub(super) schemas: Vec<String>,
}

impl<'a, 'b> ScratchDatabases<'a, 'b> {
    /// Takes over a server on which an environment is ready.
    pub(super) fn new(stage: &'a mut ReplayTarget<'b>, platform: Platform, prepared: Prepared) -> Result<Self, Error> {
        let roles = if stage.is_own { Vec::new() } else { role_names(stage.engine)? };
        let there = if stage.is_own { stage.engine.databases()? } else { Vec::new() };
        // Migrations know the database by this name; only on a server of our own it is free.
        let name = if stage.is_own { "postgres".to_owned() } else { scratch_name() };
        Ok(Self { stage, platform, prepared, name, databases: Vec::new(), roles, privileges: None, there })
    }

    /// Begins a history anew: the roles that migrations made are gone, and the database is as
    /// it is before the first of them.
    pub(super) fn begin_again(&mut self, plan: &Plan<'_>) -> Result<Runner, Error> {
        for name in std::mem::take(&mut self.databases) {
            self.stage.engine.drop_database(&name)?;
        }
        self.drop_strange_databases()?;
        if self.stage.is_own {
            let platform_gaps = std::mem::take(&mut self.prepared.platform_gaps);
            self.prepared = template::prepare(self.stage.engine, self.platform, true)?;
            self.prepared.platform_gaps = platform_gaps;
        } else {
            self.drop_roles(plan)?;
        }
        let (name, template) = (self.name.clone(), self.prepared.template.clone());
        let mut runner = self.open_new(&name, template.as_deref())?;
        if let Some(failure) = setup::run(self, &mut runner, plan)? {
            // They ran the first time.
            return Err(Error::Sql(Box::new(failure.error)));
        }
        runner.raw(tracking(plan.layout))?;
        Ok(runner)
    }

    /// Makes a database and opens it.
    pub(super) fn open_new(&mut self, name: &str, template: Option<&str>) -> Result<Runner, Error> {
        // A run that was cut off may have left one.
        self.stage.engine.drop_database(name)?;
        self.databases.push(name.to_owned());
        self.stage.engine.create_database(&NewDatabase { name, template })?;
        self.open(name)
    }

    /// Opens a database.
    pub(super) fn open(&mut self, name: &str) -> Result<Runner, Error> {
        let mut runner = self.open_as_it_is(name)?;
        if runner.look_at_settings(self.stage.is_own)?.of_roles {
            drop(runner);
            runner = self.open_as_it_is(name)?;
            runner.look_at_settings(self.stage.is_own)?;
        }
        Ok(runner)
    }

    /// Ends what a file did to its session: the next file runs in another one, on the day that
    /// it is written.
    pub(super) fn end_session(&mut self, runner: &mut Runner) -> Result<(), Error> {
        runner.raw("DISCARD ALL")?;
        if runner.look_at_settings(self.stage.is_own)?.of_database {
            let (name, used) = (runner.name().to_owned(), runner.used().iter().cloned().collect());
            let unentered = runner.unentered().clone();
            *runner = self.open(&name)?;
            runner.inherit(&unentered);
            runner.has_used(used);
        }
        Ok(())
    }

    fn open_as_it_is(&mut self, name: &str) -> Result<Runner, Error> {
        let session = Session { notices: Level::Warning, settings: self.platform.settings(), ..Session::default() };
        let mut database = self.stage.engine.open(name, &session)?;
        let privileges = match &self.privileges {
            Some(privileges) => Rc::clone(privileges),
            None => Rc::clone(self.privileges.insert(Rc::new(Privileges::read(database.as_mut())?))),
        };
        let mut runner = Runner::new(database, name, self.stage.engine.server().version.major, privileges);
        runner.inherit(&self.prepared.unentered);
        Ok(runner)
    }

    /// The database of a finished replay, which a runner stands on: a copy, where indexes of
    /// stand-ins wait for their parameters.
    pub(super) fn readable(&mut self, database: &str, mut runner: Runner) -> Result<Readable, Error> {
        let schemas = runner.schemas()?;
        let is_ready = !runner.has_index_options()?;
        drop(runner);
        if is_ready {
            return Ok(Readable { database: database.to_owned(), schemas });
        }
        let copy = scratch_name();
        self.open_new(&copy, Some(database))?.set_index_options()?;
        Ok(Readable { database: copy, schemas })
    }

    /// Keeps the database of the migrations as a beginning of this length.
    pub(super) fn keep(&mut self, chain: &Chain, length: usize) -> Result<String, Error> {
        let kept = chain.keep(self.stage.engine, &self.name, length)?;
        self.databases.retain(|name| *name != self.name);
        Ok(kept)
    }

    /// Drops what the replay has made.
    pub(super) fn sweep(&mut self, plan: &Plan<'_>) -> Result<(), Error> {
        for name in std::mem::take(&mut self.databases) {
            self.stage.engine.drop_database(&name)?;
        }
        self.drop_strange_databases()?;
        if self.stage.is_own {
            return Ok(());
        }
        self.drop_roles(plan)?;
        // The template is this run's alone.
        match &self.prepared.template {
            Some(template) => self.stage.engine.drop_database(template),
            None => Ok(()),
        }
    }

    /// Drops the databases that migrations made on a server of our own: no later run may find them.
    fn drop_strange_databases(&mut self) -> Result<(), Error> {
        if !self.stage.is_own {
            return Ok(());
        }
        for name in self.stage.engine.databases()? {
            if !self.there.contains(&name) && !prefix_cache::is_kept(&name) && !template::is_kept(&name) {
                self.stage.engine.drop_database(&name)?;
            }
        }
        Ok(())
    }

    /// Drops the roles that migrations made on a server of somebody else: they would stop the
    /// next run.
    fn drop_roles(&mut self, plan: &Plan<'_>) -> Result<(), Error> {
        let down_migrations = plan.checks.down_migrations.unwrap_or_default().iter().flatten();
        let files: Vec<&Source> = plan.migrations.iter().chain(down_migrations).chain(plan.setup.files()).collect();
        let is_named = |role: &String| {
            files
                .iter()
                .any(|file| file.content.windows(role.len()).any(|name| name.eq_ignore_ascii_case(role.as_bytes())))
        };
        let made: Vec<String> = role_names(self.stage.engine)?
            .into_iter()
            .filter(|role| !self.roles.contains(role) && is_named(role))
            .map(|role| crate::postgres::quoted(&role))
            .collect();
        if made.is_empty() {
            return Ok(());
        }
        let name = scratch_name();
        self.stage.engine.create_database(&NewDatabase { name: &name, template: None })?;
        let mut database = self.stage.engine.open(&name, &Session::default())?;
        let dropped = database.run(&format!("DROP ROLE {}", made.join(", ")));
        drop(database);
        self.stage.engine.drop_database(&name)?;
        dropped
    }
}

fn role_names(engine: &mut dyn Engine) -> Result<Vec<String>, Error> {
    Ok(engine.roles()?.into_iter().map(|role| role.name).collect())
}
