//! Replay: a history run for real on a throw-away database, and what comes of it compared
//! with the schema file.
//!
//! An [`Platform`] is put in place first, then one file after the other runs as the tool
//! of its layout would run it, and a failure becomes a value with its place and its likely
//! cause. Everything here works on an [`Engine`] that somebody else has opened. On a server of
//! our own it leaves the template of the environment and a few beginnings of histories, which
//! the next replay clones; on any other it leaves nothing but the environment's roles.
//!
//! Never: reads a repository, knows settings, prints.

mod apply;
mod cause;
mod extension;
mod goose;
mod idempotency;
mod observer;
mod prefix_cache;
mod privileges;
mod round_trip;
mod runner;
mod schema;
mod scratch;
mod script;
mod setup;
mod template;

pub use idempotency::{Idempotency, RowCountChange};
pub use observer::ObservedFile;
pub use round_trip::{DownResult, RoundTrip};
pub use schema::{Change, Comparison, Difference, Object};
pub use setup::Setup;

use crate::diagnostic::Place;
use crate::migration::layout::{Layout, Transaction};
use crate::postgres::{Engine, Error, SqlError};
use crate::progress::Progress;
use crate::sql;
use crate::text::{RelPath, Span};
use apply::Applied;
use prefix_cache::{Chain, Kept};
use runner::Runner;
use scratch::ScratchDatabases;
use script::StatementError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::time::Duration;
use template::Prepared;

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
    pub ignored_files: &'a [Source],
    /// What is there before the first migration, besides the environment.
    pub setup: &'a Setup,
    /// The schemas that the schema file covers, where somebody says so.
    pub schemas: Option<&'a [String]>,
    /// What is done once everything ran.
    pub schema_file: SchemaFileTask<'a>,
    /// What is to be told beside it.
    pub checks: PlanChecks<'a>,
}

/// What is told only when it is asked for, as it costs time.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlanChecks<'a> {
    /// How long each file takes; those that a kept beginning covers take none.
    pub timings: bool,
    /// Whether the last file can be run twice.
    pub idempotency: bool,
    /// Whether the way back of each file leads back: one for every file, in their order.
    pub down_migrations: Option<&'a [Option<Source>]>,
    /// The files whose statements are watched; they are run, whatever is kept.
    pub observed: Option<&'a BTreeSet<RelPath>>,
    /// The text of a schema file that would be in order, where the one that is compared is not.
    pub remedy: bool,
}

/// What follows when every migration ran.
#[derive(Clone, Copy, Debug)]
pub enum SchemaFileTask<'a> {
    /// Nothing.
    Skip,
    /// The schema file is compared.
    Compare(&'a Source),
    /// The text of a schema file is made.
    Write,
}

/// A server to replay on.
pub struct ReplayTarget<'a> {
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// How many files ran to their end.
    pub replayed: usize,
    /// Extensions that a stand-in took the place of, in order of their names.
    pub stubs: Vec<String>,
    /// What of the environment could not be made.
    pub platform_gaps: Vec<String>,
    /// Schemas that the schema file is to cover and that are not there after the last migration.
    pub absent_schemas: Vec<String>,
    /// Objects that migrations, additions or the schema file have in schemas of the platform, each
    /// with its kind, in order: they are neither written nor compared.
    pub in_platform_schemas: BTreeSet<String>,
    /// The statement that stopped it.
    pub failure: Option<Failure>,
    /// How the schema file compares, when that was asked for and everything ran.
    pub comparison: Option<Comparison>,
    /// The text of a schema file below its head, when that was asked for and every migration ran.
    pub text: Option<String>,
    /// How long each file took that was run to its end, in their order, when that was asked for.
    pub timings: Option<Vec<Timing>>,
    /// What the last file does when it is run twice, when that was asked for, everything ran and
    /// there is a file.
    pub idempotency: Option<Idempotency>,
    /// Where the way back of each file leads, in their order, when that was asked for and
    /// everything ran.
    pub round_trip: Option<Vec<RoundTrip>>,
    /// What was seen of the files that were watched, up to the statement that failed; never
    /// remembered.
    #[serde(skip)]
    pub observed: Option<Vec<ObservedFile>>,
}

impl Outcome {
    /// Every statement that failed, of whatever was run.
    pub fn failures(&self) -> impl Iterator<Item = &Failure> {
        let idempotency = self.idempotency.iter().filter_map(|idempotency| idempotency.failure.as_ref());
        let round_trip = self.round_trip.iter().flatten().filter_map(|round_trip| match &round_trip.result {
            DownResult::Failed(failure) | DownResult::ReapplyFailed(failure) => Some(failure),
            DownResult::Absent
            | DownResult::Restored
            | DownResult::Differs(_)
            | DownResult::Empty(_)
            | DownResult::Irreversible(_) => None,
        });
        self.failure.iter().chain(idempotency).chain(round_trip)
    }
}

/// How long a file took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    /// The file.
    pub file: RelPath,
    /// How long its statements took.
    pub took: Duration,
}

/// A statement that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
pub fn run(stage: &mut ReplayTarget<'_>, plan: &Plan<'_>) -> Result<Outcome, Error> {
    let outcome = once(stage, plan)?;
    let is_held = outcome.failure.as_ref().is_some_and(|failure| is_role_used_elsewhere(&failure.error));
    if !(stage.keeps && is_held) {
        return Ok(outcome);
    }
    // Without what was kept nothing but the migrations themselves holds a role.
    stage.keeps = false;
    prefix_cache::forget(stage.engine)?;
    once(stage, plan)
}

