//! What a server lets the role do that replays, and what it can make by itself.

use crate::platform::Stub;
use crate::postgres::{Database, Error};
use std::collections::BTreeSet;

/// The same for every session of a replay, and read once.
#[derive(Debug)]
pub(super) struct Privileges {
    pub(super) is_superuser: bool,
    /// Extensions that the server itself can make for this role.
    pub(super) native: BTreeSet<String>,
}

impl Privileges {
    /// Asks the server behind a connection.
    pub(super) fn read(database: &mut dyn Database) -> Result<Self, Error> {
        let is_superuser = "select rolsuper from pg_catalog.pg_roles where rolname = current_user";
        let is_superuser = database.value(is_superuser)?.as_deref() == Some("t");
        // Others may only make those that are trusted, which every script of every version has to be
        // read for.
        let native = if is_superuser {
            "select name from pg_catalog.pg_available_extensions"
        } else {
            "select distinct name from pg_catalog.pg_available_extension_versions where trusted or not superuser"
        };
        let native = database.query(native)?.rows.into_iter().filter_map(|row| row.into_iter().next().flatten());
        Ok(Self { is_superuser, native: native.filter(|name| !Stub::is_always_taken(name)).collect() })
    }
}
