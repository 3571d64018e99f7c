//! Publications and subscriptions.

use super::Labels;
use super::identity::{Identity, Kind, Qualified};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a column of a system catalog")]
pub struct Publication {
    pub name: String,
    pub all_tables: bool,
    pub insert: bool,
    pub update: bool,
    pub delete: bool,
    pub truncate: bool,
    pub via_root: bool,
    pub generated_columns: Option<String>,
    pub tables: Option<Vec<PublishedTable>>,
    pub schemas: Option<Vec<String>>,
    pub owner: String,
    pub comment: Option<String>,
    pub labels: Option<Labels>,
}

impl Publication {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        Identity::top(Kind::Publication, &self.name)
    }
}

/// A table of a publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedTable {
    pub table: Qualified,
    pub columns: Option<Vec<String>>,
    pub r#where: Option<String>,
}

/// A subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subscription {
    pub name: String,
    pub enabled: bool,
    /// The address of the publisher without secrets, if the role may read it.
    pub connection: Option<String>,
    pub slot: Option<String>,
    pub synchronous_commit: Option<String>,
    pub publications: Option<Vec<String>>,
    pub options: BTreeMap<String, Value>,
    pub owner: String,
    pub comment: Option<String>,
    pub labels: Option<Labels>,
}

impl Subscription {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        Identity::top(Kind::Subscription, &self.name)
    }
}
