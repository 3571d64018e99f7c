//! The differences of a database beside the decisions about them.

use super::applied;
use super::error::Error;
use super::request::Choices;
use crate::alter::Options;
use crate::catalog::Aspect;
use crate::config::Problem;
use crate::git::{self, Existing, Repository};
use crate::jobs::databases::Target;
use crate::jobs::decisions::{self, Choice, Decisions, Document, Item, items, problems};
use crate::jobs::diff::{self, Outcome, SideSpec, script};
use crate::jobs::live;
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::sides::Selection;
use crate::jobs::verify;
use crate::progress::Progress;
use crate::text::RelPath;
use std::collections::BTreeSet;
use std::io;

/// The request of a survey.
#[derive(Clone)]
pub struct Request {
    /// The address of the database, which may have a password.
    pub database: String,
    /// The folder of the project, where the working tree has several.
    pub project: Option<RelPath>,
    /// The server on which the history is replayed, and the environment.
    pub server: verify::Request,
}

/// The differences of a database.
pub struct Survey {
    pub outcome: Outcome,
    /// Notes on the tracking table.
    pub notes: Vec<String>,
    pub items: Vec<Item>,
}

/// A file of decisions.
pub struct Written {
    pub path: RelPath,
    /// Its text as it is on disk, or empty.
    old: String,
    document: Document,
}

impl Survey {
    /// Compares a database that has every migration with the replayed history.
    pub fn make(source: &SettingsSource<'_>, request: &Request, progress: &mut dyn Progress) -> Result<Self, Error> {
        let live = live::Request {
            database: Target::unnamed(request.database.clone()),
            project: request.project.clone(),
            environment: request.server.environment.clone(),
        };
        let notes = applied::check(source, &live)?;
        let request = diff::Request {
            from: SideSpec::Database(request.database.clone()),
            to: SideSpec::History(Selection::WorkTree),
            project: request.project.clone(),
            sql: None,
            server: request.server.clone(),
        };
        let mut outcome = diff::run(source, &request, progress)?;
        if let Some(lacking) = outcome.lacks_platform.take() {
            return Err(Error::OtherPlatform(lacking));
        }
        let items = items(&outcome.compared.comparison.changes, &outcome.compared.aspects);
        Ok(Self { outcome, notes, items })
    }

    /// The SQL for one object if the migrations are correct, which the database gets, or if the database is, which
    /// becomes a migration.
    pub fn sql(&self, item: &Item, choice: Choice) -> Result<Vec<String>, Error> {
        let compared = &self.outcome.compared;
        let mut aspects: BTreeSet<Aspect> = compared.aspects.clone();
        aspects.remove(&Aspect::ColumnOrder);
        let options = Options { aspects, destructive: true, ..Options::new() };
        let (to, from) = match choice {
            Choice::Migrations => (&compared.expected, &compared.actual),
            Choice::Database => (&compared.actual, &compared.expected),
            Choice::OutOfScope => return Ok(Vec::new()),
        };
        let script = script(to, from, &options)?;
        let own = script.statements().filter(|statement| item.objects.contains(&statement.object));
        Ok(own.flat_map(|statement| statement.sql.clone()).collect())
    }

    /// The decisions as sets of objects.
    pub fn choices(&self, decisions: &Decisions) -> Choices {
        let mut choices = Choices::default();
        for item in &self.items {
            let Some(entry) = decisions.of(item) else { continue };
            let set = match entry.choice {
                Some(Choice::Migrations) => &mut choices.migrations,
                Some(Choice::Database) => &mut choices.database,
                Some(Choice::OutOfScope) => &mut choices.ignored,
                None => continue,
            };
            set.extend(item.objects.iter().cloned());
            let approved = if entry.approved_by.is_empty() {
                String::new()
            } else {
                format!(" (approved by {} on {})", entry.approved_by, entry.approved_on)
            };
            let reason = format!("{}{approved}", entry.reason);
            choices.reasons.extend(item.objects.iter().map(|object| (object.clone(), reason.clone())));
        }
        choices
    }

    /// Everything as in the database but what is decided to be out of scope.
    pub fn pulled(&self, decisions: &Decisions) -> Choices {
        let ignored = self.items.iter().filter(|item| {
            let choice = decisions.of(item).and_then(|entry| entry.choice);
            item.is_order_only || choice == Some(Choice::OutOfScope) && decisions.is_complete(item)
        });
        let ignored: BTreeSet<_> = ignored.flat_map(|item| item.objects.iter().cloned()).collect();
        let all = self.items.iter().flat_map(|item| item.objects.iter().cloned());
        let database: BTreeSet<_> = all.filter(|object| !ignored.contains(object)).collect();
        let reason = "the database has it already";
        let reasons = database.iter().map(|object| (object.clone(), reason.to_owned())).collect();
        Choices { database, ignored, reasons, ..Choices::default() }
    }

    /// The decisions that are missing, incomplete or stale.
    pub fn problems(&self, decisions: &Decisions) -> Vec<Problem> {
        problems(decisions, &self.items)
    }
}

impl Written {
    /// Reads the file of decisions; one that does not exist is empty.
    pub fn read(repository: &dyn Repository, path: RelPath) -> Result<Self, Error> {
        let shown = path.to_string();
        let text = read(repository, &path)?;
        let count = if text.trim().is_empty() { 0 } else { Decisions::parse(&shown, &text)?.entries.len() };
        let document = Document::read(&text, count).ok_or(Error::NotEditable(shown))?;
        Ok(Self { path, old: text, document })
    }

    /// The decisions in it.
    pub fn decisions(&self) -> Result<Decisions, Error> {
        Ok(Decisions::parse(&self.path.to_string(), &self.text())?)
    }

    /// Adds undecided entries for differences without one, and returns how many.
    pub fn add(&mut self, items: &[Item]) -> usize {
        items.iter().filter(|item| self.document.add(item)).count()
    }

    /// Removes stale entries, and returns how many.
    pub fn prune(&mut self, items: &[Item]) -> usize {
        self.document.prune(items)
    }

    /// Writes a decision.
    pub fn decide(&mut self, item: &Item, keys: &[(&str, String)]) {
        for (key, value) in keys {
            self.document.set(item, key, value);
        }
    }

    /// The whole text; empty if nothing was ever decided.
    pub fn text(&self) -> String {
        if self.is_empty() { self.old.clone() } else { self.document.text() }
    }

    fn is_empty(&self) -> bool {
        self.old.trim().is_empty() && self.document.is_empty()
    }

    /// Writes the file if it has changed.
    pub fn save(&mut self, repository: &dyn Repository) -> Result<(), Error> {
        let text = self.text();
        if text != self.old && !self.is_empty() {
            git::write_beneath(repository.paths(), &self.path, text.as_bytes(), Existing::Replace)?;
            self.old = text;
        }
        Ok(())
    }
}

/// The text of the file; empty if it does not exist.
fn read(repository: &dyn Repository, path: &RelPath) -> Result<String, Error> {
    let paths = repository.paths();
    let top = paths.work_dir.as_ref().unwrap_or(&paths.current_dir);
    let failed = |cause: io::Error| decisions::Error::Unreadable { path: path.to_string(), cause };
    match git::read_regular(&path.on_disk(top)) {
        Ok(content) => {
            let not_text = |error| failed(io::Error::new(io::ErrorKind::InvalidData, error));
            Ok(String::from_utf8(content).map_err(not_text)?)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(failed(error).into()),
    }
}
