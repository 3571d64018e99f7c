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
    /// Before the editor for the message of a commit.
    PrepareCommitMsg,
    /// After that editor.
    CommitMsg,
    PostCommit,
    /// After a checkout or a switch, also that of a clone.
    PostCheckout,
    PostMerge,
    /// After an amended commit or a rebase.
    PostRewrite,
    PreRebase,
}

impl Event {
    /// The events at which tidegate makes checks of its own, in the order in which a change passes them.
    pub const CHECKED: [Self; 3] = [Self::PreCommit, Self::PreMergeCommit, Self::PrePush];

    /// All events: those with checks first, then those that only run jobs of the repository.
    pub const ALL: [Self; 10] = [
        Self::PreCommit,
        Self::PreMergeCommit,
        Self::PrePush,
        Self::PrepareCommitMsg,
        Self::CommitMsg,
        Self::PostCommit,
        Self::PostCheckout,
        Self::PostMerge,
        Self::PostRewrite,
        Self::PreRebase,
    ];

    /// Whether tidegate makes checks of its own at the event.
    pub fn is_checked(self) -> bool {
        Self::CHECKED.contains(&self)
    }

    /// Whether a failure of the hook stops git; after the others git has done its work already.
    pub fn is_before(self) -> bool {
        !matches!(self, Self::PostCommit | Self::PostCheckout | Self::PostMerge | Self::PostRewrite)
    }

    /// The name of the event, which is the file name of its hook.
    pub fn name(self) -> &'static str {
        match self {
            Self::PreCommit => "pre-commit",
            Self::PreMergeCommit => "pre-merge-commit",
            Self::PrePush => "pre-push",
            Self::PrepareCommitMsg => "prepare-commit-msg",
            Self::CommitMsg => "commit-msg",
            Self::PostCommit => "post-commit",
            Self::PostCheckout => "post-checkout",
            Self::PostMerge => "post-merge",
            Self::PostRewrite => "post-rewrite",
            Self::PreRebase => "pre-rebase",
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
            Self::PreCommit | Self::PreMergeCommit | Self::PrepareCommitMsg | Self::CommitMsg | Self::PostCommit => {
                "commit"
            }
            Self::PrePush => "push",
            Self::PostCheckout => "checkout",
            Self::PostMerge => "merge",
            Self::PostRewrite | Self::PreRebase => "rebase",
        }
    }

    /// The command that bypasses the hooks of this event once.
    pub(super) fn bypass(self) -> String {
        match self {
            // Git runs this one for `--no-verify` as well.
            Self::PrepareCommitMsg => "TIDEGATE=0 git commit".to_owned(),
            event if event.is_before() => format!("git {} --no-verify", event.git_command()),
            event => format!("TIDEGATE=0 git {}", event.git_command()),
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
