//! `rehearse`: the pending migrations applied to a copy of a snapshot, with the time and the locks of each statement.

use super::apply::Plan;
use super::connect;
use super::error::Error;
use super::rehearsal::{Gate, Rehearsal, RowChange, Statement};
use super::request::Request;
use crate::catalog::Catalog;
use crate::diff::Change;
use crate::jobs::databases::Target;
use crate::jobs::side_settings::SettingsSource;
use crate::live::snapshot::{self, Contents, PrivateCopy, Snapshot, fingerprint, schema_differences};
use crate::live::{Applied, Options};
use crate::postgres;
use crate::process::{Command, End, Watch};
use crate::progress::Progress;
use crate::text::RelPath;
use chrono::{DateTime, Utc};
use std::fs::File;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// A rehearsal to make.
pub struct RehearseRequest<'a> {
    pub snapshot: &'a Snapshot,
    /// A database to which the snapshot was restored, in place of a copy on a private server.
    pub database: Option<&'a Request>,
    /// The folder of the project, where the working tree has several.
    pub project: Option<RelPath>,
    pub environment: postgres::Environment,
    pub with_out_of_order: bool,
    pub options: Options,
    /// Lines for `sh`, which run after the migrations with the copy in `DATABASE_URL`.
    pub gates: Vec<String>,
    /// The output of gates as it comes.
    pub live: Option<File>,
    pub now: DateTime<Utc>,
    pub interrupted: &'a AtomicBool,
}

/// A rehearsal that was made.
pub struct Rehearsed {
    pub rehearsal: Rehearsal,
    pub plan: Plan,
    pub applied: Applied,
    /// The changes of the schema, from before to after.
    pub changes: Vec<Change>,
    /// The file of the record.
    pub path: PathBuf,
    /// Sentences.
    pub notes: Vec<String>,
}

/// The longest time of a gate.
const LONGEST: Duration = Duration::from_hours(24);

/// The bytes of the output of a gate that are shown.
const SHOWN: usize = 4000;

/// The steps that are shown.
const STEPS: usize = 4;

/// The place of a rehearsal.
enum Stage<'a> {
    Private(Box<PrivateCopy>),
    Named(&'a Request),
}

impl<'a> Stage<'a> {
    fn of(request: &RehearseRequest<'a>) -> Result<Self, Error> {
        if let Some(database) = request.database {
            return Ok(Self::Named(database));
        }
        let copy = PrivateCopy::restore(request.snapshot, &request.environment, request.interrupted)?;
        Ok(Self::Private(Box::new(copy)))
    }

    /// The database as other jobs take it, for the role that rehearses.
    fn request(&self, request: &RehearseRequest<'_>) -> Request {
        match self {
            Self::Named(database) => (*database).clone(),
            Self::Private(copy) => Request {
                database: Target::unnamed(copy.address(&request.snapshot.manifest.role)),
                project: request.project.clone(),
                environment: request.environment.clone(),
            },
        }
    }

    /// Reads the rows and the schema.
    fn read(&mut self, snapshot: &Snapshot) -> Result<(Contents, Catalog), Error> {
        match self {
            Self::Private(copy) => Ok(copy.read(snapshot)?),
            Self::Named(request) => Ok(snapshot::read(&mut connect::open(request)?, snapshot)?),
        }
    }
}

