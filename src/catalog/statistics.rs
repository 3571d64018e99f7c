//! Extended statistics.

use super::identity::{Identity, Kind, Qualified};
use serde::{Deserialize, Serialize};

/// A statistics object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statistics {
    pub schema: String,
    pub name: String,
    pub table: Qualified,
    pub definition: String,
    pub target: Option<i64>,
    pub owner: String,
    pub comment: Option<String>,
}

impl Statistics {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        Identity::within(Kind::Statistics, &self.schema, &self.name)
    }
}
