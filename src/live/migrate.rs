//! Applies one migration, unit by unit.

use super::error::{Error, Failure};
use super::file::{File, place_of, unfinished};
use super::index::{Build, IndexState};
use super::mark::{Comment, Mark};
use super::observe::Observer;
use super::record::Record;
use super::session::Session;
use super::task::Task;
use super::units::{Unit, UnitKind, units};
use super::watch::Watched;
use crate::postgres::{self, SqlError, sqlstate};
use crate::progress::Progress;
use crate::replay::Source;
use crate::sql::NonTransactional;
use crate::text::Span;
use crate::text::words::shell;
use crate::tracking::Table;
use std::time::{Duration, Instant};

/// A session, and the table in which migrations are recorded.
pub(super) struct Migrator<'a, 't> {
    pub(super) session: Session<'a>,
    pub(super) task: &'t Task<'t>,
    pub(super) table: Table,
    pub(super) notes: Vec<String>,
    pub(super) observer: Option<Observer>,
}

/// The end of a run.
pub(super) enum Stop {
    Failed(Box<Failure>),
    Error(Error),
}

impl From<postgres::Error> for Stop {
    fn from(error: postgres::Error) -> Self {
        Self::Error(error.into())
    }
}

/// Errors after which a whole transaction is tried again.
const REPEATABLE: [&str; 3] =
    [sqlstate::LOCK_NOT_AVAILABLE, sqlstate::DEADLOCK_DETECTED, sqlstate::SERIALIZATION_FAILURE];

/// Longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

impl Migrator<'_, '_> {
    /// Applies a migration and records it.
    pub(super) fn migrate(&mut self, source: &Source, progress: &mut dyn Progress) -> Result<(), Stop> {
        let (text, section) = source.sent();
        let units = units(&text, &section).map_err(|refused| {
            let place = Some(place_of(&text, &refused.span));
            let state = format!("No part of {} was applied.", source.path);
            let (message, help) = (refused.message, refused.help);
            failed(Failure { path: source.path.clone(), place, message, notes: Vec::new(), state, help })
        })?;
        let comment = Comment::read(self.session.database(), &self.table)?;
        let row_id = match &comment.mark {
            Some(mark) => mark.row_id.clone(),
            None => self.session.database().value("select pg_catalog.gen_random_uuid()::text")?.unwrap_or_default(),
        };
        let pieces = source.section.pieces.as_deref();
        let Some(mut entry) = self.task.layout.entry(&source.path, &source.content, pieces) else {
            return Err(failed(unfinished(source, "the name of the file has no version".to_owned())));
        };
        entry.row_id = Some(row_id.clone());
        let version = self.task.tool.version(&entry);
        let record = Record::of(self.task.tracking, &entry, &self.table);
        let file = File { source, text: &text, units: &units, version, record, row_id };
        self.session.reset()?;
        if let [unit] = &units[..]
            && unit.kind == UnitKind::Transaction
            && comment.mark.is_none()
        {
            let after = [file.record.before.clone(), file.record.end.clone()];
            return self.transaction(&file, Some(unit), &after, None);
        }
        self.parts(&file, &comment, progress)
    }

    /// Applies the units of a file that are not done, with a mark after each.
    fn parts(&mut self, file: &File<'_>, comment: &Comment, progress: &mut dyn Progress) -> Result<(), Stop> {
        let mut mark = if let Some(mark) = &comment.mark {
            self.resumed(file, mark)?
        } else {
            let mark = file.mark(0, false);
            let after = [file.record.before.clone(), comment.set(&self.table, Some(&mark))];
            self.transaction(file, None, &after, Some(&mark))?;
            mark
        };
        let end = [file.record.end.clone(), comment.set(&self.table, None)];
        while let Some(unit) = file.units.get(mark.done) {
            let next = file.mark(mark.done + 1, false);
            let is_last = next.done == file.units.len();
            match unit.kind {
                UnitKind::Transaction if is_last => {
                    return self.transaction(file, Some(unit), &end, None);
                }
                UnitKind::Transaction => {
                    let after = [comment.set(&self.table, Some(&next))];
                    self.transaction(file, Some(unit), &after, Some(&next))?;
                }
                UnitKind::Outside(_) | UnitKind::Procedure => self.alone((file, unit), &mark, comment, progress)?,
            }
            mark = next;
        }
        self.transaction(file, None, &end, None)
    }

