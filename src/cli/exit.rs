//! The exit codes, all of them.

/// How a run ended (`tidegate --help` lists them for users).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Everything asked for was looked at and is in order.
    Clean,
    /// Problems were found; a commit must stop.
    Problems,
    /// Wrong use or wrong configuration.
    Usage,
    /// The environment failed: unreadable repository, missing permission, no Postgres.
    Environment,
    /// Ctrl-C.
    Interrupted,
}

impl Exit {
    /// The number the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Problems => 1,
            Self::Usage => 2,
            Self::Environment => 3,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
