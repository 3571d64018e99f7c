//! Problems of the replayed schema: what the rules about it find, and required objects that do not exist.

use super::required::{self, MissingObject, RequiredObject};
use super::runner::Runner;
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

/// Checks the schema of a database in which every migration ran. No transaction may be open.
pub(super) fn check_state(
    runner: &mut Runner,
    task: StateTask<'_>,
    platform: Platform,
    stubs: &[String],
) -> Result<Option<State>, Error> {
    if task == StateTask::default() {
        return Ok(None);
    }
    let mut state = State { missing: required::missing(runner, task.required, stubs)?, ..State::default() };
    if task.rules {
        match runner.catalog_of(&NOUNS) {
            Ok(catalog) => state.findings = find_in_state(&StateContext::new(&catalog, platform)),
            // Everything else was checked.
            Err(error @ (Error::Sql(_) | Error::Catalog { .. })) => {
                state.not_checked = Some(format!("the catalog cannot be read: {error}"));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Some(state))
}
