//! The program `pg_dump`, which must not be older than the server.

use super::deadline::Deadline;
use super::environment::Environment;
use super::error::Error;
use super::version::Version;
use super::version_probe::VersionProbe;
use super::{find, log};
use crate::process::Command;
use std::cell::RefCell;
use std::env::consts::EXE_SUFFIX;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A `pg_dump` that can dump a server.
#[derive(Clone, Debug)]
pub(super) struct Dumper {
    program: PathBuf,
    variables: Vec<(OsString, OsString)>,
    deadline: Deadline,
    /// The user and group to run it as, if not those of this process.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix has private servers"))]
    user: Option<(u32, u32)>,
}

impl Dumper {
    /// The `pg_dump` in the folder of a server's programs, or else the one on the machine with the
    /// same major, or else with the nearest newer one.
    pub(super) fn find(environment: &Environment, server_bin: Option<&Path>, major: u32) -> Result<Self, Error> {
        let found_at = |program| Self {
            program,
            variables: environment.for_programs.clone(),
            deadline: environment.deadline.clone(),
            user: None,
        };
        let mut found: Vec<(u32, PathBuf)> = Vec::new();
        let mut rejected = Vec::new();
        // The one in the folder of a server belongs to it.
        if let Some(program) = server_bin.map(|folder| folder.join(program_name())).filter(|program| program.is_file())
        {
            return Ok(found_at(program));
        }
        for candidate in find::candidates(environment, &RefCell::new(&mut VersionProbe::default())) {
            let program = match candidate {
                Ok(candidate) => candidate.bin.join(program_name()),
                Err(reason) => {
                    rejected.push(reason);
                    continue;
                }
            };
            if !program.is_file() {
                continue;
            }
            match find::version_of(&program, environment, &mut VersionProbe::default()) {
                Ok(version) if version.major == major => return Ok(found_at(program)),
                Ok(version) if version.major > major => found.push((version.major, program)),
                Ok(version) => rejected.push(too_old(&program, &version)),
                Err(cause) => rejected.push(format!("{} ({cause})", program.display())),
            }
        }
        found.sort();
        rejected.dedup();
        let nearest = found.into_iter().next();
        nearest.map(|(_, program)| found_at(program)).ok_or(Error::NoDump { major, rejected })
    }

    /// Runs it as another user, who can start the programs of this folder.
    #[cfg(unix)]
    pub(super) fn run_as_user_of(mut self, folder: &Path, user: Option<(u32, u32)>) -> Self {
        self.user = user.filter(|_| self.program.parent() == Some(folder));
        self
    }

    /// Dumps a database; the connection parameters are passed in variables, so that a password
    /// does not appear in a list of processes.
    pub(super) fn dump(
        &self,
        connection: &[(&'static str, OsString)],
        database: &str,
        arguments: &[&str],
    ) -> Result<Vec<u8>, Error> {
        // The user's own `PG*` variables must not redirect it.
        let command = Command::new(&self.program).only_envs(self.variables.iter().cloned()).untranslated();
        let command = command.env("PGCLIENTENCODING", "UTF8").env("PGDATABASE", database);
        let command = command.envs(connection.iter().map(|(name, value)| (name, value)));
        self.deadline.begin("pg_dump")?;
        // Its server ends with the time of the run, and then so does it; if it hangs itself, this
        // ends it.
        let command = match self.deadline.left() {
            Some(left) => command.within(left),
            None => command,
        };
        #[cfg(unix)]
        let command = match self.user {
            Some((uid, gid)) => command.run_as(uid, gid),
            None => command,
        };
        let output = command.current_dir("/").args(arguments).arg("--no-password").stdout();
        self.deadline.check()?;
        self.deadline.end();
        output.map_err(|failure| Error::Program {
            program: self.program.display().to_string(),
            cause: log::cause_of(&failure),
        })
    }
}

fn program_name() -> String {
    format!("pg_dump{EXE_SUFFIX}")
}

fn too_old(program: &Path, version: &Version) -> String {
    format!("{} is {version}, older than the server", program.display())
}
