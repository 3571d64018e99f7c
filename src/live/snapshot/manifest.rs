//! The manifest of a snapshot.

use super::contents::Contents;
use crate::postgres::Role;
use serde::{Deserialize, Serialize};

/// The version of the manifest. It is raised when a key changes its meaning or is removed.
pub(super) const FORMAT: u32 = 1;

/// The description of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    pub format: u32,
    /// The version of tidegate that took it.
    pub tidegate: String,
    /// UTC, RFC 3339.
    pub taken: String,
    /// The version of the server.
    pub server: String,
    pub server_major: u32,
    /// The version of `pg_dump`.
    pub pg_dump: String,
    /// `localhost:5432/app`, never with a password.
    pub address: String,
    pub properties: DatabaseProperties,
    /// The role that took it.
    pub role: String,
    pub files: Vec<FileOf>,
    /// The hash of the catalog.
    pub catalog: String,
    pub contents: Contents,
    /// The roles that own objects or have privileges, and those that they are members of.
    pub roles: Vec<NeededRole>,
}

/// A file of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileOf {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

/// A role without its password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NeededRole {
    pub name: String,
    /// Statements that create it.
    pub definition: String,
}

impl From<Role> for NeededRole {
    fn from(role: Role) -> Self {
        Self { name: role.name, definition: role.definition }
    }
}

/// The properties of a database that `pg_dump` writes only together with its name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DatabaseProperties {
    pub name: String,
    pub owner: String,
    /// The options of `CREATE DATABASE`.
    pub options: String,
    /// Statements about it, with `$database` in place of its quoted name.
    pub statements: Vec<String>,
}
