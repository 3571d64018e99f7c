//! `apply`: a plan first, which changes nothing, then the plan under locks.

use super::connect;
use super::error::Error;
use super::expected_locks::{self, ExpectedLocks, Locks};
use super::history::History;
use super::reading::Reading;
use super::rehearsal::{Rehearsal, Statement};
use super::rename;
use super::request::Request;
use super::schema_file::{self, SchemaFile, SchemaState};
use super::tracked::Tracked;
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::verify;
use crate::live::{self, Applied, Mark, Options, Place, Task, Unit, UnitKind};
use crate::migration::layout::OWN_TRACKING;
use crate::progress::Progress;
use crate::replay::Source;
use crate::sql;
use crate::text::words::shell;
use crate::text::{RelPath, hex, position};
use crate::tracking::{Line, OWN, State};
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

/// The plan of `apply`.
pub struct Plan {
    /// `localhost:5432/app`, never with a password.
    pub database: String,
    pub server: String,
    /// The tool whose table is written.
    pub tool: &'static str,
    /// The tracking table; `None` if it is created.
    pub table: Option<String>,
    /// The migrations to apply, in order.
    pub steps: Vec<Step>,
    /// The migrations that keep anything from being applied, with the reason.
    pub blocked: Vec<Blocked>,
    history: History,
    tracked: Tracked,
    expected: ExpectedLocks,
}

/// A migration to apply.
#[derive(Clone, Debug)]
pub struct Step {
    pub path: RelPath,
    pub version: String,
    /// The starts of its statements, on one line each.
    pub parts: Vec<Part>,
    /// Whether an interrupted run is continued.
    pub is_continued: bool,
    at: usize,
}

/// A part of a migration that is applied or not.
#[derive(Clone, Debug)]
pub struct Part {
    pub is_transaction: bool,
    pub statements: Vec<String>,
    pub locks: Locks,
}

/// A migration that keeps anything from being applied.
#[derive(Clone, Debug)]
pub struct Blocked {
    /// The file, or the version of a row.
    pub name: String,
    pub place: Option<Place>,
    /// A fragment.
    pub reason: String,
    /// An imperative.
    pub help: String,
}

/// The most characters of a statement that are shown.
const SHOWN: usize = 100;

impl Plan {
    /// Reads a database and the working tree. Migrations before applied ones are planned on request only.
    pub fn make(
        source: &SettingsSource<'_>,
        request: &Request,
        with_out_of_order: bool,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let reading = Reading::of(source, request)?;
        let (table, lines) = (reading.table(), reading.lines());
        let Reading { database, server, history, tracked, mark } = reading;
        let mut plan = Self {
            database,
            server,
            tool: tracked.tool.name,
            table,
            steps: Vec::new(),
            blocked: Vec::new(),
            history,
            tracked,
            expected: ExpectedLocks::default(),
        };
        for line in &lines {
            plan.add(line, mark.as_ref(), with_out_of_order, now);
        }
        let is_open = |mark: &&Mark| {
            !lines.iter().any(|line| {
                line.version == mark.version
                    && line.path.is_some()
                    && !matches!(line.state, State::Applied | State::Edited)
            })
        };
        plan.blocked.extend(mark.as_ref().filter(is_open).map(|mark| Blocked {
            name: mark.version.clone(),
            place: None,
            reason: "an earlier run was interrupted in it, and it is not a pending migration".to_owned(),
            help: format!(
                "restore its file; or undo it by hand, then `tidegate repair --db DATABASE --reverted {}`",
                shell(&mark.version)
            ),
        }));
        Ok(plan)
    }

    fn add(&mut self, line: &Line, mark: Option<&Mark>, with_out_of_order: bool, now: DateTime<Utc>) {
        let is_continued = mark.is_some_and(|mark| mark.version == line.version);
        let block = |reason: &str, help: String| Blocked {
            name: line.path.as_ref().map_or_else(|| line.version.clone(), ToString::to_string),
            place: None,
            reason: reason.to_owned(),
            help,
        };
        let blocked = match line.state {
            State::Applied | State::Edited | State::Unknown => return,
            State::Pending => None,
            State::OutOfOrder if with_out_of_order || is_continued => None,
            State::Failed if is_continued => None,
            State::OutOfOrder => Some(block(
                "a later migration is already applied",
                "apply it anyway: `tidegate apply --db DATABASE --out-of-order`".to_owned(),
            )),
            State::Failed => Some(block(
                "it began and did not end",
                format!(
                    "look at what it has done, then record it or forget it: `tidegate repair --db DATABASE --applied {0}` or \
                     `--reverted {0}`",
                    shell(&line.version)
                ),
            )),
            State::Renumbered => Some(block(
                "it is applied under another version",
                "record it under the version of its file: `tidegate repair --db DATABASE --renumber`".to_owned(),
            )),
            State::Other => Some(block("another migration is recorded under its version", self.rename(line, now))),
        };
        match blocked {
            Some(blocked) => self.blocked.push(blocked),
            None => self.add_step(line, is_continued),
        }
    }

    fn rename(&self, line: &Line, now: DateTime<Utc>) -> String {
        let recorded = self.tracked.rows.iter().map(|row| row.version.as_str());
        let command = line.path.as_ref().and_then(|path| rename::command(&self.history, recorded, path, now));
        let give = "give the file another version";
        command.map_or_else(|| give.to_owned(), |command| format!("{give}: `{command}`"))
    }

