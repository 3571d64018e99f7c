//! The request of a plan.

use super::error::Error;
use crate::catalog::Identity;
use crate::jobs::projects::ProjectHistory;
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::sides::Selection;
use crate::jobs::verify::{self, SideInputs};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// The objects by decision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// As in the database.
    pub database: BTreeSet<Identity>,
    /// As in the history.
    pub migrations: BTreeSet<Identity>,
    /// Left as they are on both sides.
    pub ignored: BTreeSet<Identity>,
    /// Why, for the objects of which something is destroyed.
    pub reasons: BTreeMap<Identity, String>,
}

/// The request of a plan.
pub struct PlanRequest<'a> {
    pub seen: &'a ProjectHistory,
    /// The names of the migrations that take the history to the database, and of the repair.
    pub names: [&'a str; 2],
    /// Whether the repair is a file for this database alone, and not a migration.
    pub has_repair_file: bool,
    pub server: verify::Request,
    pub now: DateTime<Utc>,
    pub start: Start,
}

/// The history that the new migrations follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// That of the working tree.
    #[default]
    History,
    /// None: the first migration is written.
    Nothing,
}

impl PlanRequest<'_> {
    /// The history of the working tree as it is replayed.
    pub(super) fn history(&self, source: &SettingsSource<'_>) -> Result<SideInputs, Error> {
        let selection = Selection::WorkTree;
        let settings = source.of(&selection).map_err(verify::Error::from)?;
        let (repository, project) = (source.repository(), &self.seen.project);
        Ok(match self.start {
            Start::History => SideInputs::of_history(repository, &settings, &selection, Some(&project.root))?,
            Start::Nothing => SideInputs::of_start(repository, &settings, project)?,
        })
    }
}
