//! Administration of a server, for all engines: create, rename, drop and list databases, and read the
//! facts of the whole server.

use super::database::Database;
use super::engine::{Extension, NewDatabase, Role};
use super::error::Error;
use super::names::{SCRATCH_PREFIX, quoted_always};
use super::replay_role::{self, REPLAY_ROLE};
use super::sqlstate;
use super::version::Version;
use crate::object::literal;
use std::thread;
use std::time::Duration;

/// The major that introduced `CREATE DATABASE … STRATEGY`; before it every copy was a file copy.
const HAS_STRATEGY: u32 = 15;

/// The major that introduced `DROP DATABASE … WITH (FORCE)`.
const HAS_FORCE: u32 = 13;

/// The method of copying a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strategy {
    /// The default of the server: through its log, which saves a busy server two checkpoints.
    Server,
    #[cfg_attr(not(unix), allow(dead_code, reason = "used only by private servers, which need Unix"))]
    /// File by file: about twice as fast where a checkpoint costs nothing.
    Files,
}

/// The server on which databases are created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ownership {
    /// Databases belong to the role of the connection.
    Own,
    /// Databases belong to the role that runs histories, and the connection is that of a superuser.
    #[cfg_attr(not(any(unix, feature = "embedded")), allow(dead_code, reason = "used only by private servers"))]
    OfReplay,
}

/// Creates a database with the settings of its template.
pub(super) fn create(
    connection: &mut dyn Database,
    new: &NewDatabase<'_>,
    major: u32,
    (strategy, ownership): (Strategy, Ownership),
) -> Result<(), Error> {
    let name = quoted_always(new.name);
    // Only `template0` can be copied with a different encoding.
    let source = match new.template {
        Some(template) => quoted_always(template),
        None => "template0 ENCODING 'UTF8'".to_owned(),
    };
    let strategy = if strategy == Strategy::Files && major >= HAS_STRATEGY { " STRATEGY file_copy" } else { "" };
    let owner = if ownership == Ownership::OfReplay { format!(" OWNER {REPLAY_ROLE}") } else { String::new() };
    connection.run(&format!("CREATE DATABASE {name} TEMPLATE {source}{strategy}{owner}"))?;
    let Some(template) = new.template else { return Ok(()) };
    if ownership == Ownership::OfReplay {
        let copied = include_str!("copied_settings.sql").replace("$new", &literal(new.name));
        return connection.run(&copied.replace("$template", &literal(template)));
    }
    let statements = column(connection, &settings_of_database(&literal(&name), &literal(template)))?;
    if statements.is_empty() { Ok(()) } else { connection.run(&statements.join(";\n")) }
}

/// A query for the statements that give a database the settings of another one. Both names are string literals; the first
/// is what the statements name.
pub fn settings_of_database(new: &str, template: &str) -> String {
    include_str!("settings.sql").replace("$new", new).replace("$template", template)
}

/// Renames a database.
pub(super) fn rename(connection: &mut dyn Database, name: &str, new_name: &str) -> Result<(), Error> {
    connection.run(&format!("ALTER DATABASE {} RENAME TO {}", quoted_always(name), quoted_always(new_name)))
}

/// Renames a database of a private server, and keeps it unless its new name is that of a temporary one.
#[cfg_attr(not(unix), allow(dead_code, reason = "used only by private servers"))]
pub(super) fn rename_or_keep(connection: &mut dyn Database, name: &str, new_name: &str) -> Result<(), Error> {
    rename(connection, name, new_name)?;
    keep(connection, new_name)
}

/// Keeps a database of a private server unless its name is that of a temporary one.
#[cfg_attr(not(unix), allow(dead_code, reason = "used only by private servers"))]
pub(super) fn keep(connection: &mut dyn Database, name: &str) -> Result<(), Error> {
    if name.starts_with(SCRATCH_PREFIX) { Ok(()) } else { replay_role::keep(connection, name) }
}

