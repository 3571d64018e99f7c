//! Replay: a history run for real on a throw-away database, and what comes of it compared
//! with the schema file.
//!
//! An [`Environment`] is put in place first, then one file after the other runs as the tool
//! of its layout would run it, and a failure becomes a value with its place and its likely
//! cause. Everything here works on an [`Engine`] that somebody else has opened. On a server of
//! our own it leaves the template of the environment and a few beginnings of histories, which
//! the next replay clones; on any other it leaves nothing but the environment's roles.
//!
//! Never: reads a repository, knows settings, prints.

mod additions;
mod cause;
mod environment;
mod extension;
mod prefix;
mod runner;
mod schema;
mod script;
mod words;

pub use additions::Additions;
pub use environment::Environment;
pub use schema::{Change, Comparison, Difference, Object};

use crate::diagnostic::Place;
use crate::migration::layout::{self, Layout, Transaction};
use crate::postgres::{Engine, Error, Level, NewDatabase, Session, SqlError, scratch_name};
use crate::progress::Progress;
use crate::sql;
use crate::text::{RelPath, Span};
use environment::Prepared;
use prefix::{Chain, Kept};
use runner::Runner;
use script::{Broken, Stop};

/// A file with its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Where it lies.
    pub path: RelPath,
    /// Its bytes.
    pub content: Vec<u8>,
    /// The transaction its tool runs it in, where a file beside it says so.
    pub transaction: Option<Transaction>,
}

/// What is to be replayed.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The layout, whose tool decides on transactions.
    pub layout: &'static Layout,
    /// The files that move forward, in order.
    pub migrations: &'a [Source],
    /// SQL files beside them that the tool steps over: a missing table may be in one.
    pub passed_over: &'a [Source],
    /// What is there before the first migration, besides the environment.
    pub additions: &'a Additions,
    /// The schemas that the schema file covers, where somebody says so.
    pub schemas: Option<&'a [String]>,
    /// What is done once everything ran.
    pub then: Then<'a>,
}

/// What follows when every migration ran.
#[derive(Clone, Copy, Debug)]
pub enum Then<'a> {
    /// Nothing.
    Nothing,
    /// The schema file is compared.
    Compare(&'a Source),
    /// The text of a schema file is made.
    Write,
}

/// A server to replay on.
pub struct Stage<'a> {
    /// The server.
    pub engine: &'a mut dyn Engine,
    /// True when the server is ours alone, so that its roles are too.
    pub is_own: bool,
    /// True when what was replayed is kept for the next replay, and used; only on a server of
    /// our own.
    pub keeps: bool,
    /// Who is told which file is next.
    pub progress: &'a mut dyn Progress,
}

/// What came of a replay.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// How many files ran to their end.
    pub replayed: usize,
    /// Extensions that a stand-in took the place of, in order of their names.
    pub stand_ins: Vec<String>,
    /// What of the environment could not be made.
    pub unmade: Vec<String>,
    /// Schemas that the schema file is to cover and that are not there after the last migration.
    pub absent_schemas: Vec<String>,
    /// The statement that stopped it.
    pub failure: Option<Failure>,
    /// How the schema file compares, when that was asked for and everything ran.
    pub comparison: Option<Comparison>,
    /// The text of a schema file below its head, when that was asked for and everything ran.
    pub text: Option<String>,
}

/// A statement that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Where, to be drawn.
    pub place: Place,
    /// The statement, as it was written.
    pub statement: String,
    /// What the server said.
    pub error: SqlError,
    /// The likely cause, a sentence; may be empty.
    pub cause: String,
    /// What to do, an imperative; may be empty.
    pub help: String,
}

/// Replays a plan, and does what is to follow.
pub fn run(stage: &mut Stage<'_>, plan: &Plan<'_>) -> Result<Outcome, Error> {
    let environment = Environment::of(plan.layout);
    let chain = if stage.keeps { Some(Chain::of(stage.engine, environment, plan)?) } else { None };
    let kept = match &chain {
        Some(chain) => chain.longest(stage.engine, environment)?,
        None => None,
    };
    let prepared = match &kept {
        Some(_) => Prepared::kept(environment, None),
        None => environment::prepare(stage.engine, environment, stage.is_own)?,
    };
    let roles = if stage.is_own { Vec::new() } else { role_names(stage.engine)? };
    // Migrations know the database by this name; only on a server of our own it is free.
    let name = if stage.is_own { "postgres".to_owned() } else { scratch_name() };
    let mut room = Room { stage, environment, prepared: &prepared, name, databases: Vec::new() };
    let ran = replay(&mut room, plan, chain.as_ref(), kept);
    let swept = room.sweep(plan, &roles);
    let mut outcome = ran?;
    swept?;
    outcome.unmade.extend(prepared.unmade);
    Ok(outcome)
}

