//! The migrations that a developer's own database lacks, after a merge or a checkout has brought some.

use super::request::Request;
use super::status::status;
use crate::jobs::databases::{self, Databases};
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::sides::{self, Selection};
use crate::postgres::{Deadline, Environment};
use crate::text::RelPath;
use crate::tracking::State;
use std::time::Duration;

/// The longest time that git waits for the answer of a database.
const LONGEST: Duration = Duration::from_secs(1);

/// The database that hooks compare, beside the working tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    pub name: String,
    /// The migrations that it lacks, or the reason why it was not compared, as a fragment.
    pub pending: Result<Vec<String>, String>,
}

impl Behind {
    /// Whether there is nothing to say.
    pub fn is_in_step(&self) -> bool {
        self.pending.as_ref().is_ok_and(Vec::is_empty)
    }
}

/// Compares the named database that `hooks.local-database` names; waits a second at most. Of the migrations that it
/// lacks, those count that came with the move from the commit `before` to the current one; all of them if that commit is
/// not known. `Ok(None)` if no database is named.
pub fn behind(
    source: &SettingsSource<'_>,
    databases: &Databases<'_>,
    environment: &Environment,
    before: Option<&str>,
) -> Result<Option<Behind>, databases::Error> {
    let Some(name) = databases::local_database(source)? else { return Ok(None) };
    let pending = databases.named(&name).map_err(|error| error.to_string()).and_then(|target| {
        let deadline = Deadline::start(LONGEST, |_| {});
        let environment = Environment { deadline: deadline.clone(), ..environment.clone() };
        let request = Request { database: target, project: None, environment };
        let status = status(source, &request);
        deadline.finish();
        let status = status.map_err(|error| error.to_string())?;
        let is_missing = |state| matches!(state, State::Pending | State::OutOfOrder);
        let arrived = before.and_then(|before| arrived(source, before));
        let has_arrived = |path: Option<&RelPath>| {
            arrived.as_ref().is_none_or(|arrived| path.is_some_and(|path| arrived.contains(path)))
        };
        let missing = status.lines.into_iter();
        let missing = missing.filter(|line| is_missing(line.state) && has_arrived(line.path.as_ref()));
        Ok(missing.map(|line| format!("{} {}", line.version, line.name).trim_end().to_owned()).collect())
    });
    Ok(Some(Behind { name, pending }))
}

/// The paths that differ between a commit and the current one; `None` if they are not known.
fn arrived(source: &SettingsSource<'_>, before: &str) -> Option<Vec<RelPath>> {
    let repository = source.repository();
    let (base, commit) = (repository.commit(before).ok()??, repository.commit("HEAD").ok()??);
    let selection = Selection::Commit { commit, base: Some(base), name: "HEAD".to_owned() };
    sides::changed_paths(repository, &selection).ok()
}
