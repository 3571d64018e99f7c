//! Privileges.

use serde::{Deserialize, Serialize};

/// Privileges of an object, ordered by role; where there are none, it has those that the server gives every object
/// of its kind.
pub type Grants = Vec<Grant>;

/// Privileges of a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    pub to: Grantee,
    /// In order of their names.
    pub privileges: Vec<String>,
    pub grantable: bool,
    /// The role that granted them, if it is not the owner.
    pub by: Option<String>,
}

/// The receiver of a privilege.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grantee {
    Public,
    /// The owner of the object: another owner is then one difference and not two.
    Owner,
    Role(String),
}
