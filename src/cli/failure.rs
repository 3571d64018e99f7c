//! A run that could not do its job, in the words of the terminal: what, where, why, and
//! the command that mends it.

use super::exit::Exit;
use crate::git;
use crate::jobs::sides;
use crate::text::path::printable;
use owo_colors::OwoColorize as _;
use std::io::{self, Write};

/// Why a command stopped without an outcome.
#[derive(Debug)]
pub(super) struct Failure {
    /// Whose fault it usually is, which decides the exit code.
    pub(super) exit: Exit,
    /// What happened: a fragment in lower case.
    pub(super) message: String,
    /// What to do about it, imperatives without a full stop.
    pub(super) hints: Vec<String>,
}

impl Failure {
    /// Wrong use or configuration.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, message: message.into(), hints: Vec::new() }
    }

    /// The machine, the repository or a permission.
    pub(super) fn environment(message: impl Into<String>) -> Self {
        Self { exit: Exit::Environment, message: message.into(), hints: Vec::new() }
    }

    /// With one more thing to do.
    #[must_use]
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Sides that could not be found; `instead` says what to name in a bare repository.
    pub(super) fn of_sides(error: sides::Error, instead: &str) -> Self {
        use sides::Error as E;
        let failure = |error: &E| Self::usage(error.to_string());
        match error {
            E::Git(error) => error.into(),
            E::Unmerged(_) => failure(&error).hint("resolve the conflicts, `git add` the files and try again"),
            E::NoCommit(ref name) => failure(&error).hint(format!(
                "see what there is: `git log --oneline -1 {name}`; in CI fetch the whole history (`fetch-depth: 0`)"
            )),
            E::NoMergeBase { is_shallow: true, .. } => Self::environment(error.to_string())
                .hint("fetch the whole history: `git fetch --unshallow`, in GitHub Actions `fetch-depth: 0`"),
            E::NoMergeBase { .. } => failure(&error).hint("name two revisions of one history"),
            E::NoWorkTree => failure(&error).hint(instead),
        }
    }

    /// Writes it the way every failure is written.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        // What a system, a file or an argument says may hold anything.
        let safe = |text: &str| text.lines().map(|line| printable(line.as_bytes())).collect::<Vec<_>>().join("\n");
        writeln!(out, "{} {}", "error:".red().bold(), safe(&self.message))?;
        for hint in &self.hints {
            writeln!(out, "  {} {}", "help:".cyan().bold(), safe(hint))?;
        }
        Ok(())
    }
}

impl From<io::Error> for Failure {
    /// A reader that went away (`tidegate rules | head`) is not an error.
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self { exit: Exit::Clean, message: String::new(), hints: Vec::new() };
        }
        Self::environment(format!("cannot write the output: {error}"))
    }
}

impl From<git::Error> for Failure {
    fn from(error: git::Error) -> Self {
        use git::Error as E;
        let hint = match &error {
            E::NoRepository { .. } => "run tidegate inside a git repository, or make one with `git init`".to_owned(),
            E::ForeignOwner { path } => {
                format!("if you trust it: `git config --global --add safe.directory {}`", path.display())
            }
            E::Index { .. } | E::IndexExtension { .. } => {
                "look at it with `git status`; where git cannot read it either, `git read-tree HEAD` makes it anew, your files stay and have to be staged again".to_owned()
            }
            E::Object { .. } => "check the repository with `git fsck`".to_owned(),
            E::Command { .. } => {
                "see what git says: `git status`".to_owned()
            }
            E::File { .. } | E::Write { .. } => "check the permissions of the file".to_owned(),
            E::Rename { .. } => "nothing was changed; make room for the new name and try again".to_owned(),
            E::Open { .. } | E::Reference { .. } => "see what git says: `git status`".to_owned(),
        };
        let failure = match error {
            E::NoRepository { .. } => Self::usage(error.to_string()),
            _ => Self::environment(error.to_string()),
        };
        failure.hint(hint)
    }
}
