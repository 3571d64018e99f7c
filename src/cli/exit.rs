//! The exit codes.

/// Exit codes; `tidegate --help` and docs/output.md list them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Everything that was asked for was checked, no problems.
    Clean,
    /// Problems were found; a commit is blocked.
    Problems,
    /// Wrong usage or configuration.
    Usage,
    /// The environment failed: unreadable repository, missing permission, no Postgres.
    Environment,
    /// No problems, but the reader closed the pipe before it had read that.
    Unread,
}

impl Exit {
    /// The code that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Problems => 1,
            Self::Usage => 2,
            Self::Environment => 3,
            // As a shell reports a program that ends by SIGPIPE, as git does.
            Self::Unread => 141,
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
