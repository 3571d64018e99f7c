//! Questions that only the `git` program can answer correctly: its version, and configuration with its
//! origin. Installing happens once, so a few milliseconds for each do not matter.

use super::error::Error;
use super::git_version::GitVersion;
use crate::git::{self, Repository};

/// The version of the `git` that is on PATH.
pub fn git_version(repository: &dyn Repository) -> Result<GitVersion, Error> {
    let arguments = ["version"];
    let text = Git::new(repository).run(&arguments)?.unwrap_or_default();
    let text = String::from_utf8_lossy(&text).trim().to_owned();
    GitVersion::parse(&text).ok_or_else(|| failed(&arguments, format!("unexpected output `{text}`")))
}

/// The `git` program, run on one repository.
pub(super) struct Git<'a> {
    repository: &'a dyn Repository,
}

impl<'a> Git<'a> {
    pub(super) fn new(repository: &'a dyn Repository) -> Self {
        Self { repository }
    }

    /// The output, or `None` for exit code 1 (`git config`: no such key).
    ///
    /// Git is run in the user's current folder and environment, so that it uses the same repository
    /// (`--git-dir`, `GIT_DIR`) as the opened reader.
    pub(super) fn run(&self, arguments: &[&str]) -> Result<Option<Vec<u8>>, Error> {
        let command = git::command(&self.repository.paths().current_dir).args(arguments);
        command.untranslated().stdout_unless_1().map_err(|failure| failed(arguments, failure.to_string()))
    }

    /// One value as text, without its line end.
    pub(super) fn value(&self, arguments: &[&str]) -> Result<Option<String>, Error> {
        let output = self.run(arguments)?;
        Ok(output.map(|bytes| String::from_utf8_lossy(&bytes).trim_end_matches('\n').to_owned()))
    }

    /// Runs a command for which exit code 1 is a failure too.
    pub(super) fn must(&self, arguments: &[&str]) -> Result<(), Error> {
        match self.run(arguments)? {
            Some(_) => Ok(()),
            None => Err(failed(arguments, "exit code 1".to_owned())),
        }
    }
}

fn failed(arguments: &[&str], cause: String) -> Error {
    // An argument may be a whole script; its first line is enough.
    let shown: Vec<&str> = arguments.iter().map(|argument| argument.lines().next().unwrap_or_default()).collect();
    Error::Git { arguments: shown.join(" "), cause }
}
