//! Help for jobs about live databases that were not done.

use super::replay::{of_server, of_verify};
use super::snapshot::of_snapshot;
use crate::jobs::live::Error;
use crate::live;
use crate::postgres::{self, sqlstate};
use crate::tracking::MissingRight;

/// Help for an error.
pub fn of_live(error: &Error) -> Vec<String> {
    match error {
        Error::History(error) => of_verify(error),
        Error::Apply(error) => of_apply(error),
        Error::Rights(missing) => grants(missing),
        Error::Database(error) => of_database(error),
        Error::New(_) => Vec::new(),
        Error::Exists(_) => vec!["plan the migration again, which gives it another version".to_owned()],
        Error::Snapshot(error) => of_snapshot(error),
        Error::Gate { .. } => vec!["name a command that `sh` finds".to_owned()],
        Error::NoScripts => vec!["use the status command of the framework".to_owned()],
        Error::UnknownTool(_) => {
            vec!["use the tool's own command; docs/live.md lists the tools whose tables are read".to_owned()]
        }
        Error::OtherColumns { .. } => {
            vec!["check which program has made the table; docs/live.md lists the columns of each tool".to_owned()]
        }
        Error::SeveralTables { .. } => {
            vec!["drop or rename the ones that are not in use: `ALTER TABLE ... RENAME TO ...`".to_owned()]
        }
    }
}

fn of_database(error: &postgres::Error) -> Vec<String> {
    match error {
        postgres::Error::Sql(error) => match error.sqlstate.as_str() {
            sqlstate::LOCK_NOT_AVAILABLE => {
                vec!["wait until the session that holds a lock on the tracking table ends, then try again".to_owned()]
            }
            sqlstate::INSUFFICIENT_PRIVILEGE => {
                vec!["name a role that may read the tracking table: `GRANT SELECT ON TABLE ... TO ...`".to_owned()]
            }
            _ => Vec::new(),
        },
        postgres::Error::Lost { .. } => {
            vec!["nothing was changed; check the server and its log, then try again".to_owned()]
        }
        error => of_server(error),
    }
}

/// One line for each right, to be run by the owner of the object.
fn grants(missing: &[MissingRight]) -> Vec<String> {
    missing.iter().map(|right| format!("have the owner run `{}`", right.grant)).collect()
}

fn of_apply(error: &live::Error) -> Vec<String> {
    match error {
        live::Error::Database(postgres::Error::Sql(error)) if error.sqlstate == sqlstate::INSUFFICIENT_PRIVILEGE => {
            let rights = "`GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE ... TO ...`";
            vec![format!("name a role that may write to the tracking table: {rights}")]
        }
        live::Error::Database(error) => of_database(error),
        live::Error::Held { .. } => vec![
            "wait until it ends, or wait longer: `tidegate apply --wait 10m`".to_owned(),
            "if its program is gone, end the session: `SELECT pg_terminate_backend(PROCESS)`".to_owned(),
        ],
        live::Error::Rights(missing) => grants(missing),
        live::Error::ReadOnly { .. } => vec!["name the primary server of the database".to_owned()],
        live::Error::Pooled { session_at: Some(place), .. } => vec![format!("connect to {place}, where sessions last")],
        live::Error::Pooled { session_at: None, .. } => {
            vec!["connect to the server itself, or to a port of the pooler in session mode".to_owned()]
        }
        live::Error::OtherSchema { .. } => vec!["apply the migrations with their tool".to_owned()],
        live::Error::Changed => vec!["show the plan again: `tidegate apply --db DATABASE --dry-run`".to_owned()],
    }
}
