//! The outcome of the jobs of a hook.

use crate::text::RelPath;
use std::path::PathBuf;
use std::time::Duration;

/// The jobs of a hook, in the order of the settings.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub results: Vec<TaskResult>,
    /// Whether the user has interrupted the run; jobs that had not begun are left out.
    pub is_interrupted: bool,
    /// The fate of the fixes; `None` if no file was fixed.
    pub fixing: Option<Fixing>,
}

/// The fixes of all jobs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixing {
    pub files: Vec<RelPath>,
    pub end: FixEnd,
}

/// The fate of fixes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FixEnd {
    /// They are staged, and in the working tree except for files that were edited at the same time.
    Written { left: Vec<RelPath> },
    /// They conflict with unstaged changes of these files; nothing is written, and they are kept as a patch.
    Conflict { files: Vec<RelPath>, patch: PathBuf },
    /// A job failed, so that nothing is written; the fixes of the others are kept as a patch.
    Kept { patch: PathBuf },
    /// Something else was staged while the jobs ran; nothing is written.
    IndexMoved { path: RelPath },
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
    /// The output of its processes, unless it was shown as it came.
    pub output: Vec<u8>,
    /// Files that it fixed.
    pub fixed: Vec<RelPath>,
    /// Files that it changed although they are not part of the commit; they are left as they were.
    pub ignored: Vec<RelPath>,
}

impl TaskResult {
    /// The result of a job that has run nothing yet.
    pub(super) fn new(name: &str, ended: Ended) -> Self {
        Self {
            name: name.to_owned(),
            ended,
            took: Duration::ZERO,
            files: 0,
            is_apart: false,
            left_running: false,
            output: Vec::new(),
            fixed: Vec::new(),
            ignored: Vec::new(),
        }
    }
}

/// The end of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    Passed,
    /// A process ended with this status, in words: `exit code 1`.
    Failed {
        command: String,
        status: String,
    },
    /// A check of tidegate found so many problems.
    Found {
        check: &'static str,
        count: usize,
    },
    /// A check of tidegate could not read what it checks.
    Unread {
        what: &'static str,
        cause: String,
        help: &'static str,
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
    /// These files were given to it to be fixed, and it removed them or made them something else.
    Lost {
        files: Vec<RelPath>,
    },
    Interrupted,
    /// A job that it needs did not pass.
    NotRun {
        need: String,
    },
    Skipped(Skip),
}

/// The reason for which a job had nothing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Skip {
    /// The user skips the job.
    Named,
    /// A condition of the settings, as they write it.
    Condition(String),
    /// The hook is about no file at all.
    NoFiles,
    /// No file is below `root`.
    Root,
    /// No file matches `files`.
    Files,
    /// No file that matches is one that the check reads.
    Kind,
    /// No file that matches is of one of `types`.
    Types,
    /// Every file that matches is excluded.
    Exclude,
    /// The files that match are deleted, and the job gets files.
    OnlyDeleted,
    /// The job needs the terminal of the user, and there is none.
    NoTerminal,
}

impl Outcome {
    /// Whether a job failed or was not finished.
    pub fn has_problems(&self) -> bool {
        let is_unwritten = self.fixing.as_ref().is_some_and(|fixing| !matches!(fixing.end, FixEnd::Written { .. }));
        self.is_interrupted || is_unwritten || self.results.iter().any(|result| result.ended.is_problem())
    }

    /// Whether other content is staged now than the checks have seen.
    pub fn has_fixed(&self) -> bool {
        let is_written = |fixing: &Fixing| matches!(fixing.end, FixEnd::Written { .. }) && !fixing.files.is_empty();
        self.fixing.as_ref().is_some_and(is_written)
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
