//! The hook events of git that tidegate uses.

use std::fmt;

/// A hook event of git (githooks(5)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// Before a commit, unless git creates it automatically.
    PreCommit,
    /// Before the commit of a merge without conflicts, for which git does not run `pre-commit`: the
    /// merge may combine two branches that each add a migration.
    PreMergeCommit,
    /// Before a push.
    PrePush,
}

impl Event {
    /// All events, in the order in which a change passes them.
    pub const ALL: [Self; 3] = [Self::PreCommit, Self::PreMergeCommit, Self::PrePush];

    /// The name of the event, which is the file name of its hook.
    pub fn name(self) -> &'static str {
        match self {
            Self::PreCommit => "pre-commit",
            Self::PreMergeCommit => "pre-merge-commit",
            Self::PrePush => "pre-push",
        }
    }

    /// The event with a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }

    /// The subcommand of git that repeats an operation which a hook of this event has blocked. A blocked
    /// merge is left uncommitted, and `git merge` rejects a second attempt (`MERGE_HEAD` exists), so that
    /// `git commit` completes it.
    pub fn git_command(self) -> &'static str {
        match self {
            Self::PreCommit | Self::PreMergeCommit => "commit",
            Self::PrePush => "push",
        }
    }

    /// The command that bypasses the hooks of this event once.
    pub(super) fn bypass(self) -> String {
        format!("git {} --no-verify", self.git_command())
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