    /// The mark from which an interrupted run is continued.
    fn resumed(&mut self, file: &File<'_>, mark: &Mark) -> Result<Mark, Stop> {
        let path = &file.source.path;
        let stop = |message: String, help: &str| {
            let state = format!("Parts of migration {} are applied and not recorded.", mark.version);
            let (path, help) = (path.clone(), help.to_owned());
            failed(Failure { path, place: None, message, notes: Vec::new(), state, help })
        };
        let version = shell(&mark.version);
        let clear = &format!(
            "complete it by hand, then `tidegate repair --db DATABASE --applied {version}`; or undo it by hand, then \
             `--reverted {version}`"
        );
        if mark.version != file.version {
            return Err(stop(
                format!("migration {} was interrupted, and is to be completed first", mark.version),
                clear,
            ));
        }
        if mark.done > file.units.len() || file.mark(mark.done, false).sum != mark.sum {
            return Err(stop("the part of the file that is already applied has changed".to_owned(), clear));
        }
        if mark.is_running && file.units.get(mark.done).is_some_and(|unit| unit.kind == UnitKind::Procedure) {
            let message = "an earlier run was interrupted in a statement that commits on its own".to_owned();
            return Err(stop(message, clear));
        }
        self.notes.push(format!("{path} was continued after part {} of {}", mark.done, file.units.len()));
        Ok(file.mark(mark.done, false))
    }

