//! Problems of the replayed schema: what the rules about it find, and required objects that do not exist.

use super::required::{self, MissingObject, RequiredObject};
use super::runner::Runner;
use crate::catalog::Catalog;
use crate::migration::Platform;
use crate::postgres::Error;
use crate::rules::{StateContext, StateFinding, find_in_state};
use serde::{Deserialize, Serialize};

/// The checks of the replayed schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StateTask<'a> {
    /// Whether the rules about it run.
    pub rules: bool,
    /// The objects that must exist.
    pub required: &'a [RequiredObject],
}

/// Problems of the replayed schema.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Of all rules, whatever their levels, and of all objects.
    pub findings: Vec<StateFinding>,
    pub missing: Vec<MissingObject>,
    /// The reason for which the rules did not run.
    pub not_checked: Option<String>,
}

/// The objects that the rules look at.
const NOUNS: [&str; 7] = ["extensions", "tables", "constraints", "indexes", "views", "routines", "policies"];

/// Looks for the required objects in a database in which every migration ran. No transaction may be open.
pub(super) fn check_required(
    runner: &mut Runner,
    task: StateTask<'_>,
    stubs: &[String],
) -> Result<Option<State>, Error> {
    if task == StateTask::default() {
        return Ok(None);
    }
    Ok(Some(State { missing: required::missing(runner, task.required, stubs)?, ..State::default() }))
}

/// Reads what the rules need of a database of which nothing else is read.
pub(super) fn catalog_for_rules(runner: &mut Runner) -> Result<Catalog, Error> {
    runner.catalog_of(&NOUNS)
}

/// Adds what the rules find in the catalog of the replayed schema.
pub(super) fn check_rules(state: &mut State, catalog: Result<Catalog, Error>, platform: Platform) -> Result<(), Error> {
    match catalog {
        Ok(catalog) => state.findings = find_in_state(&StateContext::new(&catalog, platform)),
        // Everything else was checked.
        Err(error @ (Error::Sql(_) | Error::Catalog { .. })) => {
            state.not_checked = Some(format!("the catalog cannot be read: {error}"));
        }
        Err(error) => return Err(error),
    }
    Ok(())
}
