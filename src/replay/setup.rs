//! What a project adds to its environment before the first migration: SQL files and extensions.
//!
//! They are run in the database of the replay, once the environment stands, as the role that
//! replays: on a server of our own the superuser. Each statement is a transaction of its own, as
//! `psql` runs a file, unless the file says otherwise.

use super::runner::Runner;
use super::script::{self, RunError};
use super::{Failure, Plan, ScratchDatabases, Source, in_file};
use crate::cache::Hasher;
use crate::diagnostic::Place;
use crate::migration::Platform;
use crate::migration::layout::Transaction;
use crate::postgres::{Error, SqlError, quoted};

/// What is added, in the order in which it is run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setup {
    /// Files that are run when the environment stands.
    pub before: Vec<Source>,
    /// Extensions that are created after those, in the schema in which the environment keeps
    /// extensions; a stand-in takes the place of one that the server lacks.
    pub extensions: Vec<String>,
    /// Files that are run after those, right before the first migration.
    pub after_environment: Vec<Source>,
}

impl Setup {
    /// The files.
    pub fn files(&self) -> impl Iterator<Item = &Source> {
        self.before.iter().chain(&self.after_environment)
    }

    /// What a cluster is kept for: an environment, and what is added to it. Additions make roles,
    /// which belong to the whole server, so each have a cluster of their own.
    pub fn purpose(&self, platform: Platform) -> String {
        let mut hasher = Hasher::new("additions");
        for (kind, content) in self.parts() {
            hasher.part(kind).part(content);
        }
        let has_some = self.parts().next().is_some();
        let hash = if has_some { format!("-{:.8}", hasher.finish().to_string()) } else { String::new() };
        format!("{}{hash}", platform.name())
    }

    /// Everything that what comes after depends on, each part with its kind.
    pub(super) fn parts(&self) -> impl Iterator<Item = (&'static str, &[u8])> {
        let before = self.before.iter().map(|file| ("before", &file.content[..]));
        let extensions = self.extensions.iter().map(|name| ("extension", name.as_bytes()));
        let after = self.after_environment.iter().map(|file| ("after-environment", &file.content[..]));
        before.chain(extensions).chain(after)
    }
}

/// Runs them; `Some` is the statement that stopped it.
pub(super) fn run(
    scratch: &mut ScratchDatabases<'_, '_>,
    runner: &mut Runner,
    plan: &Plan<'_>,
) -> Result<Option<Failure>, Error> {
    for source in &plan.setup.before {
        if let Some(failure) = file(scratch, runner, plan, source)? {
            return Ok(Some(failure));
        }
    }
    for name in &plan.setup.extensions {
        if let Some(failure) = extension(scratch, runner, name)? {
            return Ok(Some(failure));
        }
    }
    for source in &plan.setup.after_environment {
        if let Some(failure) = file(scratch, runner, plan, source)? {
            return Ok(Some(failure));
        }
    }
    Ok(None)
}

fn file(
    scratch: &mut ScratchDatabases<'_, '_>,
    runner: &mut Runner,
    plan: &Plan<'_>,
    source: &Source,
) -> Result<Option<Failure>, Error> {
    scratch.stage.progress.report(0, plan.migrations.len(), &source.path.to_string());
    let transaction = source.transaction.unwrap_or(Transaction::Each);
    let broken = match script::run(runner, &source.content, transaction, None) {
        Ok(()) => None,
        Err(RunError::Server(error)) => return Err(error),
        Err(RunError::At(broken)) => Some(broken),
    };
    // A copy that could not begin has cost the connection, and nothing is open then.
    if broken.is_none() || runner.raw("ROLLBACK").is_ok() {
        scratch.end_session(runner)?;
    }
    Ok(broken.map(|broken| {
        let (cause, help) = explain(&broken.error);
        Failure { cause, help, ..in_file(source, broken) }
    }))
}

/// What is missing here may well be made by a migration.
fn explain(error: &SqlError) -> (String, String) {
    match error.sqlstate.as_str() {
        "42P01" | "3F000" | "42703" | "42883" | "42704" => (
            "It runs before the first migration: what a migration makes is not there yet.".to_owned(),
            "put the statement into a migration, or what it needs above it".to_owned(),
        ),
        "42710" | "42P06" | "42P07" => (
            "It is there already when this file runs, from the environment or from a file before.".to_owned(),
            "leave it out, or create it only where it is missing".to_owned(),
        ),
        _ => (String::new(), String::new()),
    }
}

fn extension(
    scratch: &mut ScratchDatabases<'_, '_>,
    runner: &mut Runner,
    name: &str,
) -> Result<Option<Failure>, Error> {
    if let Some(schema) = scratch.platform.extension_schema() {
        runner.raw(&format!("SET search_path TO {}", quoted(schema)))?;
    }
    let statement = format!("CREATE EXTENSION IF NOT EXISTS {} CASCADE", quoted(name));
    let failure = match runner.statement(&statement) {
        Ok(()) => None,
        Err(Error::Sql(error)) => Some(Failure {
            place: Place::Nowhere,
            cause: "`extensions` below `[replay]` in tidegate.toml names it. Where a server lacks an extension a stand-in takes its place, and there is none for this one.".to_owned(),
            help: "install it beside the server, name a server that has it with `--database-url`, or make what migrations need of it in a file of `after-environment`".to_owned(),
            statement,
            error: *error,
        }),
        Err(error) => return Err(error),
    };
    scratch.end_session(runner)?;
    Ok(failure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_set_of_additions_has_clusters_of_its_own() {
        let of = |names: &[&str]| {
            let extensions = names.iter().map(ToString::to_string).collect();
            Setup { extensions, ..Setup::default() }.purpose(Platform::Supabase)
        };
        assert_eq!(of(&[]), "supabase");
        assert_eq!(of(&["citext"]).len(), "supabase-12345678".len());
        assert_ne!(of(&["citext"]), of(&["hstore"]));
    }
}
