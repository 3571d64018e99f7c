//! A command that could not do its work, as the terminal shows it: what happened, and what to do.

use super::exit::Exit;
use crate::git;
use crate::jobs::{check, databases, diff, live, sides, verify};
use crate::live::snapshot;
use crate::postgres::{self, Overrun};
use crate::report::{Paint as _, remedy, safe_lines};
use std::io::{self, Write};

/// Why a command ended without an outcome.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) exit: Exit,
    /// A fragment in lower case.
    pub(super) message: String,
    /// Imperatives without a full stop.
    pub(super) hints: Vec<String>,
}

impl Failure {
    /// Wrong usage or configuration.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, message: message.into(), hints: Vec::new() }
    }

    /// The machine, the repository or a permission.
    pub(super) fn environment(message: impl Into<String>) -> Self {
        Self { exit: Exit::Environment, message: message.into(), hints: Vec::new() }
    }

    /// With one more hint.
    #[must_use]
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// With more hints.
    #[must_use]
    pub(super) fn hints(mut self, hints: impl IntoIterator<Item = String>) -> Self {
        self.hints.extend(hints);
        self
    }

    /// Writes the message and the hints.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        // Text of a system, a file or an argument may contain anything.
        writeln!(out, "{} {}", "error:".red().bold(), safe_lines(&self.message, "  ".len()))?;
        for hint in &self.hints {
            writeln!(out, "  {} {}", "help:".cyan().bold(), safe_lines(hint, "  help: ".len()))?;
        }
        Ok(())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::environment(format!("cannot write the output: {error}"))
    }
}

impl From<git::Error> for Failure {
    fn from(error: git::Error) -> Self {
        let failure = match error {
            git::Error::NoRepository { .. } | git::Error::BroughtAlong { .. } | git::Error::Refused { .. } => {
                Self::usage(error.to_string())
            }
            _ => Self::environment(error.to_string()),
        };
        failure.hint(remedy::of_git(&error))
    }
}

impl From<check::Error> for Failure {
    fn from(error: check::Error) -> Self {
        let remedy = remedy::of_check(&error);
        match error {
            check::Error::Git(error) => error.into(),
            check::Error::Sides(error) => of_sides(&error, remedy),
            _ => Self::usage(error.to_string()).hint(remedy),
        }
    }
}

impl From<verify::Error> for Failure {
    fn from(error: verify::Error) -> Self {
        let remedies = remedy::of_verify(&error);
        match error {
            verify::Error::Git(error) => error.into(),
            verify::Error::Check(error) => error.into(),
            verify::Error::Sides(error) => of_sides(&error, remedies.concat()),
            verify::Error::Postgres(error) => of_server(&error).hints(remedies),
            verify::Error::PatchFile { .. } | verify::Error::NoEmbedded => {
                Self::environment(error.to_string()).hints(remedies)
            }
            _ => Self::usage(error.to_string()).hints(remedies),
        }
    }
}

impl From<diff::Error> for Failure {
    fn from(error: diff::Error) -> Self {
        let remedies = remedy::of_diff(&error);
        match error {
            diff::Error::Verify(error) => error.into(),
            diff::Error::Live(error) => of_server(&error).hints(remedies),
            diff::Error::OtherMajor { .. } | diff::Error::OtherServer(..) | diff::Error::NotLoaded(_) => {
                Self::environment(error.to_string()).hints(remedies)
            }
            _ => Self::usage(error.to_string()).hints(remedies),
        }
    }
}

impl From<live::Error> for Failure {
    fn from(error: live::Error) -> Self {
        let remedies = remedy::of_live(&error);
        match error {
            live::Error::History(error) => error.into(),
            live::Error::New(error) => error.into(),
            live::Error::Database(error)
            | live::Error::Apply(crate::live::Error::Database(error))
            | live::Error::Snapshot(snapshot::Error::Database(error)) => of_server(&error).hints(remedies),
            live::Error::Snapshot(error) if error.is_of_environment() => {
                Self::environment(error.to_string()).hints(remedies)
            }
            live::Error::Rights(_)
            | live::Error::Apply(
                crate::live::Error::Held { .. } | crate::live::Error::Changed | crate::live::Error::Rights(_),
            ) => Self::environment(error.to_string()).hints(remedies),
            _ => Self::usage(error.to_string()).hints(remedies),
        }
    }
}

/// Ends a process whose replay hangs after its time: embedded Postgres cannot be interrupted, and a
/// server may answer nothing at all. The watchdog of a private server ends that one.
pub(super) fn end(overrun: &Overrun) {
    let failure = Failure::from(verify::Error::from(postgres::Error::TimedOut(overrun.clone())));
    // Standard error may be closed; the exit code remains.
    let _ = failure.write(&mut io::stderr());
    crate::process::exit(failure.exit.code())
}

impl From<databases::Error> for Failure {
    fn from(error: databases::Error) -> Self {
        Self::usage(error.to_string()).hints(remedy::of_databases(&error))
    }
}

fn of_sides(error: &sides::Error, remedy: String) -> Failure {
    let failure = match error {
        sides::Error::NoMergeBase { is_shallow: true, .. } => Failure::environment(error.to_string()),
        _ => Failure::usage(error.to_string()),
    };
    failure.hint(remedy)
}

fn of_server(error: &postgres::Error) -> Failure {
    match error {
        postgres::Error::Address { .. } => Failure::usage(error.to_string()),
        _ => Failure::environment(error.to_string()),
    }
}
