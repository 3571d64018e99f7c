//! The result for all databases.

use super::beside::Beside;
use crate::catalog::Identity;
use crate::diff::Change;
use crate::jobs::decisions::{self, Choice, Decisions, Item};
use crate::jobs::diff;
use crate::object::Class;
use std::collections::BTreeMap;

/// The result for all databases.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The side with the migrations, in words.
    pub expected: String,
    /// In the order in which they were named.
    pub databases: Vec<Compared>,
    /// Other descriptions of the schema, compared with the migrations.
    pub beside: Vec<Beside>,
}

/// The result for one database.
#[derive(Debug)]
pub struct Compared {
    /// `localhost:5432/app`, with its name before it if it has one; never with a password.
    pub label: String,
    /// The differences, or the reason why the database was not compared.
    pub result: Result<diff::Outcome, diff::Error>,
    /// Differences with a decision; those out of scope are not among the differences.
    pub decided: Vec<Decided>,
}

/// A difference with a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    pub object: Identity,
    pub state: State,
    pub class: Option<Class>,
    pub choice: Choice,
    pub reason: String,
}

/// An object that differs in some database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub object: Identity,
    /// The riskiest class of the changes.
    pub class: Option<Class>,
    /// One for each database, then one for each other description; `None` for one that was not compared.
    pub states: Vec<Option<State>>,
}

/// An object of a database beside the expected one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Same,
    /// Only the history has it.
    Missing,
    /// Only the database has it.
    Extra,
    Different,
}

impl State {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Missing => "missing",
            Self::Extra => "extra",
            Self::Different => "different",
        }
    }

    fn of_item(item: &Item) -> Self {
        match item.state {
            decisions::State::Missing => Self::Missing,
            decisions::State::Extra => Self::Extra,
            decisions::State::Different => Self::Different,
        }
    }

    fn of(change: &Change) -> Self {
        match (&change.before, &change.after) {
            (None, _) => Self::Missing,
            (_, None) => Self::Extra,
            _ => Self::Different,
        }
    }
}

impl Compared {
    /// Applies decisions: those that lack nothing are noted, and differences out of scope no longer count.
    pub(super) fn decide(&mut self, decisions: &Decisions) {
        let Ok(compared) = &mut self.result else { return };
        let aspects = compared.compared.aspects.clone();
        let changes = &mut compared.compared.comparison.changes;
        for item in decisions::items(changes, &aspects) {
            let entry = decisions.of(&item).filter(|_| decisions.is_complete(&item));
            let Some((entry, choice)) = entry.and_then(|entry| Some((entry, entry.choice?))) else { continue };
            if choice == Choice::OutOfScope {
                changes.retain(|change| !item.objects.contains(&change.object));
            }
            self.decided.push(Decided {
                state: State::of_item(&item),
                class: item.class,
                object: item.object,
                choice,
                reason: entry.reason.clone(),
            });
        }
    }
}

impl Outcome {
    /// The number of differences that are out of scope.
    pub fn out_of_scope(&self) -> usize {
        let decided = self.databases.iter().flat_map(|one| &one.decided);
        decided.filter(|one| one.choice == Choice::OutOfScope).count()
    }

    /// Whether every database was read and compared in full, and none differs.
    pub fn is_in_step(&self) -> bool {
        self.databases.iter().all(|one| one.result.as_ref().is_ok_and(diff::Outcome::is_equal))
            && self.beside.iter().all(Beside::is_equal)
    }

    /// The number of databases that could not be compared.
    pub fn unread(&self) -> usize {
        self.databases.iter().filter(|one| one.result.is_err()).count()
    }

    /// The number of databases that were compared and differ, or of which something was not compared.
    pub fn differing(&self) -> usize {
        self.databases.iter().filter(|one| one.result.as_ref().is_ok_and(|compared| !compared.is_equal())).count()
    }

    /// The names of the columns of [`rows`](Self::rows).
    pub fn columns(&self) -> Vec<&str> {
        let databases = self.databases.iter().map(|one| one.label.as_str());
        databases.chain(self.beside.iter().map(|side| side.label.as_str())).collect()
    }

    /// Every object that differs somewhere, in order of kinds and names.
    pub fn rows(&self) -> Vec<Row> {
        let of_databases = self
            .databases
            .iter()
            .map(|one| one.result.as_ref().ok().map(|compared| compared.compared.comparison.changes.as_slice()));
        let columns: Vec<Option<&[Change]>> =
            of_databases.chain(self.beside.iter().map(|side| side.changes.as_deref())).collect();
        let states: Vec<Option<State>> =
            columns.iter().map(|changes| changes.is_some().then_some(State::Same)).collect();
        let mut rows: BTreeMap<Identity, Row> = BTreeMap::new();
        for (at, changes) in columns.iter().enumerate() {
            for change in changes.unwrap_or_default() {
                let row = rows.entry(change.object.clone()).or_insert_with(|| Row {
                    object: change.object.clone(),
                    class: None,
                    states: states.clone(),
                });
                row.states[at] = Some(State::of(change));
                row.class = riskier(row.class, change.class);
            }
        }
        rows.into_values().collect()
    }
}

/// B before C before A before none.
fn riskier(one: Option<Class>, other: Option<Class>) -> Option<Class> {
    let rank = |class: &Option<Class>| match class {
        None => 0,
        Some(Class::A) => 1,
        Some(Class::C) => 2,
        Some(Class::B) => 3,
    };
    if rank(&other) > rank(&one) { other } else { one }
}
