//! Triggers, rules and event triggers.

use super::Labels;
use super::identity::{Identity, Kind};
use super::ordered::sorted;
use serde::{Deserialize, Serialize};

/// A trigger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    pub schema: String,
    pub table: String,
    pub name: String,
    /// `None` for one that follows from the trigger of a partitioned table.
    pub definition: Option<String>,
    pub inherited: bool,
    pub enabled: Enabled,
    pub function: String,
    pub depends_on_extensions: Option<Vec<String>>,
    pub comment: Option<String>,
}

impl Trigger {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        Identity::part(Kind::Trigger, &self.schema, &self.table, &self.name)
    }
}

/// When a trigger or rule runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Enabled {
    #[serde(rename = "origin", alias = "O")]
    Origin,
    #[serde(rename = "disabled", alias = "D")]
    Disabled,
    #[serde(rename = "replica", alias = "R")]
    Replica,
    #[serde(rename = "always", alias = "A")]
    Always,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub schema: String,
    pub table: String,
    pub name: String,
    pub definition: String,
    pub enabled: Enabled,
    pub comment: Option<String>,
}

impl Rule {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        Identity::part(Kind::Rule, &self.schema, &self.table, &self.name)
    }
}

/// An event trigger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventTrigger {
    pub name: String,
    pub event: String,
    /// In the order of the server, which means nothing.
    #[serde(serialize_with = "sorted")]
    pub tags: Option<Vec<String>>,
    pub function: String,
    pub enabled: Enabled,
    pub owner: String,
    pub comment: Option<String>,
    pub labels: Option<Labels>,
}

impl EventTrigger {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        Identity::top(Kind::EventTrigger, &self.name)
    }
}
