//! The roles of a private server: the superuser, as which only SQL of tidegate runs, and the role
//! that runs the SQL of histories, which is not one.

use super::database::Database;
use super::error::Error;
use crate::object::literal;

/// The role that runs the SQL of histories on a private server, by the name that many expect.
pub const REPLAY_ROLE: &str = "postgres";

/// The superuser of a private server. A history cannot create a role of this name.
pub(super) const SUPERUSER: &str = "tidegate";

/// The major version that introduced `createrole_self_grant`.
const HAS_SELF_GRANT: u32 = 16;

/// The major version that introduced the setting `event_triggers`.
pub(super) const HAS_EVENT_TRIGGERS_SETTING: u32 = 17;

/// Restores the role that runs histories to its initial state, as the superuser.
pub(super) fn restore(connection: &mut dyn Database) -> Result<(), Error> {
    connection.run(include_str!("replay_role.sql"))
}

/// Makes the role that runs histories a superuser until it is restored.
pub(super) fn make_superuser(connection: &mut dyn Database) -> Result<(), Error> {
    connection.run(&format!("ALTER ROLE {REPLAY_ROLE} SUPERUSER"))
}

/// Takes a database from the role that runs histories, to keep it for later runs.
pub(super) fn keep(connection: &mut dyn Database, database: &str) -> Result<(), Error> {
    connection.run(&include_str!("keep.sql").replace("$name", &literal(database)))
}

/// The settings of a session of the role that runs histories: it has the privileges of the roles
/// that it creates, which older servers let it grant itself.
pub(super) fn settings(major: u32) -> Vec<(String, String)> {
    let self_grant = ("createrole_self_grant".to_owned(), "set, inherit".to_owned());
    if major >= HAS_SELF_GRANT { vec![self_grant] } else { Vec::new() }
}