    fn add_step(&mut self, line: &Line, is_continued: bool) {
        let of_line = |source: &Source| Some(&source.path) == line.path.as_ref();
        let Some(at) = self.history.migrations().iter().position(of_line) else { return };
        let source = &self.history.migrations()[at];
        let (text, section) = source.sent();
        let name = source.path.to_string();
        if source.callbacks.as_ref().is_some_and(|callbacks| callbacks.files().next().is_some()) {
            let (reason, help) =
                ("its tool runs callbacks around it, which is not supported", "apply it with its tool");
            self.blocked.push(Blocked { name, place: None, reason: reason.to_owned(), help: help.to_owned() });
            return;
        }
        match live::units(&text, &section) {
            Ok(units) => {
                let parts = units.iter().map(|unit| part(&text, unit, &mut self.expected)).collect();
                let (path, version) = (source.path.clone(), line.version.clone());
                self.steps.push(Step { path, version, parts, is_continued, at });
            }
            Err(refused) => {
                let line = position(&text, refused.span.start).line;
                let place = Some(Place { line, statement: start(&text[refused.span]) });
                self.blocked.push(Blocked { name, place, reason: refused.message, help: refused.help });
            }
        }
    }

    /// The paths and contents of the migrations to apply.
    pub(super) fn contents(&self) -> impl Iterator<Item = (&RelPath, &[u8])> {
        let sources = self.steps.iter().map(|step| &self.history.migrations()[step.at]);
        sources.map(|source| (&source.path, &*source.content))
    }

    /// The versions that the tracking table has.
    pub(super) fn recorded(&self) -> impl Iterator<Item = &str> {
        self.tracked.rows.iter().map(|row| row.version.as_str())
    }

    /// The hash of the migrations to apply, with their text and the tool as which they are recorded.
    pub(super) fn fingerprint(&self) -> String {
        let mut sum = Sha256::new();
        let mut add = |part: &[u8]| {
            sum.update((part.len() as u64).to_be_bytes());
            sum.update(part);
        };
        add(self.tool.as_bytes());
        for step in &self.steps {
            add(step.path.as_bytes());
            add(step.version.as_bytes());
            add(&self.history.migrations()[step.at].content);
        }
        hex(sum.finalize())
    }

    /// Replaces the expected locks by those that a rehearsal of this plan has observed; `false` if it is of another plan.
    pub fn observe(&mut self, rehearsal: &Rehearsal) -> bool {
        if rehearsal.plan != self.fingerprint() {
            return false;
        }
        for step in &mut self.steps {
            let path = step.path.to_string();
            let mut run = rehearsal.statements.iter().filter(|statement| statement.path == path);
            for part in &mut step.parts {
                let of_part: Vec<&Statement> = run.by_ref().take(part.statements.len()).collect();
                if of_part.len() == part.statements.len()
                    && let Some(locks) = expected_locks::observed(&of_part)
                {
                    part.locks = locks;
                }
            }
        }
        true
    }

    /// Regenerates the schema file of the project after its migrations were applied, if it has one.
    pub fn regenerate(
        &self,
        source: &SettingsSource<'_>,
        replay: &verify::Request,
        progress: &mut dyn Progress,
    ) -> SchemaFile {
        if !self.history.inputs.has_schema_file() {
            return SchemaState::None.into();
        }
        let migrations = self.steps.iter().map(|step| step.path.clone()).collect();
        schema_file::regenerate(source, migrations, replay, progress)
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.blocked.is_empty()
    }

    /// Applies the plan, up to the first failure. Nothing runs if something blocks it.
    pub fn apply(&self, request: &Request, options: Options, progress: &mut dyn Progress) -> Result<Applied, Error> {
        self.apply_observed((request, false), options, progress)
    }

    /// The same; the time and the locks of each statement are noted if that is asked for.
    pub(super) fn apply_observed(
        &self,
        (request, observes): (&Request, bool),
        options: Options,
        progress: &mut dyn Progress,
    ) -> Result<Applied, Error> {
        if !self.blocked.is_empty() || self.steps.is_empty() {
            return Ok(Applied::default());
        }
        let layout = self.history.layout();
        let own = if self.tracked.tool == &OWN { Some(&OWN_TRACKING) } else { layout.tracking };
        let Some(tracking) = own else { return Err(Error::UnknownTool(self.history.inputs.tool())) };
        let task = Task {
            layout,
            tracking,
            tool: self.tracked.tool,
            table: self.tracked.table.clone(),
            expected: self.tracked.rows.clone(),
            migrations: self.steps.iter().map(|step| &self.history.migrations()[step.at]).collect(),
            options,
            observes,
        };
        let connect = || connect::connect(request);
        live::apply(&connect, &task, progress).map_err(Error::Apply)
    }
}

fn part(text: &[u8], unit: &Unit, expected: &mut ExpectedLocks) -> Part {
    let statements = unit.statements.iter().map(|span| start(&text[span.clone()])).collect();
    let locks = expected.of(text, &unit.statements);
    Part { is_transaction: unit.kind == UnitKind::Transaction, statements, locks }
}

/// The start of a statement, on one line.
fn start(statement: &[u8]) -> String {
    sql::on_one_line(&String::from_utf8_lossy(statement), SHOWN)
}
