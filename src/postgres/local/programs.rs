//! The programs of a server, as they are run for a private cluster.

use super::super::environment::Environment;
use super::account::Account;
use crate::process::Command;
use std::path::Path;

/// The programs of a server, and the user who runs them.
pub(super) struct Programs<'a> {
    pub(super) bin: &'a Path,
    pub(super) account: &'a Account,
    pub(super) environment: &'a Environment,
}

impl Programs<'_> {
    /// A command that runs as the server's user, in an environment without settings for other
    /// servers.
    pub(super) fn command(&self, program: &Path) -> Command {
        let command = Command::new(program).only_envs(self.environment.for_programs.iter().cloned());
        self.account.run(command.untranslated().env("TZ", "UTC").current_dir("/"))
    }
}
