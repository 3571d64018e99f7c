//! Runs the seed files of a project after its last migration, in a copy of the replayed database: their rows and
//! whatever else they create belong to no schema file.

use super::failure::{Failure, RunError};
use super::forward::forward_alone;
use super::outcome::Seeding;
use super::privileged::explained;
use super::scratch::Replay;
use crate::postgres::{Error, scratch_name, sqlstate};

/// Runs the seed files of the plan on a copy of the database in which the migrations ran.
pub(super) fn run_seed(replay: &mut Replay<'_>, database: &str) -> Result<Seeding, Error> {
    let plan = replay.plan;
    let mut seeding = Seeding { files: Vec::new(), failure: None };
    let copy = scratch_name();
    let mut runner = replay.create(&copy, Some(database))?;
    for source in plan.checks.seed {
        replay.target.progress.report(plan.migrations.len(), plan.migrations.len(), &source.path.to_string());
        match forward_alone(&mut runner, source, None) {
            Ok(()) => seeding.files.push(source.path.clone()),
            Err(RunError::Server(error)) => return Err(error),
            Err(RunError::Statement(failed)) => {
                let (cause, help) = explain(&failed.error.sqlstate);
                let mut failure = Failure::in_file(source, failed);
                if failure.cause.is_empty() {
                    (failure.cause, failure.help) = (cause.to_owned(), help.to_owned());
                }
                seeding.failure = Some(explained(failure, &runner.privileges));
                break;
            }
        }
        replay.end_session(&mut runner)?;
    }
    drop(runner);
    replay.drop_temporary(&copy)?;
    Ok(seeding)
}

/// Explains why a statement of a seed fails after the last migration.
fn explain(code: &str) -> (&'static str, &'static str) {
    if sqlstate::is_undefined(code) {
        (
            "Seed files run after the last migration, and what this statement uses does not exist then.",
            "change the seed to fit the schema that the migrations produce, or add the migration that is missing: `tidegate new NAME`",
        )
    } else if code == sqlstate::UNIQUE_VIOLATION {
        (
            "A migration, or an earlier statement of the seed, inserts the same row.",
            "add ON CONFLICT DO NOTHING to the INSERT",
        )
    } else if sqlstate::is_duplicate(code) {
        (
            "A migration, or an earlier statement of the seed, creates the same object.",
            "remove the statement from the seed: migrations create the schema",
        )
    } else {
        ("", "")
    }
}
