//! Archives: `pg_dump` and `pg_restore` of one installation, which must not be older than the server.

use super::deadline::Deadline;
use super::environment::Environment;
use super::error::Error;
use super::version::Version;
use super::version_probe::VersionProbe;
use super::{find, log};
use crate::process::{Command, End, Failure, Watch};
use std::cell::RefCell;
use std::env::consts::EXE_SUFFIX;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// The longest time of a program without a time limit of the run.
const LONGEST: Duration = Duration::from_hours(7 * 24);

/// A database as programs of Postgres reach it: variables, because everyone can read the arguments of a process.
#[derive(Clone)]
pub struct Reach {
    /// Host, port, user, password and encryption.
    pub variables: Vec<(&'static str, OsString)>,
    pub database: String,
}

/// The form of an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One file.
    Custom,
    /// A folder with a file for each table, which several processes write at once.
    Directory {
        /// The number of processes, each with a connection.
        jobs: u16,
    },
}

/// The end of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    Completed,
    /// The user has interrupted the run.
    Interrupted,
}

/// The programs that write and read archives.
#[derive(Clone, Debug)]
pub struct Archiver {
    dump: PathBuf,
    restore: PathBuf,
    version: Version,
    variables: Vec<(OsString, OsString)>,
    deadline: Deadline,
}

impl Archiver {
    /// The programs with the same major version as a server, or else the nearest newer ones. No program of the working
    /// tree is started.
    pub fn find(environment: &Environment, major: u32) -> Result<Self, Error> {
        let mut found: Vec<Self> = Vec::new();
        let mut rejected = Vec::new();
        for candidate in find::candidates(environment, &RefCell::new(&mut VersionProbe::default())) {
            let bin = match candidate {
                Ok(candidate) => candidate.bin,
                Err(reason) => {
                    rejected.push(reason);
                    continue;
                }
            };
            let [dump, restore] = ["pg_dump", "pg_restore"].map(|name| bin.join(format!("{name}{EXE_SUFFIX}")));
            if !dump.is_file() || !restore.is_file() {
                continue;
            }
            match find::version_of(&dump, environment, &mut VersionProbe::default()) {
                Ok(version) if version.major < major => {
                    rejected.push(format!("{} is {version}, older than the server", dump.display()));
                }
                Ok(version) => {
                    let is_same = version.major == major;
                    let variables = environment.for_programs.clone();
                    found.push(Self { dump, restore, version, variables, deadline: environment.deadline.clone() });
                    if is_same {
                        break;
                    }
                }
                Err(cause) => rejected.push(format!("{} ({cause})", dump.display())),
            }
        }
        rejected.dedup();
        let nearest = found.into_iter().min_by_key(|one| one.version.major);
        nearest.ok_or(Error::NoDump { major, rejected })
    }

    /// The version of the programs.
    pub fn version(&self) -> &Version {
        &self.version
    }

    /// Writes a database to an archive, as it is in an exported snapshot.
    pub fn dump(
        &self,
        reach: &Reach,
        (snapshot, file, form): (&str, &Path, Form),
        lock_timeout: Duration,
        interrupted: &AtomicBool,
    ) -> Result<Run, Error> {
        let command = self.command(&self.dump, Some(reach));
        let command = match form {
            Form::Custom => command.arg("--format=custom"),
            Form::Directory { jobs } => command.arg("--format=directory").arg(format!("--jobs={jobs}")),
        };
        let command = command.arg(joined("--file=", file)).arg(format!("--snapshot={snapshot}"));
        let command = command.arg(format!("--lock-wait-timeout={}", lock_timeout.as_millis()));
        self.watched(&self.dump, command, interrupted)
    }

    /// Loads an archive into a database, up to the first error. In one transaction, a database that was empty is empty
    /// after an error.
    pub fn restore(
        &self,
        reach: &Reach,
        file: &Path,
        in_one_transaction: bool,
        interrupted: &AtomicBool,
    ) -> Result<Run, Error> {
        let command = self.command(&self.restore, Some(reach)).arg("--exit-on-error");
        let command = if in_one_transaction { command.arg("--single-transaction") } else { command };
        // Without a name of a database it would print the SQL.
        let command = command.arg(format!("--dbname={}", connection_word(&reach.database))).arg(file);
        self.watched(&self.restore, command, interrupted)
    }

    /// The table of contents of an archive; an error if it is not complete.
    pub fn list(&self, file: &Path) -> Result<String, Error> {
        self.printed(self.command(&self.restore, None).arg("--list").arg(file))
    }

    /// The SQL of some entries of an archive, whose lines of the table of contents are in a file.
    pub fn sql_of(&self, file: &Path, entries: &Path) -> Result<String, Error> {
        let command = self.command(&self.restore, None).arg("--file=-").arg(joined("--use-list=", entries)).arg(file);
        self.printed(command)
    }

    fn command(&self, program: &Path, reach: Option<&Reach>) -> Command {
        // The user's own `PG*` variables must not redirect it.
        let command = Command::new(program).only_envs(self.variables.iter().cloned()).untranslated();
        let command = command.env("PGCLIENTENCODING", "UTF8").current_dir("/");
        match reach {
            Some(reach) => command
                .env("PGDATABASE", &reach.database)
                .env("PGAPPNAME", "tidegate")
                .envs(reach.variables.iter().map(|(name, value)| (name, value)))
                .arg("--no-password"),
            None => command,
        }
    }

    /// Runs a program that prints nothing but errors, until the user interrupts it.
    fn watched(&self, program: &Path, command: Command, interrupted: &AtomicBool) -> Result<Run, Error> {
        let name = program.file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.deadline.begin(&name)?;
        let limit = self.deadline.left().unwrap_or(LONGEST);
        let ended = command.watched(Vec::new(), Watch { limit, interrupted }, None);
        self.deadline.check()?;
        self.deadline.end();
        let failed = |cause: String| Error::Program { program: program.display().to_string(), cause };
        let ended = ended.map_err(|error| failed(error.to_string()))?;
        match ended.end {
            End::Exited(status) if status.success() => Ok(Run::Completed),
            End::Exited(status) => Err(failed(log::cause_of(&Failure::Ended { status, stderr: ended.output }))),
            End::TimedOut => Err(failed(format!("it did not end within {} s", limit.as_secs()))),
            End::Interrupted => Ok(Run::Interrupted),
        }
    }

    fn printed(&self, command: Command) -> Result<String, Error> {
        let program = self.restore.display().to_string();
        let failed = |cause| Error::Program { program, cause };
        let command = command.within(self.deadline.left().unwrap_or(LONGEST));
        match command.stdout() {
            Ok(printed) => Ok(String::from_utf8_lossy(&printed).into_owned()),
            Err(failure) => Err(failed(log::cause_of(&failure))),
        }
    }
}

fn joined(option: &str, path: &Path) -> OsString {
    let mut argument = OsString::from(option);
    argument.push(path);
    argument
}

/// The name of a database as a connection string, in which `=` and `/` would have a meaning.
fn connection_word(database: &str) -> String {
    format!("dbname='{}'", database.replace('\\', "\\\\").replace('\'', "\\'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_a_database_is_not_a_connection_string() {
        assert_eq!(connection_word("app"), "dbname='app'");
        assert_eq!(connection_word(r"host=x a'b\c"), r"dbname='host=x a\'b\\c'");
    }
}
