//! `new --from-schema`: the migration that takes the history of the working tree to its schema file, or to the files
//! that declare its schema.

use super::diff::{self, Proof, Request, SideSpec, SqlRequest, WrittenSql};
use super::migration_text::Draft;
pub use super::migration_text::Error;
use super::new::{self, NewFile};
use super::projects::ProjectHistory;
use super::side_settings::SettingsSource;
use super::sides::Selection;
use super::verify;
use crate::migration::next_versions;
use crate::progress::Progress;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// The migration to write.
#[derive(Debug)]
pub struct Plan {
    /// None if there is nothing to write, or something that cannot be written.
    pub files: Vec<NewFile>,
    /// The comparison with its SQL.
    pub outcome: diff::Outcome,
    /// Reasons why a down migration does not restore everything.
    pub irreversible: Vec<String>,
}

/// Compares the history with the schema, and plans the files of a migration with the difference.
pub fn plan(
    source: &SettingsSource<'_>,
    (seen, name): (&ProjectHistory, &str),
    (wanted, now): (SqlRequest, DateTime<Utc>),
    server: verify::Request,
    progress: &mut dyn Progress,
) -> Result<Plan, Error> {
    let description = new::described(name)?;
    // A tool that makes its files itself refuses before anything runs.
    new::files(seen, ("", &description), "", "", (true, wanted.online.concurrently))?;
    let request = Request {
        from: SideSpec::History(Selection::WorkTree),
        to: SideSpec::Schema,
        project: Some(seen.project.root.clone()),
        sql: Some(wanted),
        server,
    };
    let outcome = diff::run(source, &request, progress)?;
    let mut plan = Plan { files: Vec::new(), outcome, irreversible: Vec::new() };
    let Some(written) = plan.outcome.written.as_ref().filter(|written| is_writable(written)) else { return Ok(plan) };
    let Proof::Proven { reached, .. } = &written.proof else { return Ok(plan) };
    let draft = Draft {
        name,
        script: &written.script,
        begin: &written.begin,
        stages: &written.stages,
        end: reached,
        reverted: Ok(&written.options),
        renames: &written.renames,
        reasons: &BTreeMap::new(),
        tail: "",
    };
    let versions = next_versions(&seen.history, seen.project.layout, draft.count(), now);
    for migration in draft.migrations(seen, &versions)? {
        plan.irreversible.extend(migration.irreversible);
        plan.files.extend(migration.files);
    }
    Ok(plan)
}

/// Whether a script is written as a migration: it has a statement that runs, and lacks nothing.
fn is_writable(written: &WrittenSql) -> bool {
    written.script.refused.is_empty() && written.script.statements().any(|statement| !statement.is_withheld)
}