    /// Runs a statement outside of a transaction.
    fn alone(
        &mut self,
        (file, unit): (&File<'_>, &Unit),
        mark: &Mark,
        comment: &Comment,
        progress: &mut dyn Progress,
    ) -> Result<(), Stop> {
        let span = &unit.statements[0];
        let statement = String::from_utf8_lossy(&file.text[span.clone()]).into_owned();
        let build = Build::of(&statement);
        let is_built = match &build {
            Some(build) => self.prepare_build(file, span, build, mark)?,
            None => false,
        };
        let done = comment.set(&self.table, Some(&file.mark(mark.done + 1, false)));
        if is_built {
            return Ok(self.session.run(&done)?);
        }
        self.session.run(&comment.set(&self.table, Some(&file.mark(mark.done, true))))?;
        let begin = Instant::now();
        let watched = self.send_alone(unit, &statement, progress)?;
        match watched.result {
            Ok(()) => {
                if let Some(observer) = &mut self.observer {
                    observer.note_outside(&file.source.path, place_of(file.text, span), begin);
                }
            }
            Err(postgres::Error::Sql(error)) => {
                if unit.kind != UnitKind::Procedure {
                    self.session.run(&comment.set(&self.table, Some(mark)))?;
                }
                let left = self.left_behind(unit, build.as_ref())?;
                let failure = file.of_statement(span, &error, Some(mark));
                let failure = Failure { state: file.state_outside(mark, &left), ..failure };
                return Err(failed(
                    watched.ended_for.map_or_else(|| failure.clone(), |one| after_a_wait(&failure, &one)),
                ));
            }
            Err(error) => {
                self.session.recover(self.task, &self.table).map_err(Stop::Error)?;
                let state = file.state_outside(mark, "The statement may have taken effect.");
                return Err(failed(Failure { state, ..file.lost(span, &error, mark) }));
            }
        }
        if let Some(build) = &build
            && !matches!(build.state(self.session.database())?, IndexState::Valid)
        {
            let error = SqlError { message: "the index that was built is not valid".to_owned(), ..SqlError::default() };
            return Err(failed(file.of_statement(span, &error, Some(mark))));
        }
        Ok(self.session.run(&done)?)
    }

    /// Sends a statement that runs outside a transaction; one that waits for other sessions is watched.
    fn send_alone(&mut self, unit: &Unit, statement: &str, progress: &mut dyn Progress) -> Result<Watched, Stop> {
        let waits = matches!(
            unit.kind,
            UnitKind::Outside(
                NonTransactional::CreateIndexConcurrently
                    | NonTransactional::DropIndexConcurrently
                    | NonTransactional::ReindexConcurrently
                    | NonTransactional::DetachConcurrently
            )
        );
        // The waits of a concurrent build count, and what it leaves behind is worse than a wait.
        let timeout = if waits { 0 } else { self.task.options.lock_timeout.as_millis() };
        self.session.run(&format!("SET lock_timeout = {timeout}"))?;
        Ok(if waits {
            self.session.run_watched(statement, self.task.options.concurrent_wait, progress)
        } else {
            Watched { result: self.session.run(statement), ended_for: None }
        })
    }

    /// A sentence on the leftovers of a statement that failed outside a transaction.
    fn left_behind(&mut self, unit: &Unit, build: Option<&Build>) -> Result<String, Stop> {
        let state = build.map(|build| build.state(self.session.database())).transpose()?;
        Ok(match state {
            Some(IndexState::Invalid(name)) => {
                format!("The build left the invalid index {name}, which the next `tidegate apply` drops.")
            }
            _ if unit.kind == UnitKind::Procedure => "What the statement committed before it failed stays.".to_owned(),
            _ => "The statement failed outside a transaction, so a part of its work may stay.".to_owned(),
        })
    }

    /// Removes the leftover of an interrupted build; whether the index is already built by the run that this one continues.
    fn prepare_build(&mut self, file: &File<'_>, span: &Span, build: &Build, mark: &Mark) -> Result<bool, Stop> {
        let before = Comment::read(self.session.database(), &self.table)?.mark;
        match build.state(self.session.database())? {
            IndexState::Absent => Ok(false),
            IndexState::Valid => Ok(before.is_some_and(|before| before.is_running)),
            IndexState::InProgress(process) => {
                let message = format!("process {process} is building this index");
                let error = SqlError { message, ..SqlError::default() };
                Err(failed(file.of_statement(span, &error, Some(mark))))
            }
            IndexState::Invalid(name) => {
                self.session.run("SET lock_timeout = 0")?;
                self.session.run(&format!("DROP INDEX CONCURRENTLY {name}"))?;
                self.notes.push(format!("the invalid index {name}, left behind by an interrupted build, was dropped"));
                Ok(false)
            }
        }
    }

    /// Runs a unit as one transaction, and again while only locks keep it from running. `mark` is what a lost transaction
    /// has written if it was committed; without one, it has recorded the migration.
    fn transaction(
        &mut self,
        file: &File<'_>,
        unit: Option<&Unit>,
        after: &[String],
        mark: Option<&Mark>,
    ) -> Result<(), Stop> {
        let mut pause = Duration::from_millis(500);
        for attempt in 0.. {
            let (at, error) = match self.attempt(file, unit, after) {
                Ok(()) => return Ok(()),
                Err(failed) => failed,
            };
            let span = at.unwrap_or_else(|| file.units.last().map_or(0..0, |unit| unit.statements[0].clone()));
            let postgres::Error::Sql(error) = error else {
                self.session.recover(self.task, &self.table).map_err(Stop::Error)?;
                if self.is_committed(file, mark)? {
                    self.notes.push("the connection was lost at a COMMIT, which the server has completed".to_owned());
                    return Ok(self.session.reset()?);
                }
                let before = Comment::read(self.session.database(), &self.table)?.mark;
                let before = before.unwrap_or_else(|| file.mark(0, false));
                return Err(failed(file.lost(&span, &error, &before)));
            };
            self.session.run("ROLLBACK")?;
            self.observer.iter_mut().for_each(Observer::forget);
            if !REPEATABLE.contains(&error.sqlstate.as_str()) || attempt >= self.task.options.retries {
                let before = Comment::read(self.session.database(), &self.table)?.mark;
                return Err(failed(file.of_statement(&span, &error, before.as_ref())));
            }
            std::thread::sleep(pause);
            pause = (2 * pause).min(LONGEST_PAUSE);
        }
        Ok(())
    }

    fn attempt(
        &mut self,
        file: &File<'_>,
        unit: Option<&Unit>,
        after: &[String],
    ) -> Result<(), (Option<Span>, postgres::Error)> {
        let outside = |error| (None, error);
        let text = |span: &Span| String::from_utf8_lossy(&file.text[span.clone()]).into_owned();
        let begin = unit.and_then(|unit| unit.begin.as_ref()).map_or_else(|| "BEGIN".to_owned(), text);
        self.session.run(&begin).map_err(outside)?;
        let timeout = self.task.options.lock_timeout.as_millis();
        self.session.run(&format!("SET LOCAL lock_timeout = {timeout}")).map_err(outside)?;
        // Readers pass; a tool without a lock of its own waits.
        let lock = format!("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE", self.table.sql());
        self.session.run(&lock).map_err(outside)?;
        if let Some(observer) = &mut self.observer {
            observer.begin_transaction(self.session.database()).map_err(outside)?;
        }
        for span in unit.into_iter().flat_map(|unit| &unit.statements) {
            let begin = Instant::now();
            self.session.run(&text(span)).map_err(|error| (Some(span.clone()), error))?;
            if let Some(observer) = &mut self.observer {
                let place = place_of(file.text, span);
                observer.note(self.session.database(), (&file.source.path, place, begin)).map_err(outside)?;
            }
        }
        for statement in after.iter().filter(|statement| !statement.is_empty()) {
            self.session.run(statement).map_err(outside)?;
        }
        self.session.run("COMMIT").map_err(outside)
    }

    fn is_committed(&mut self, file: &File<'_>, mark: Option<&Mark>) -> Result<bool, Stop> {
        match mark {
            Some(_) => Ok(Comment::read(self.session.database(), &self.table)?.mark.as_ref() == mark),
            None => Ok(self.session.is_applied(self.task, &self.table, &file.version)?),
        }
    }
}

/// The failure of a statement that was cancelled because it waited too long for a session.
fn after_a_wait(failure: &Failure, blocker: &str) -> Failure {
    let mut notes = failure.notes.clone();
    notes.push(format!("tidegate ended its wait for {blocker}"));
    let help = "run it again when that session has ended, or allow a longer wait: `--concurrent-wait 1h`";
    Failure { notes, help: help.to_owned(), ..failure.clone() }
}

fn failed(failure: Failure) -> Stop {
    Stop::Failed(Box::new(failure))
}
