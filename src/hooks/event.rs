//! The moments at which git asks.

use std::fmt;

/// A hook event of git (githooks(5)) that tidegate stands at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// Before a commit is made, unless git makes it by itself.
    PreCommit,
    /// Before the commit of a merge without conflicts, for which git does not run
    /// `pre-commit`: where two branches that each add a migration meet.
    PreMergeCommit,
    /// Before anything is sent to a remote.
    PrePush,
}

impl Event {
    /// All of them, in the order in which a change meets them.
    pub const ALL: [Self; 3] = [Self::PreCommit, Self::PreMergeCommit, Self::PrePush];

    /// Git's name for it: the file name of the script.
    pub fn name(self) -> &'static str {
        match self {
            Self::PreCommit => "pre-commit",
            Self::PreMergeCommit => "pre-merge-commit",
            Self::PrePush => "pre-push",
        }
    }

    /// The event of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }

    /// The command by which a user gets past the hooks of this event once.
    pub(super) fn bypass(self) -> &'static str {
        match self {
            Self::PreCommit => "git commit --no-verify",
            Self::PreMergeCommit => "git merge --no-verify",
            Self::PrePush => "git push --no-verify",
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
