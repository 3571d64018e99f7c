//! Schemas and extensions.

use super::Labels;
use super::grants::Grants;
use super::identity::{Identity, Kind};
use serde::{Deserialize, Serialize};

/// A schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    pub name: String,
    pub owner: String,
    pub grants: Option<Grants>,
    pub comment: Option<String>,
    pub labels: Option<Labels>,
}

impl Schema {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        Identity::top(Kind::Schema, &self.name)
    }
}

/// An extension; its members belong to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    pub name: String,
    pub schema: Option<String>,
    /// Whether it can be moved to another schema.
    #[serde(default)]
    pub relocatable: bool,
    pub version: String,
    pub owner: String,
    pub comment: Option<String>,
}

impl Extension {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        Identity::top(Kind::Extension, &self.name)
    }
}
