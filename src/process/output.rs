//! The output of a program.

use super::failure::Failure;
use std::process::{self, ExitStatus};

/// Everything a program printed, and how it ended.
#[derive(Debug)]
pub struct Output {
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    pub status: ExitStatus,
    /// Whether a program that it started was still running, and was ended.
    pub left_running: bool,
}

impl Output {
    /// The output, if the program succeeded.
    pub(super) fn stdout(self) -> Result<Vec<u8>, Failure> {
        if self.status.success() {
            Ok(self.stdout)
        } else {
            Err(Failure::Ended { status: self.status, stderr: self.stderr })
        }
    }
}

impl From<process::Output> for Output {
    fn from(output: process::Output) -> Self {
        Self { stdout: output.stdout, stderr: output.stderr, status: output.status, left_running: false }
    }
}
