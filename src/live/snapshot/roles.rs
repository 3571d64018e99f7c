//! The roles that a snapshot needs.

use super::error::Error;
use super::manifest::NeededRole;
use crate::postgres::live::Live;
use crate::postgres::{self, quoted_always};

/// Reads the roles that objects of a database name, with the statements that create them.
pub(super) fn needed(live: &mut Live) -> Result<Vec<NeededRole>, postgres::Error> {
    let definitions = live.roles()?;
    let rows = live.database().query(include_str!("roles.sql"))?.rows;
    let role = |row: Vec<Option<String>>| {
        let mut row = row.into_iter().map(Option::unwrap_or_default);
        let (name, is_first) = (row.next()?, row.next()? == "true");
        if !is_first && let Some(role) = definitions.iter().find(|role| role.name == name) {
            return Some(role.clone().into());
        }
        // The first superuser of a server.
        let is_superuser = row.next()? == "true";
        let rights = if is_superuser { "SUPERUSER LOGIN" } else { "LOGIN" };
        let definition = format!("CREATE ROLE {} WITH {rights};", quoted_always(&name));
        Some(NeededRole { name, definition })
    };
    Ok(rows.into_iter().filter_map(role).collect())
}

/// Fails if a role is missing on the server of a connection.
pub(super) fn check_present(live: &mut Live, needed: &[NeededRole]) -> Result<(), Error> {
    let existing = existing(live.database())?;
    let missing = needed.iter().filter(|role| !existing.contains(&role.name));
    let roles: Vec<_> = missing.map(|role| (role.name.clone(), role.definition.clone())).collect();
    if roles.is_empty() { Ok(()) } else { Err(Error::MissingRoles { roles }) }
}

fn existing(database: &mut dyn postgres::Database) -> Result<Vec<String>, postgres::Error> {
    let rows = database.query("select rolname::text from pg_catalog.pg_roles")?.rows;
    Ok(rows.into_iter().flatten().flatten().collect())
}

/// Creates the roles on a private server with their rights, and makes them members of what they are members of. Settings
/// that load a library are left out: it may not be installed.
pub(super) fn create(database: &mut dyn postgres::Database, needed: &[NeededRole]) -> Result<(), postgres::Error> {
    let existing = existing(database)?;
    let own = database.value("select current_user::text")?;
    let others: Vec<&NeededRole> = needed.iter().filter(|role| own.as_ref() != Some(&role.name)).collect();
    for role in &others {
        let create = role.definition.split(";\n").next().unwrap_or_default();
        let alter = create.replacen("CREATE ROLE", "ALTER ROLE", 1);
        database.run(if existing.contains(&role.name) { &alter } else { create })?;
        // Rehearsals log in as the role that runs the migrations.
        let name = quoted_always(&role.name);
        database.run(&format!("ALTER ROLE {name} LOGIN CONNECTION LIMIT -1 VALID UNTIL 'infinity'"))?;
    }
    for statement in others.iter().flat_map(|role| role.definition.split(";\n").skip(1)) {
        let is_left_out = statement.contains("preload_libraries") || statement.starts_with("COMMENT ON ROLE");
        if !is_left_out {
            database.run(statement)?;
        }
    }
    Ok(())
}
