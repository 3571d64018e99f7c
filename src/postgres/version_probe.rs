//! The versions that programs printed in earlier runs, so that a run that needs no server does not
//! start a program either.

use super::environment::Environment;
#[cfg(unix)]
use super::local::account::Account;
use super::log;
use super::stamp::Stamp;
use crate::process::{Command, Failure};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

/// The output of programs, by program and argument. An entry is valid while the program's file is
/// unchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionProbe {
    known: BTreeMap<String, ProbeResult>,
    /// Whether there are entries that were not saved yet.
    #[serde(skip)]
    is_changed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct ProbeResult {
    stamp: Stamp,
    printed: String,
}

/// The number of entries to keep; a machine has a few servers.
const MAX_ENTRIES: usize = 64;

/// A program that has not printed its version by then is not used. A busy machine may take a second.
const LONGEST: Duration = Duration::from_secs(5);

impl VersionProbe {
    /// Whether entries were added since it was read.
    pub fn has_changed(&self) -> bool {
        self.is_changed
    }

    /// The output of a program for an argument: a known one, or else by starting it.
    pub(super) fn output(
        &mut self,
        program: &Path,
        argument: &str,
        environment: &Environment,
    ) -> Result<String, String> {
        let key = program.to_str().map(|program| format!("{program} {argument}"));
        let stamp = Stamp::of(program);
        if let (Some(key), Some(stamp)) = (&key, &stamp)
            && let Some(answer) = self.known.get(key)
            && answer.stamp == *stamp
        {
            return Ok(answer.printed.clone());
        }
        let printed = run(program, argument, environment)?;
        if let (Some(key), Some(stamp)) = (key, stamp)
            && is_binary(program)
        {
            if self.known.len() >= MAX_ENTRIES {
                self.known.clear();
            }
            self.known.insert(key, ProbeResult { stamp, printed: printed.clone() });
            self.is_changed = true;
        }
        Ok(printed)
    }
}

/// Whether the program is not a script: what the shims of version managers print depends on the
/// current folder.
fn is_binary(program: &Path) -> bool {
    let mut start = [0; 2];
    std::fs::File::open(program).and_then(|mut file| file.read_exact(&mut start)).is_ok() && start != *b"#!"
}

/// Asks a program, in an environment without the user's settings, and as root as the user that a server
/// would run as.
fn run(program: &Path, argument: &str, environment: &Environment) -> Result<String, String> {
    let variables = environment.for_programs.iter().cloned();
    let command = Command::new(program).arg(argument).only_envs(variables).untranslated().current_dir("/");
    #[cfg(unix)]
    let account = Account::choose().map_err(|error| error.to_string())?;
    #[cfg(unix)]
    let command = account.run(command);
    match command.within(LONGEST).stdout() {
        Ok(printed) => Ok(String::from_utf8_lossy(&printed).into_owned()),
        #[cfg(unix)]
        Err(Failure::Start(error)) if error.kind() == ErrorKind::PermissionDenied => {
            Err(match program.parent().and_then(|folder| account.blocked_at(folder)) {
                Some(folder) => format!("user {} has no access to {}", account.name, folder.display()),
                None => format!("cannot be started: {error}"),
            })
        }
        Err(Failure::Start(error)) if error.kind() == ErrorKind::TimedOut => Err(error.to_string()),
        Err(Failure::Start(error)) => Err(format!("cannot be started: {error}")),
        Err(failure) => Err(log::cause_of(&failure)),
    }
}