/// Drops a database and the connections to it.
pub(super) fn drop(connection: &mut dyn Database, name: &str, major: u32) -> Result<(), Error> {
    wait_for_sessions(connection, name)?;
    let force = if major >= HAS_FORCE {
        " WITH (FORCE)"
    } else {
        // They take a moment to end; the server waits for them.
        let ended = "select pg_terminate_backend(pid) from pg_stat_activity where datname =";
        connection.run(&format!("{ended} {}", literal(name)))?;
        ""
    };
    let drop = format!("DROP DATABASE IF EXISTS {}{force}", quoted_always(name));
    match connection.run(&drop) {
        // Its owner may have made it a template, which cannot be dropped.
        Err(Error::Sql(error)) if error.sqlstate == sqlstate::WRONG_OBJECT_TYPE => {
            connection.run(&format!("ALTER DATABASE {} IS_TEMPLATE false", quoted_always(name)))?;
            connection.run(&drop)
        }
        dropped => dropped,
    }
}

/// The condition on databases that are kept for later runs ([`keep`]): they belong to the bootstrap superuser.
pub(super) const KEPT: &str = "d.datdba = 10";

/// The databases that meet a condition on `pg_database d`.
pub(super) fn list(connection: &mut dyn Database, condition: &str) -> Result<Vec<String>, Error> {
    column(
        connection,
        &format!("select d.datname from pg_database d where {condition} order by d.datname collate \"C\""),
    )
}

/// Waits a moment for sessions that were closed and are about to end. `DROP DATABASE` looks at them only every
/// tenth of a second (`CountOtherDBBackends`).
fn wait_for_sessions(connection: &mut dyn Database, name: &str) -> Result<(), Error> {
    let sessions = format!("select pid from pg_catalog.pg_stat_activity where datname = {}", literal(name));
    for _ in 0..SESSION_CHECKS {
        if connection.value(&sessions)?.is_none() {
            break;
        }
        thread::sleep(SESSION_PAUSE);
    }
    Ok(())
}

/// Number of times that sessions are looked at. Those that are left do not end soon.
const SESSION_CHECKS: u32 = 20;

const SESSION_PAUSE: Duration = Duration::from_millis(1);

/// The size of a database on disk, in bytes.
pub(super) fn size(connection: &mut dyn Database, name: &str) -> Result<u64, Error> {
    let sizes = column(connection, &format!("select pg_database_size({})", literal(name)))?;
    let size = sizes.first().and_then(|size| size.parse().ok());
    size.ok_or_else(|| Error::Lost { cause: format!("unexpected result of pg_database_size: {sizes:?}") })
}

/// The extensions available on the server.
pub(super) fn extensions(connection: &mut dyn Database) -> Result<Vec<Extension>, Error> {
    let sql = "select name, default_version from pg_available_extensions \
               where default_version is not null order by name collate \"C\"";
    let pairs = pairs(connection, sql)?;
    Ok(pairs.into_iter().map(|(name, version)| Extension { name, version }).collect())
}

/// The roles that are not predefined.
pub(super) fn roles(connection: &mut dyn Database) -> Result<Vec<Role>, Error> {
    let pairs = pairs(connection, include_str!("roles.sql"))?;
    Ok(pairs.into_iter().map(|(name, definition)| Role { name, definition }).collect())
}

/// The version of the server.
pub(super) fn version(connection: &mut dyn Database) -> Result<Version, Error> {
    let printed = column(connection, "show server_version")?;
    let version = printed.first().and_then(|printed| Version::parse(printed));
    version.ok_or_else(|| Error::Lost { cause: format!("unexpected server_version: {printed:?}") })
}

/// The values of a query with one column and no NULLs.
pub(super) fn column(connection: &mut dyn Database, sql: &str) -> Result<Vec<String>, Error> {
    let rows = connection.query(sql)?.rows;
    Ok(rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect())
}

/// The rows of a query with two columns and no NULLs.
fn pairs(connection: &mut dyn Database, sql: &str) -> Result<Vec<(String, String)>, Error> {
    let pair = |row: Vec<Option<String>>| {
        let mut row = row.into_iter().flatten();
        Some((row.next()?, row.next()?))
    };
    Ok(connection.query(sql)?.rows.into_iter().filter_map(pair).collect())
}
