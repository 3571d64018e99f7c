//! The privileges of the role that runs the replay.

use crate::platform::Stub;
use crate::postgres::{Database, Error};
use std::collections::BTreeSet;

/// Read once, as they are the same for every session of a replay.
#[derive(Debug)]
pub(super) struct Privileges {
    pub(super) is_superuser: bool,
    /// Extensions that the server itself can create for this role.
    pub(super) native: BTreeSet<String>,
}

impl Privileges {
    /// Reads the privileges of the current role.
    pub(super) fn read(database: &mut dyn Database) -> Result<Self, Error> {
        let is_superuser = "select rolsuper from pg_catalog.pg_roles where rolname = current_user";
        let is_superuser = database.value(is_superuser)?.as_deref() == Some("t");
        // Other roles may only create trusted extensions; for these the server reads the control
        // file of every version.
        let native = if is_superuser {
            "select name from pg_catalog.pg_available_extensions"
        } else {
            "select distinct name from pg_catalog.pg_available_extension_versions where trusted or not superuser"
        };
        let native = database.query(native)?.rows.into_iter().filter_map(|row| row.into_iter().next().flatten());
        Ok(Self { is_superuser, native: native.filter(|name| !Stub::is_always_used(name)).collect() })
    }
}
