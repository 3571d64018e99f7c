//! Failures of a program that should have produced output.

use std::fmt;
use std::io;
use std::process::ExitStatus;
use std::time::Duration;

/// A program that could not be started or fed, or that did not succeed.
#[derive(Debug)]
pub enum Failure {
    Start(io::Error),
    Ended {
        status: ExitStatus,
        stderr: Vec<u8>,
    },
    /// It was ended after this time.
    TooLong(Duration),
}

/// The error output of the program; without one, its exit status.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start(error) => error.fmt(f),
            Self::TooLong(limit) => write!(f, "did not end within {} seconds", limit.as_secs()),
            Self::Ended { status, stderr } => match String::from_utf8_lossy(stderr).trim() {
                "" => status.fmt(f),
                message => f.write_str(message),
            },
        }
    }
}
