//! Help for snapshots that were not taken, proven or restored.

use super::replay::of_server;
use crate::live::snapshot::Error;
use crate::postgres;

/// The most objects that are named.
const NAMED: usize = 20;

/// Help for an error.
pub(super) fn of_snapshot(error: &Error) -> Vec<String> {
    match error {
        Error::Database(postgres::Error::Sql(_)) => Vec::new(),
        Error::Database(postgres::Error::Lost { .. }) => {
            vec!["check the server and its log, then try again".to_owned()]
        }
        Error::Database(error) => of_server(error),
        Error::Unreadable { objects, .. } => {
            let mut help: Vec<String> = objects
                .iter()
                .take(NAMED)
                .map(|one| format!("{}: {}; `{}`", one.object, one.reason, one.help))
                .collect();
            if objects.len() > NAMED {
                help.push(format!("{} more objects cannot be read", objects.len() - NAMED));
            }
            help.push("or name a role that owns all tables, or may read all of them and has BYPASSRLS".to_owned());
            help
        }
        Error::Pooled { session_at: Some(place), .. } => vec![format!("connect to {place}, where sessions last")],
        Error::Pooled { session_at: None, .. } => {
            vec!["connect to the server itself, or to a port of the pooler in session mode".to_owned()]
        }
        Error::ChangedMeanwhile { .. } => {
            vec!["stop changes of the schema, then try again; no snapshot was kept".to_owned()]
        }
        Error::Unread { .. } => vec!["try again; no snapshot was kept".to_owned()],
        Error::Files { .. } => vec!["check the free space and the permissions, or use `--output FOLDER`".to_owned()],
        Error::NotASnapshot { .. } => vec![
            "name the folder that `tidegate snapshot` has printed, or the record of `tidegate rehearse`".to_owned(),
        ],
        Error::Damaged { .. } => vec!["use another snapshot, or restore the file from a copy of it".to_owned()],
        Error::NoServer { wanted, .. } => {
            vec![format!("install PostgreSQL {wanted} (Debian: `apt install postgresql-{wanted}`)")]
        }
        Error::MissingRoles { roles } => {
            roles.iter().map(|(_, definition)| format!("create it: `{}`", definition.replace('\n', " "))).collect()
        }
        Error::NotAllowed { help, .. } => help.clone(),
        Error::OtherMajor { .. } => {
            vec!["restore it on a server of the same major version, or use `pg_restore` itself".to_owned()]
        }
        Error::NotEmptyAnyMore { .. } => vec!["show the plan again".to_owned()],
        Error::NotKept { .. } => vec!["list the databases: `psql --list`".to_owned()],
        Error::Differs { .. } => {
            vec![
                "a database that was to be replaced is as it was, and an empty one that was filled stays filled; look for programs that write to the new one, then try again"
                    .to_owned(),
            ]
        }
        Error::InUse { .. } => {
            vec!["end these sessions, and stop the programs that connect again, then try again".to_owned()]
        }
        Error::Interrupted => vec!["nothing was kept; run the command again".to_owned()],
    }
}
