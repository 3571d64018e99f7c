//! `repair`: rows of a tracking table corrected. A plan first, which changes nothing.

use super::apply::Blocked;
use super::connect;
use super::error::Error;
use super::history::History;
use super::reading::Reading;
use super::request::Request;
use super::tracked::Tracked;
use crate::jobs::side_settings::SettingsSource;
use crate::live::{self, Change, Options, Task};
use crate::migration::layout::OWN_TRACKING;
use crate::text::RelPath;
use crate::tracking::{self, Line, LocalMigration, OWN, Row, State, TextMatch};

/// The corrections that are asked for.
#[derive(Clone, Debug, Default)]
pub struct Repairs {
    /// Versions to record.
    pub applied: Vec<String>,
    /// Versions whose rows are removed.
    pub reverted: Vec<String>,
    /// Whether rows get the versions of their files.
    pub renumber: bool,
    /// Whether rows get the text or the checksum of their files.
    pub restamp: bool,
    /// Whether that is done where names and texts disagree.
    pub force: bool,
}

/// The plan of `repair`.
pub struct RepairPlan {
    /// `localhost:5432/app`, never with a password.
    pub database: String,
    pub server: String,
    /// The tracking table; `None` if it is created.
    pub table: Option<String>,
    /// The changes, as fragments.
    pub changes: Vec<String>,
    pub refused: Vec<Blocked>,
    actions: Vec<Action>,
    /// The version of the migration in which a run was interrupted.
    interrupted: Option<String>,
    history: History,
    tracked: Tracked,
}

enum Action {
    Sql(String),
    /// The row of this migration.
    Record(usize),
    ClearMark,
}

impl RepairPlan {
    /// Reads a database and the working tree.
    pub fn make(source: &SettingsSource<'_>, request: &Request, repairs: &Repairs) -> Result<Self, Error> {
        let reading = Reading::of(source, request)?;
        let (table, lines) = (reading.table(), reading.lines());
        let Reading { database, server, history, tracked, mark } = reading;
        let mut plan = Self {
            database,
            server,
            table,
            changes: Vec::new(),
            refused: Vec::new(),
            actions: Vec::new(),
            interrupted: mark.map(|mark| mark.version),
            history,
            tracked,
        };
        for version in &repairs.applied {
            plan.record(version, &lines);
        }
        for version in &repairs.reverted {
            plan.forget(version, &lines, repairs.force);
        }
        plan.clear_mark(repairs);
        for line in lines.iter().filter(|line| repairs.renumber && line.state == State::Renumbered) {
            plan.renumber(line, repairs.force);
        }
        for line in lines.iter().filter(|_| repairs.restamp) {
            plan.restamp(line, repairs.force);
        }
        Ok(plan)
    }

    /// Plans one row in the place of those of other migrations: all of them, or those of these versions, which all have to
    /// be applied.
    pub fn replace(
        source: &SettingsSource<'_>,
        request: &Request,
        (versions, new): (Option<&[String]>, Option<&RelPath>),
    ) -> Result<Self, Error> {
        let mut plan = Self::make(source, request, &Repairs::default())?;
        if let Some(version) = plan.interrupted.clone() {
            plan.refuse(&version, "it is applied in part", "continue it: `tidegate apply --db DATABASE`");
            return Ok(plan);
        }
        for version in versions.unwrap_or_default() {
            let is_recorded = plan.tracked.rows.iter().any(|row| row.state.is_applied() && is_of(row, version));
            if !is_recorded && !plan.is_before_current(version) {
                plan.refuse(version, "it is not applied", "apply the migrations before they are squashed");
            }
        }
        let Some(new) = new else { return Ok(plan) };
        let Some(at) = plan.history.migrations().iter().position(|source| source.path == *new) else {
            plan.refuse(&new.to_string(), "it is not a migration of the working tree", "restore the file");
            return Ok(plan);
        };
        if !tracking::keeps_one_row(plan.tracked.tool) {
            plan.forget_rows(versions);
        }
        plan.changes.push(format!("{new} is recorded as applied"));
        plan.actions.push(Action::Record(at));
        Ok(plan)
    }