fn replay(
    room: &mut Room<'_, '_>,
    plan: &Plan<'_>,
    chain: Option<&Chain>,
    kept: Option<Kept>,
) -> Result<Outcome, Error> {
    let (database, mut outcome) = files(room, plan, chain, kept)?;
    if outcome.failure.is_some() {
        return Ok(outcome);
    }
    let read = room.readable(&database)?;
    if !matches!(plan.then, Then::Nothing) {
        outcome.absent_schemas = schema::absent(room, &read, plan.schemas)?;
    }
    match plan.then {
        Then::Nothing => {}
        Then::Compare(schema) => match schema::compare(room, &read, schema, plan.schemas)? {
            Ok(comparison) => outcome.comparison = Some(comparison),
            Err(broken) => outcome.failure = Some(in_schema_file(schema, broken)),
        },
        Then::Write => outcome.text = Some(schema::write(room, &read, plan.schemas)?),
    }
    if let Some(chain) = chain.filter(|_| database == room.name) {
        room.keep(chain, plan.migrations.len())?;
    }
    Ok(outcome)
}

/// Runs the files, and tells in which database what they made lies.
fn files(
    room: &mut Room<'_, '_>,
    plan: &Plan<'_>,
    chain: Option<&Chain>,
    kept: Option<Kept>,
) -> Result<(String, Outcome), Error> {
    let name = room.name.clone();
    let total = plan.migrations.len();
    let start = kept.as_ref().map_or(0, |kept| kept.length);
    let template = kept.map(|kept| kept.database).or_else(|| room.prepared.template.clone());
    let mut outcome = Outcome { replayed: start, ..Outcome::default() };
    if let Some(whole) = template.as_ref().filter(|_| start > 0 && start == total) {
        // Nothing is new.
        outcome.stand_ins = prefix::stand_ins(&mut room.open(whole)?, whole)?;
        return Ok((whole.clone(), outcome));
    }
    let mut runner = room.open_new(&name, template.as_deref())?;
    if let Some(template) = template.as_ref().filter(|_| start > 0) {
        let used = prefix::stand_ins(&mut runner, template)?;
        runner.has_used(used);
    } else {
        outcome.failure = additions::run(room, &mut runner, plan)?;
        if outcome.failure.is_some() {
            return Ok((name, outcome));
        }
        runner.raw(tracking(plan.layout))?;
    }
    for (at, migration) in plan.migrations.iter().enumerate().skip(start) {
        if let Some(chain) = chain.filter(|_| at > start && at + 1 == total) {
            // The last file is the one that is worked on.
            let used = runner.used().iter().cloned().collect();
            prefix::note_stand_ins(&mut runner)?;
            drop(runner);
            let before = room.keep(chain, at)?;
            runner = room.open_new(&name, Some(&before))?;
            runner.has_used(used);
        }
        room.stage.progress.tell(at, total, &migration.path.to_string());
        let content = plan.layout.forward_part(&migration.content);
        match script::run(&mut runner, content, transaction(plan.layout, migration)) {
            Ok(()) => outcome.replayed += 1,
            Err(Stop::Server(error)) => return Err(error),
            Err(Stop::At(broken)) => {
                outcome.failure = Some(failure(plan, at, broken, room.stage.engine.server().version.major));
                // A copy that could not begin has cost the connection, and nothing is open then.
                if runner.raw("ROLLBACK").is_ok() {
                    room.end_session(&mut runner)?;
                }
                break;
            }
        }
        room.end_session(&mut runner)?;
    }
    outcome.stand_ins = runner.used().iter().cloned().collect();
    if chain.is_some() && outcome.failure.is_none() {
        prefix::note_stand_ins(&mut runner)?;
    }
    Ok((name, outcome))
}

/// How the tool of a layout runs a file.
fn transaction(layout: &Layout, file: &Source) -> Transaction {
    let usual = file.transaction.unwrap_or_else(|| (layout.transaction)(&file.content));
    // It looks at every statement, and runs a file by statements when none can be in one.
    let looks = *layout == layout::FLYWAY && script::needs_no_transaction(&file.content);
    if looks { Transaction::Each } else { usual }
}

/// The table in which a tool notes what it applied, which it makes before the first migration.
/// Only that of SQLx is known to be spoken of in migrations (sqlx, `migrate.rs` of its
/// `PostgreSQL` driver).
fn tracking(layout: &Layout) -> &'static str {
    if *layout == layout::SQLX {
        "CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text NOT NULL, \
         installed_on timestamptz NOT NULL DEFAULT now(), success boolean NOT NULL, \
         checksum bytea NOT NULL, execution_time bigint NOT NULL)"
    } else {
        ""
    }
}

/// The databases of a replay.
struct Room<'a, 'b> {
    stage: &'a mut Stage<'b>,
    environment: Environment,
    prepared: &'a Prepared,
    /// The database that the migrations run in.
    name: String,
    /// What is to be dropped.
    databases: Vec<String>,
}

impl Room<'_, '_> {
    /// Makes a database and opens it.
    fn open_new(&mut self, name: &str, template: Option<&str>) -> Result<Runner, Error> {
        // A run that was cut off may have left one.
        self.stage.engine.drop_database(name)?;
        self.databases.push(name.to_owned());
        self.stage.engine.create_database(&NewDatabase { name, template })?;
        self.open(name)
    }