/// Restores the snapshot on a private server, or takes a database that it was restored to, applies the pending
/// migrations, runs the gates, and compares before and after. What was rehearsed is written beside the snapshot.
pub fn rehearse(
    source: &SettingsSource<'_>,
    request: &RehearseRequest<'_>,
    progress: &mut dyn Progress,
) -> Result<Rehearsed, Error> {
    let manifest = &request.snapshot.manifest;
    request.snapshot.verify()?;
    progress.report(0, STEPS, "restoring the snapshot on a private server");
    let mut copy = Stage::of(request)?;
    let (contents, before) = copy.read(request.snapshot)?;
    let (differences, notes) = schema_differences(&request.snapshot.catalog()?, &before)?;
    if !differences.is_empty() {
        let differences = differences.iter().map(|change| format!("{} differs", change.object)).collect();
        return Err(Error::Snapshot(snapshot::Error::Differs { differences }));
    }
    let of_copy = copy.request(request);
    let role = match request.database {
        Some(database) => connect::open(database)?.user().to_owned(),
        None => manifest.role.clone(),
    };
    let plan = Plan::make(source, &of_copy, request.with_out_of_order, request.now)?;
    progress.report(1, STEPS, "applying the pending migrations");
    let applied = plan.apply_observed((&of_copy, true), request.options, progress)?;
    let mut gates = Vec::new();
    if applied.failure.is_none() && plan.blocked.is_empty() {
        progress.report(2, STEPS, "running the gates");
        gates = run_gates(source, request, &of_copy.database.address)?;
    }
    progress.report(3, STEPS, "comparing before and after");
    let (rows, after) = copy.read(request.snapshot)?;
    let (changes, _) = schema_differences(&after, &before)?;
    let has_passed = applied.failure.is_none() && plan.blocked.is_empty() && gates.iter().all(|gate| gate.has_passed);
    let rehearsal = Rehearsal {
        format: Rehearsal::FORMAT,
        tidegate: env!("CARGO_PKG_VERSION").to_owned(),
        rehearsed: request.now.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        address: manifest.address.clone(),
        role,
        snapshot_taken: manifest.taken.clone(),
        plan: plan.fingerprint(),
        migrations: plan.steps.iter().map(|step| step.path.to_string()).collect(),
        catalog_before: manifest.catalog.clone(),
        catalog_after: fingerprint(&after)?,
        after,
        statements: statements(&applied),
        rows: row_changes(&contents, &rows),
        gates,
        has_passed,
    };
    let path = request.snapshot.add(&format!("rehearsal-{}.json", request.now.format("%Y%m%dT%H%M%SZ")), &rehearsal)?;
    Ok(Rehearsed { rehearsal, plan, applied, changes, path, notes })
}

fn statements(applied: &Applied) -> Vec<Statement> {
    let one = |observed: &crate::live::Observed| Statement {
        path: observed.path.to_string(),
        line: observed.place.line,
        statement: observed.place.statement.clone(),
        milliseconds: u64::try_from(observed.time.as_millis()).unwrap_or(u64::MAX),
        locks: observed
            .locks
            .as_ref()
            .map(|locks| locks.iter().map(|(table, lock)| (table.clone(), lock.to_string())).collect()),
    };
    applied.observed.iter().map(one).collect()
}

/// The tables whose number of rows is not the same, or that are on one side only.
fn row_changes(before: &Contents, after: &Contents) -> Vec<RowChange> {
    let rows = |contents: &Contents, table: &String| contents.tables.get(table).map(|table| table.rows);
    let mut tables: Vec<&String> = before.tables.keys().chain(after.tables.keys()).collect();
    tables.sort();
    tables.dedup();
    let change =
        |table: &String| RowChange { table: table.clone(), before: rows(before, table), after: rows(after, table) };
    tables.into_iter().map(change).filter(|change| change.before != change.after).collect()
}

/// Runs the gates at the top of the working tree, up to the first that fails.
fn run_gates(source: &SettingsSource<'_>, request: &RehearseRequest<'_>, address: &str) -> Result<Vec<Gate>, Error> {
    let Some(top) = source.repository().paths().work_dir.clone() else { return Ok(Vec::new()) };
    let mut gates = Vec::new();
    for line in &request.gates {
        let command = Command::new("sh").args(["-c", line]).current_dir(&top).env("DATABASE_URL", address);
        let live = request.live.as_ref().and_then(|live| live.try_clone().ok());
        let begin = Instant::now();
        let watch = Watch { limit: LONGEST, interrupted: request.interrupted };
        let ended = command.watched(Vec::new(), watch, live);
        let ended = ended.map_err(|cause| Error::Gate { command: line.clone(), cause })?;
        if ended.end == End::Interrupted {
            return Err(Error::Snapshot(snapshot::Error::Interrupted));
        }
        let has_passed = matches!(ended.end, End::Exited(status) if status.success());
        let output = String::from_utf8_lossy(&ended.output).into_owned();
        let start = output.len().saturating_sub(SHOWN);
        let start = (start..output.len()).find(|at| output.is_char_boundary(*at)).unwrap_or(start);
        let output = if has_passed { String::new() } else { output[start..].to_owned() };
        let seconds = begin.elapsed().as_secs();
        gates.push(Gate { command: line.clone(), has_passed, seconds, output });
        if !has_passed {
            break;
        }
    }
    Ok(gates)
}
