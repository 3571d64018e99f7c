//! The jobs that are asked for, and why there may be none.

use crate::git;
use crate::hooks::Event;
use crate::jobs::{check, side_settings, sides};
use crate::tasks;
use crate::text::RelPath;

/// The jobs that are asked for.
#[derive(Clone, Debug, Default)]
pub struct JobRequest {
    /// The files that take the place of those of the commit.
    pub files: FileChoice,
    /// Names of the jobs to run; all if it is empty.
    pub only: Vec<String>,
    /// Tags of the jobs to run; all if it is empty.
    pub tags: Vec<String>,
    /// Names of jobs that the user skips, and tags after `tag:`.
    pub skip: Vec<String>,
    /// Whether jobs run although no one has agreed to them in this clone, as in CI.
    pub is_trusted: bool,
}

/// The files that jobs are about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FileChoice {
    /// Those that the commit adds or changes.
    #[default]
    Changed,
    /// Every tracked file.
    All,
    /// Some tracked files.
    Named(Vec<RelPath>),
}

/// Reason why no job could be run.
#[derive(Debug, thiserror::Error)]
pub enum JobsError {
    /// The settings cannot be used (user).
    #[error(transparent)]
    Settings(#[from] side_settings::Error),
    /// The sides cannot be found.
    #[error(transparent)]
    Sides(#[from] sides::Error),
    /// The repository cannot be read.
    #[error(transparent)]
    Git(#[from] git::Error),
    /// The pushed commits cannot be found.
    #[error(transparent)]
    Check(#[from] check::Error),
    /// The jobs cannot be prepared.
    #[error(transparent)]
    Tasks(#[from] tasks::Error),
    /// A job is not in the settings (user).
    #[error("the hook {event} has no job `{name}`")]
    NoJob { event: Event, name: String, known: Vec<String> },
    /// A file is not tracked (user).
    #[error("{0} is not in the index, so that no hook would give it to a job")]
    NotTracked(RelPath),
}
