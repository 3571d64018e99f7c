//! The programs of a server, as they are run for a private cluster.

use super::super::environment::Environment;
use super::super::find::Installation;
use super::account::Account;
use crate::process::Command;
use std::path::Path;

/// The programs of a server, and the user who runs them.
pub(super) struct Programs<'a> {
    pub(super) installation: &'a Installation,
    pub(super) account: &'a Account,
    pub(super) environment: &'a Environment,
}

impl Programs<'_> {
    /// The folder of the programs.
    pub(super) fn bin(&self) -> &Path {
        &self.installation.bin
    }

    /// A command that runs as the server's user, in an environment that contains no variable
    /// of tidegate's own.
    pub(super) fn command(&self, program: &Path) -> Command {
        self.command_as(program, self.account)
    }

    /// The same as another user.
    pub(super) fn command_as(&self, program: &Path, account: &Account) -> Command {
        let command = Command::new(program).only_envs(self.environment.for_programs.iter().cloned());
        account.run(command.untranslated().env("TZ", "UTC").current_dir("/"))
    }
}
