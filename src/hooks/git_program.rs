//! Questions that only the `git` program answers rightly: its version, and configuration
//! with its origin. Installing is done once, so a few milliseconds a question are nothing.

use super::error::Error;
use crate::git::Repository;
use crate::process::Command;
use std::fmt;

/// Major and minor version of git.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GitVersion {
    /// `2` in 2.54.0
    pub major: u32,
    /// `54` in 2.54.0
    pub minor: u32,
}

impl GitVersion {
    /// The first version that runs the hooks named in its configuration.
    pub const CONFIG_HOOKS: Self = Self { major: 2, minor: 54 };

    /// Reads what `git version` prints: `git version 2.39.5 (Apple Git-154)`,
    /// `git version 2.45.1.windows.1`, `git version 2.55.GIT`.
    fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split_whitespace().nth(2)?.split(['.', '-']);
        let major = numbers.next()?.parse().ok()?;
        let minor = numbers.next()?.parse().ok()?;
        Some(Self { major, minor })
    }
}

impl fmt::Display for GitVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

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

    /// The output, or `None` when git says no by exit code 1 (`git config`: no such key).
    ///
    /// Git is run where the user stands and with the user's environment, so that it means
    /// the same repository (`--git-dir`, `GIT_DIR`) as the reader that was opened.
    pub(super) fn run(&self, arguments: &[&str]) -> Result<Option<Vec<u8>>, Error> {
        let command = Command::new("git").current_dir(&self.repository.places().current_dir).args(arguments);
        command.untranslated().stdout_unless_1().map_err(|failure| failed(arguments, failure.to_string()))
    }

    /// One value as text, without its line end.
    pub(super) fn value(&self, arguments: &[&str]) -> Result<Option<String>, Error> {
        let output = self.run(arguments)?;
        Ok(output.map(|bytes| String::from_utf8_lossy(&bytes).trim_end_matches('\n').to_owned()))
    }

    /// Runs a command whose only good answer is success.
    pub(super) fn must(&self, arguments: &[&str]) -> Result<(), Error> {
        match self.run(arguments)? {
            Some(_) => Ok(()),
            None => Err(failed(arguments, "exit code 1".to_owned())),
        }
    }
}

fn failed(arguments: &[&str], cause: String) -> Error {
    // A whole script may be among the arguments; its first line says enough.
    let shown: Vec<&str> = arguments.iter().map(|argument| argument.lines().next().unwrap_or_default()).collect();
    Error::Git { arguments: shown.join(" "), cause }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_all_vendors_are_read() {
        let check = |text: &str, expected: Option<(u32, u32)>| {
            assert_eq!(GitVersion::parse(text).map(|version| (version.major, version.minor)), expected, "{text}");
        };
        check("git version 2.47.3", Some((2, 47)));
        check("git version 2.39.5 (Apple Git-154)", Some((2, 39)));
        check("git version 2.45.1.windows.1", Some((2, 45)));
        check("git version 2.54.0-rc1", Some((2, 54)));
        check("git version 2.55.GIT", Some((2, 55)));
        check("git version unknown", None);
        check("", None);
    }

    #[test]
    fn config_hooks_came_with_2_54() {
        assert!(GitVersion { major: 2, minor: 53 } < GitVersion::CONFIG_HOOKS);
        assert!(GitVersion { major: 3, minor: 0 } > GitVersion::CONFIG_HOOKS);
    }
}
