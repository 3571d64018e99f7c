//! Failures of a program that should have produced output.

use std::fmt;
use std::io;
use std::process::ExitStatus;

/// A program that could not be started or fed, or that did not succeed.
#[derive(Debug)]
pub enum Failure {
    Start(io::Error),
    Ended { status: ExitStatus, stderr: Vec<u8> },
}

/// The error output of the program; without one, its exit status.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start(error) => error.fmt(f),
            Self::Ended { status, stderr } => match String::from_utf8_lossy(stderr).trim() {
                "" => status.fmt(f),
                message => f.write_str(message),
            },
        }
    }
}
