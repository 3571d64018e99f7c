//! Policies of row-level security.

use super::grants::Grantee;
use super::identity::{Identity, Kind};
use serde::{Deserialize, Serialize};

/// A policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    pub schema: String,
    pub table: String,
    pub name: String,
    pub command: PolicyCommand,
    pub permissive: bool,
    pub roles: Vec<Grantee>,
    pub using: Option<String>,
    pub check: Option<String>,
    pub comment: Option<String>,
}

impl Policy {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        Identity::part(Kind::Policy, &self.schema, &self.table, &self.name)
    }
}

/// The statements that a policy applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PolicyCommand {
    #[serde(rename = "select", alias = "r")]
    Select,
    #[serde(rename = "insert", alias = "a")]
    Insert,
    #[serde(rename = "update", alias = "w")]
    Update,
    #[serde(rename = "delete", alias = "d")]
    Delete,
    #[serde(rename = "all", alias = "*")]
    All,
}
