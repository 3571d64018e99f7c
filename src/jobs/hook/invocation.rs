//! The operation of git that a hook interrupts, and its check.

use super::push::PushedRef;
use super::push_check;
use crate::git::Objects;
use crate::hooks::Event;
use crate::jobs::check::{self, Error, Outcome, Request};
use crate::jobs::side_settings::SettingsSource;

/// The operation that git is about to do.
#[derive(Clone, Copy, Debug)]
pub enum HookInvocation<'a> {
    /// A commit of the index, that of a merge included.
    Commit(Event),
    /// Anything else, at which only the repository's own jobs run.
    Other(Event),
    /// A push of these refs to a remote.
    Push { remote: &'a str, refs: &'a [PushedRef] },
}

impl HookInvocation<'_> {
    /// The hook that git runs.
    pub fn event(self) -> Event {
        match self {
            Self::Commit(event) | Self::Other(event) => event,
            Self::Push { .. } => Event::PrePush,
        }
    }

    /// The objects that are read where some are replaced: a push sends the stored ones.
    pub fn objects(self) -> Objects {
        match self {
            Self::Commit(_) | Self::Other(_) => Objects::Shown,
            Self::Push { .. } => Objects::Stored,
        }
    }

    /// The subcommand of git that repeats the operation once it was blocked.
    pub fn git_command(self) -> &'static str {
        self.event().git_command()
    }
}

/// Checks the staged changes, or every pushed commit, each with its own settings.
pub fn check(source: &SettingsSource, request: &Request, invocation: HookInvocation<'_>) -> Result<Outcome, Error> {
    match invocation {
        HookInvocation::Commit(_) => {
            let settings = source.of(&request.selection)?;
            check::run(source.repository(), &settings, request)
        }
        HookInvocation::Other(_) => Ok(Outcome { target: "nothing".to_owned(), ..Outcome::default() }),
        HookInvocation::Push { remote, refs } => push_check::check(source, request, remote, refs),
    }
}