    /// Whether a table with one row says that the migration of a version is applied.
    fn is_before_current(&self, version: &str) -> bool {
        let number = |text: &str| text.parse::<u128>().ok();
        let current = self.tracked.rows.first().and_then(|row| number(&row.version));
        tracking::keeps_one_row(self.tracked.tool) && current >= number(version) && current.is_some()
    }

    /// Removes the rows of these versions, or all.
    fn forget_rows(&mut self, versions: Option<&[String]>) {
        let Some(table) = self.tracked.table.clone() else { return };
        let is_named = |row: &&Row| {
            row.state.is_applied() && versions.is_none_or(|versions| versions.iter().any(|version| is_of(row, version)))
        };
        let rows: Vec<String> = self.tracked.rows.iter().filter(is_named).map(|row| row.version.clone()).collect();
        for version in rows {
            match tracking::forget(self.tracked.tool, &table, &version) {
                Some(sql) => {
                    self.changes.push(format!("the record of {version} is removed: the new migration replaces it"));
                    self.actions.push(Action::Sql(sql));
                }
                None => self.refuse(
                    &version,
                    "the tracking table has no row of its own for it",
                    "correct the table by hand",
                ),
            }
        }
    }

    fn refuse(&mut self, name: &str, reason: &str, help: &str) {
        let (name, reason, help) = (name.to_owned(), reason.to_owned(), help.to_owned());
        self.refused.push(Blocked { name, place: None, reason, help });
    }

    /// Removes the mark of a migration that is recorded or forgotten: the user has dealt with its applied part.
    fn clear_mark(&mut self, repairs: &Repairs) {
        let is_named = |version: &&String| repairs.applied.iter().chain(&repairs.reverted).any(|one| one == *version);
        if let Some(version) = self.interrupted.as_ref().filter(is_named) {
            self.changes.push(format!("the mark of the interrupted run of {version} is removed"));
            self.actions.push(Action::ClearMark);
        }
    }

    fn record(&mut self, version: &str, lines: &[Line]) {
        let Some(line) = find(lines, version) else {
            let help = "write the version as `tidegate status --db DATABASE --full` shows it";
            return self.refuse(version, "no migration has this version", help);
        };
        let at = self.history.migrations().iter().position(|source| Some(&source.path) == line.path.as_ref());
        let Some(at) = at else {
            return self.refuse(version, "no file has this version", "restore the file of the migration");
        };
        let is_only_row = tracking::keeps_one_row(self.tracked.tool);
        match line.state {
            State::Pending | State::OutOfOrder => {}
            _ if is_only_row => {}
            State::Failed => {
                let sql = self.forget_sql(line);
                self.actions.extend(sql.map(Action::Sql));
            }
            State::Applied if self.interrupted.as_deref() == Some(version) => return,
            State::Applied => return self.refuse(version, "it is already recorded", "leave it out"),
            State::Edited | State::Other => {
                let help = "record the text of the file: `tidegate repair --db DATABASE --restamp --force`";
                return self.refuse(version, "it is recorded with another text", help);
            }
            State::Renumbered | State::Unknown => {
                let help = "record it under the version of its file: `tidegate repair --db DATABASE --renumber`";
                return self.refuse(version, "it is recorded under another version", help);
            }
        }
        self.changes.push(format!("{} is recorded as applied", named(line)));
        self.actions.push(Action::Record(at));
    }

    fn forget(&mut self, version: &str, lines: &[Line], is_forced: bool) {
        let found = find(lines, version);
        let is_interrupted = self.interrupted.as_deref() == Some(version);
        if is_interrupted && found.is_none_or(Line::is_pending) {
            return;
        }
        let Some(line) = found else {
            let help = "write the version as `tidegate status --db DATABASE --full` shows it";
            return self.refuse(version, "no migration has this version", help);
        };
        match line.state {
            State::Pending | State::OutOfOrder => return self.refuse(version, "it is not recorded", "leave it out"),
            State::Other | State::Renumbered if !is_forced => {
                let help = "compare both, then remove the row anyway: `--force`";
                return self.refuse(version, "name or version of the row are not those of the file", help);
            }
            _ => {}
        }
        match self.forget_sql(line) {
            Some(sql) => {
                self.changes.push(format!("the record of {} is removed", named(line)));
                self.actions.push(Action::Sql(sql));
            }
            None => self.refuse(
                version,
                "the tracking table has no row of its own for it",
                "record the version before it instead: `tidegate repair --db DATABASE --applied VERSION`",
            ),
        }
    }