/// True when a role cannot be dropped as another database has something of it. Roles belong to
/// the whole server, and copies of a database have the same privileges for them.
fn is_role_used_elsewhere(error: &SqlError) -> bool {
    error.sqlstate == "2BP01" && error.detail.as_ref().is_some_and(|detail| detail.contains(" in database "))
}

fn once(stage: &mut ReplayTarget<'_>, plan: &Plan<'_>) -> Result<Outcome, Error> {
    let platform = plan.layout.platform;
    let mut chain = None;
    let mut kept = None;
    if stage.keeps {
        let now = template::fingerprint(stage.engine, platform)?;
        kept = chain.insert(Chain::of(&now, plan)).longest(stage.engine, &now, plan.may_be_kept())?;
    }
    let prepared = match &kept {
        Some(_) => Prepared::kept(platform, None),
        None => template::prepare(stage.engine, platform, stage.is_own)?,
    };
    let mut scratch = ScratchDatabases::new(stage, platform, prepared)?;
    let ran = replay(&mut scratch, plan, chain.as_ref(), kept);
    let swept = scratch.sweep(plan);
    let mut outcome = ran?;
    swept?;
    outcome.platform_gaps.append(&mut scratch.prepared.platform_gaps);
    Ok(outcome)
}

fn replay(
    scratch: &mut ScratchDatabases<'_, '_>,
    plan: &Plan<'_>,
    chain: Option<&Chain>,
    kept: Option<Kept>,
) -> Result<Outcome, Error> {
    let Applied { mut database, runner, mut outcome } = apply::run(scratch, plan, chain, kept)?;
    if outcome.failure.is_some() {
        return Ok(outcome);
    }
    if matches!(plan.schema_file, SchemaFileTask::Skip) {
        drop(runner);
    } else {
        judge(scratch, plan, &database, runner, &mut outcome)?;
    }
    if let Some(chain) = chain.filter(|_| database == scratch.name) {
        database = scratch.keep(chain, plan.migrations.len())?;
    }
    // Last, as both may leave the server with other roles.
    if let Some(last) = plan.migrations.last().filter(|_| plan.checks.idempotency) {
        outcome.idempotency = Some(idempotency::run(scratch, plan, &database, last)?);
    }
    if let Some(down_migrations) = plan.checks.down_migrations {
        outcome.round_trip = Some(round_trip::run(scratch, plan, down_migrations)?);
    }
    Ok(outcome)
}

/// Compares or writes what the migrations have made.
fn judge(
    scratch: &mut ScratchDatabases<'_, '_>,
    plan: &Plan<'_>,
    database: &str,
    mut runner: Runner,
    outcome: &mut Outcome,
) -> Result<(), Error> {
    outcome.in_platform_schemas = schema::platform(&mut runner, scratch.platform)?;
    let made = scratch.readable(database, runner)?;
    outcome.absent_schemas = schema::absent(&made, plan.schemas);
    match plan.schema_file {
        SchemaFileTask::Skip => {}
        SchemaFileTask::Compare(schema) => {
            let is_equal =
                match schema::compare(scratch, &made, schema, plan.schemas, &mut outcome.in_platform_schemas)? {
                    Ok(comparison) => outcome.comparison.insert(comparison).changes.is_empty(),
                    Err(broken) => {
                        outcome.failure = Some(in_schema_file(schema, broken));
                        false
                    }
                };
            if plan.checks.remedy && !is_equal {
                outcome.text = Some(schema::write(scratch, &made, plan.schemas)?);
            }
        }
        SchemaFileTask::Write => outcome.text = Some(schema::write(scratch, &made, plan.schemas)?),
    }
    Ok(())
}

impl Plan<'_> {
    /// How many files a kept beginning may have: none that is to be watched.
    fn may_be_kept(&self) -> usize {
        self.migrations.iter().position(|file| self.is_watched(file)).unwrap_or(self.migrations.len())
    }

    fn is_watched(&self, file: &Source) -> bool {
        self.checks.observed.is_some_and(|observed| observed.contains(&file.path))
    }
}

fn failure(plan: &Plan<'_>, at: usize, broken: StatementError, major: u32) -> Failure {
    let source = &plan.migrations[at];
    let cause = cause::explain(plan, at, &broken, major).unwrap_or_default();
    Failure { cause: cause.why, help: cause.help, ..in_file(source, broken) }
}

fn in_schema_file(schema: &Source, broken: StatementError) -> Failure {
    let cause = format!(
        "{} cannot be loaded into a database with what the migrations need, so it was not compared",
        schema.path
    );
    Failure { cause, help: String::new(), ..in_file(schema, broken) }
}

fn in_file(source: &Source, broken: StatementError) -> Failure {
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
fn pointed_at(content: &[u8], broken: &StatementError) -> Span {
    let StatementError { statement, at, .. } = broken;
    if broken.error.position.is_none() {
        return statement.clone();
    }
    let token = sql::tokens(&content[*at..statement.end]).next();
    let length = token.map_or(0, |token| token.span.end);
    // At the end of a statement something is missing: its last byte is marked.
    let start = if length == 0 { at.saturating_sub(1) } else { *at };
    start..(at + length).max(start + 1).min(content.len())
}
