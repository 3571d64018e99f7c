//! The outcome of the jobs of a hook.

use crate::text::RelPath;
use std::time::Duration;

/// The jobs of a hook, in the order of the settings.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub results: Vec<TaskResult>,
    /// Whether the user has interrupted the run; jobs that had not begun are left out.
    pub is_interrupted: bool,
}

/// The end of one job.
#[derive(Clone, Debug)]
pub struct TaskResult {
    pub name: String,
    pub ended: Ended,
    /// Time that its processes took, one after the other.
    pub took: Duration,
    /// Number of its files.
    pub files: usize,
    /// Whether it ran in a folder with the content that is committed, and not in the working tree.
    pub is_apart: bool,
    /// Whether programs that it left running were ended.
    pub left_running: bool,
    /// What its processes printed.
    pub output: Vec<u8>,
}

/// How a job ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    Passed,
    /// A process ended with this status, in words: `exit status: 1`.
    Failed {
        command: String,
        status: String,
    },
    TimedOut {
        command: String,
        limit: Duration,
    },
    /// A program is not on PATH.
    Missing {
        program: String,
        path: String,
    },
    /// The program or its folder cannot be used.
    Unusable {
        what: String,
        cause: String,
    },
    /// These files of the working tree changed while the job ran in it.
    Changed {
        files: Vec<RelPath>,
    },
    Interrupted,
    Skipped(Skip),
}

/// Why a job had nothing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skip {
    /// The user skips the job.
    Named,
    /// The hook is about no file at all.
    NoFiles,
    /// No file is below `root`.
    Root,
    /// No file matches `files`.
    Files,
    /// Every file that matches is excluded.
    Exclude,
    /// The files that match are deleted, and the job gets files.
    OnlyDeleted,
}

impl Outcome {
    /// Whether a job failed or was not finished.
    pub fn has_problems(&self) -> bool {
        self.is_interrupted || self.results.iter().any(|result| result.ended.is_problem())
    }

    /// Whether a job did anything.
    pub fn has_run(&self) -> bool {
        self.results.iter().any(|result| !matches!(result.ended, Ended::Skipped(_)))
    }
}

impl Ended {
    /// Whether the job did not do what it was there for.
    pub fn is_problem(&self) -> bool {
        !matches!(self, Self::Passed | Self::Skipped(_))
    }
}
