//! Procedural languages and access methods.

use super::Labels;
use super::grants::Grants;
use super::identity::{Identity, Kind};
use serde::{Deserialize, Serialize};

/// A procedural language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    pub name: String,
    pub trusted: bool,
    pub handler: Option<String>,
    pub inline: Option<String>,
    pub validator: Option<String>,
    pub owner: String,
    pub grants: Option<Grants>,
    pub comment: Option<String>,
    pub labels: Option<Labels>,
}

impl Language {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        Identity::top(Kind::Language, &self.name)
    }
}

/// An access method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessMethod {
    pub name: String,
    pub form: AccessMethodForm,
    pub handler: String,
    pub comment: Option<String>,
}

impl AccessMethod {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        Identity::top(Kind::AccessMethod, &self.name)
    }
}

/// The objects that an access method is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccessMethodForm {
    #[serde(rename = "table", alias = "t")]
    Table,
    #[serde(rename = "index", alias = "i")]
    Index,
}
