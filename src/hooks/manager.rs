//! Other hook managers, and the lines by which they call tidegate.

use std::fmt;

/// A hook manager other than tidegate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manager {
    /// Owns the folder that `core.hooksPath` names.
    Husky,
    /// Rewrites its hooks on every run and does not run the ones it replaced.
    Lefthook,
    /// The pre-commit framework, which keeps and runs the hook it replaced.
    PreCommit,
    /// Works like pre-commit.
    Prek,
}

impl fmt::Display for Manager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Husky => "husky",
            Self::Lefthook => "lefthook",
            Self::PreCommit => "pre-commit",
            Self::Prek => "prek",
        })
    }
}

/// Lines for a manager's configuration file, by which it calls tidegate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    pub manager: Manager,
    /// The file, relative to the top of the working tree.
    pub file: String,
    pub lines: String,
    /// The commands to run afterwards.
    pub then: Vec<String>,
}