    fn forget_sql(&self, line: &Line) -> Option<String> {
        tracking::forget(self.tracked.tool, self.tracked.table.as_ref()?, &self.recorded_version(line))
    }

    fn renumber(&mut self, line: &Line, is_forced: bool) {
        let is_same = matches!(line.text, Some(TextMatch::Same | TextMatch::LineEnds));
        if !is_same && !is_forced {
            let help = "compare both, then adopt the row anyway: `--force`";
            return self.refuse(&line.version, "only the name of the row agrees, which has no text", help);
        }
        let recorded = self.recorded_version(line);
        let (Some(table), Some(local)) = (&self.tracked.table, self.local(line)) else { return };
        let sql = tracking::renumber(self.tracked.tool, table, &recorded, &local.entry);
        self.changes.push(format!("{recorded} is recorded as {}", named(line)));
        self.actions.push(Action::Sql(sql));
    }

    fn restamp(&mut self, line: &Line, is_forced: bool) {
        match (line.state, line.text) {
            (State::Applied, Some(TextMatch::LineEnds)) => {}
            (State::Edited | State::Other, _) if is_forced => {}
            (State::Edited | State::Other, _) => {
                let help =
                    "look at the difference, `tidegate status --db DATABASE --full`, then record it anyway: `--force`";
                return self.refuse(&line.version, "more than line ends differ", help);
            }
            _ => return,
        }
        let recorded = self.recorded_version(line);
        let (Some(table), Some(local)) = (&self.tracked.table, self.local(line)) else { return };
        let Some(sql) = tracking::restamp(self.tracked.tool, table, &recorded, &local.entry) else { return };
        self.changes.push(format!("{} is recorded with the text of the file", named(line)));
        self.actions.push(Action::Sql(sql));
    }

    fn local(&self, line: &Line) -> Option<LocalMigration<'_>> {
        self.history.local().into_iter().find(|local| Some(local.path) == line.path.as_ref())
    }

    /// The version of the row of a line, as the table has it.
    fn recorded_version(&self, line: &Line) -> String {
        let version = line.recorded_version.as_ref().unwrap_or(&line.version);
        tracking::row_of(&self.tracked.rows, version).map_or_else(|| version.clone(), |row| row.version.clone())
    }

    /// Changes the table. Nothing is changed if a part of the plan is refused.
    pub fn apply(&self, request: &Request, options: Options) -> Result<(), Error> {
        if !self.refused.is_empty() || self.actions.is_empty() {
            return Ok(());
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
            migrations: Vec::new(),
            options,
            observes: false,
        };
        let change = |action: &Action| match action {
            Action::Sql(sql) => Change::Sql(sql.clone()),
            Action::ClearMark => Change::ClearMark,
            Action::Record(at) => Change::Record(&self.history.migrations()[*at]),
        };
        let changes: Vec<Change<'_>> = self.actions.iter().map(change).collect();
        let connect = || connect::connect(request);
        live::repair(&connect, &task, &changes).map_err(Error::Apply)
    }
}

/// Whether a row is that of a version: the name of a folder begins with it, and Diesel writes it without dashes.
fn is_of(row: &Row, version: &str) -> bool {
    let is_start = || row.version.strip_prefix(version).is_some_and(|rest| rest.starts_with('_'));
    tracking::row_of(std::slice::from_ref(row), version).is_some()
        || is_start()
        || row.version == version.replace('-', "")
}

/// The line of a version, of the file or of the row.
fn find<'a>(lines: &'a [Line], version: &str) -> Option<&'a Line> {
    let is_own = |line: &&Line| line.version == version;
    let is_recorded = |line: &&Line| line.recorded_version.as_deref() == Some(version);
    lines.iter().find(is_own).or_else(|| lines.iter().find(is_recorded))
}

fn named(line: &Line) -> String {
    if line.name.is_empty() { line.version.clone() } else { format!("{} ({})", line.version, line.name) }
}
