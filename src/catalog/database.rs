//! The database itself.

use super::grants::Grants;
use super::identity::{Identity, Kind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The database itself, without its name: two databases of a server have different ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// Of `ALTER DATABASE … SET` and `ALTER ROLE … IN DATABASE … SET`.
    pub settings: Option<Vec<DatabaseSettings>>,
    pub grants: Option<Grants>,
}

impl Database {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        Identity::top(Kind::Database, "itself")
    }
}

/// Settings of sessions in a database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseSettings {
    /// `None` for all roles.
    pub role: Option<String>,
    pub settings: BTreeMap<String, String>,
}