    /// Opens a database.
    fn open(&mut self, name: &str) -> Result<Runner, Error> {
        let mut runner = self.open_as_it_is(name)?;
        if self.stage.is_own && runner.resets_own_role()? {
            drop(runner);
            runner = self.open_as_it_is(name)?;
        }
        Ok(runner)
    }

    /// Ends what a file did to its session: the next file runs in another one, on the day that
    /// it is written.
    fn end_session(&self, runner: &mut Runner) -> Result<(), Error> {
        runner.raw("DISCARD ALL")?;
        if self.stage.is_own {
            runner.check_own_rights()?;
            runner.resets_own_role()?;
        }
        Ok(())
    }

    fn open_as_it_is(&mut self, name: &str) -> Result<Runner, Error> {
        let session = Session { notices: Level::Warning, settings: self.environment.settings(), ..Session::default() };
        let database = self.stage.engine.open(name, &session)?;
        let mut runner = Runner::new(database, name, self.stage.engine.server().version.major)?;
        runner.inherit(&self.prepared.unentered);
        Ok(runner)
    }

    /// The database of a finished replay in which everything is as it is to be read: a copy,
    /// where indexes of stand-ins wait for their parameters.
    fn readable(&mut self, database: &str) -> Result<String, Error> {
        let mut runner = self.open(database)?;
        if !runner.has_index_options()? {
            return Ok(database.to_owned());
        }
        drop(runner);
        let copy = scratch_name();
        self.open_new(&copy, Some(database))?.set_index_options()?;
        Ok(copy)
    }

    /// Keeps the database of the migrations as a beginning of this length.
    fn keep(&mut self, chain: &Chain, length: usize) -> Result<String, Error> {
        let kept = chain.keep(self.stage.engine, self.environment, &self.name, length)?;
        self.databases.retain(|name| *name != self.name);
        Ok(kept)
    }

    /// Drops what the replay has made.
    fn sweep(&mut self, plan: &Plan<'_>, roles: &[String]) -> Result<(), Error> {
        for name in std::mem::take(&mut self.databases) {
            self.stage.engine.drop_database(&name)?;
        }
        if self.stage.is_own {
            return Ok(());
        }
        // The template is this run's alone; roles that migrations made would stop the next run.
        let is_named = |role: &String| {
            plan.migrations
                .iter()
                .chain(plan.additions.files())
                .any(|file| file.content.windows(role.len()).any(|name| name.eq_ignore_ascii_case(role.as_bytes())))
        };
        let made: Vec<String> = role_names(self.stage.engine)?;
        let made: Vec<String> = made
            .into_iter()
            .filter(|role| !roles.contains(role) && is_named(role))
            .map(|role| crate::postgres::quoted(&role))
            .collect();
        if !made.is_empty() {
            let name = scratch_name();
            self.stage.engine.create_database(&NewDatabase { name: &name, template: None })?;
            let mut database = self.stage.engine.open(&name, &Session::default())?;
            let dropped = database.run(&format!("DROP ROLE {}", made.join(", ")));
            drop(database);
            self.stage.engine.drop_database(&name)?;
            dropped?;
        }
        match &self.prepared.template {
            Some(template) => self.stage.engine.drop_database(template),
            None => Ok(()),
        }
    }
}

fn role_names(engine: &mut dyn Engine) -> Result<Vec<String>, Error> {
    Ok(engine.roles()?.into_iter().map(|role| role.name).collect())
}

fn failure(plan: &Plan<'_>, at: usize, broken: Broken, major: u32) -> Failure {
    let source = &plan.migrations[at];
    let cause = cause::explain(plan, at, &broken, major).unwrap_or_default();
    Failure { cause: cause.why, help: cause.help, ..in_file(source, broken) }
}

fn in_schema_file(schema: &Source, broken: Broken) -> Failure {
    let cause = format!(
        "{} cannot be loaded into a database with what the migrations need, so it was not compared",
        schema.path
    );
    Failure { cause, help: String::new(), ..in_file(schema, broken) }
}

fn in_file(source: &Source, broken: Broken) -> Failure {
    let span = pointed_at(&source.content, &broken);
    Failure {
        place: Place::content(&source.path, &source.content, &span),
        statement: String::from_utf8_lossy(&source.content[broken.statement]).into_owned(),
        error: *broken.error,
        cause: String::new(),
        help: String::new(),
    }
}

/// The token that the server points at, or the whole statement.
fn pointed_at(content: &[u8], broken: &Broken) -> Span {
    let Broken { statement, at, .. } = broken;
    if broken.error.position.is_none() {
        return statement.clone();
    }
    let token = sql::tokens(&content[*at..statement.end]).next();
    let length = token.map_or(0, |token| token.span.end);
    // At the end of a statement something is missing: its last byte is marked.
    let start = if length == 0 { at.saturating_sub(1) } else { *at };
    start..(at + length).max(start + 1).min(content.len())
}
