//! The settings of checks.

use regex::Regex;

/// The settings of all checks; each reads its own.
#[derive(Clone, Debug)]
pub struct Options {
    /// `large-files`: the largest file that passes, in bytes.
    pub max_bytes: u64,
    /// `protected-branches`: names without `refs/heads/`; `*` stands for any characters.
    pub branches: Vec<String>,
    /// `commit-message`.
    pub message: CommitMessage,
}

/// The form that a commit message needs.
#[derive(Clone, Debug)]
pub enum CommitMessage {
    /// A conventional commit (conventionalcommits.org, 1.0.0) with one of these types.
    Conventional { types: Vec<String> },
    /// The subject matches.
    Pattern(Regex),
}

/// The limit that `check-added-large-files` of pre-commit has as well: 500 kB, of 1,024 bytes each.
const LARGE: u64 = 500 * 1024;

/// The types of the Angular convention, to which most projects that use conventional commits keep
/// (`@commitlint/config-conventional`).
const TYPES: [&str; 11] =
    ["build", "chore", "ci", "docs", "feat", "fix", "perf", "refactor", "revert", "style", "test"];

impl Default for Options {
    fn default() -> Self {
        Self {
            max_bytes: LARGE,
            branches: ["main", "master"].map(str::to_owned).to_vec(),
            message: CommitMessage::Conventional { types: TYPES.map(str::to_owned).to_vec() },
        }
    }
}
