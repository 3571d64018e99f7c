//! `pg_dump`, which writes a database as SQL. It must not be older than the server.

use super::environment::Environment;
use super::{Error, Version, VersionProbe};
use super::{find, log};
use crate::process::Command;
use std::env::consts::EXE_SUFFIX;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A `pg_dump` that can dump a server.
#[derive(Clone, Debug)]
pub(super) struct Dumper {
    program: PathBuf,
    variables: Vec<(OsString, OsString)>,
}

impl Dumper {
    /// The `pg_dump` beside a server's other programs, or else the one on the machine whose
    /// major is nearest above the server's.
    pub(super) fn find(environment: &Environment, beside: Option<&Path>, major: u32) -> Result<Self, Error> {
        let found_at = |program| Self { program, variables: environment.for_programs.clone() };
        let mut found: Vec<(u32, PathBuf)> = Vec::new();
        let mut rejected = Vec::new();
        // The one beside a server comes with it.
        if let Some(program) = beside.map(|folder| folder.join(program_name())).filter(|program| program.is_file()) {
            return Ok(found_at(program));
        }
        for folder in find::folders(environment) {
            let program = folder.join(program_name());
            if !program.is_file() {
                continue;
            }
            match find::version_of(&program, &mut VersionProbe::default()) {
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

    /// Runs it for a database; how to reach the server stands in the variables, so that a
    /// password is in no list of processes.
    pub(super) fn dump(
        &self,
        reach: &[(&'static str, OsString)],
        database: &str,
        arguments: &[&str],
    ) -> Result<Vec<u8>, Error> {
        // Nothing of the user's own `PG*` may lead it elsewhere.
        let command = Command::new(&self.program).only_envs(self.variables.iter().cloned()).untranslated();
        let command = command.env("PGCLIENTENCODING", "UTF8").env("PGDATABASE", database);
        let command = command.envs(reach.iter().map(|(name, value)| (name, value)));
        let output = command.args(arguments).arg("--no-password").stdout();
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
