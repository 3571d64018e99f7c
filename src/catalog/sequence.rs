//! Sequences, without those of identity columns.

use super::Labels;
use super::grants::Grants;
use super::identity::{Identity, Kind};
use super::table::Durability;
use serde::{Deserialize, Serialize};

/// A sequence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sequence {
    pub schema: String,
    pub name: String,
    pub durability: Durability,
    pub r#type: String,
    pub start: i64,
    pub increment: i64,
    pub min: i64,
    pub max: i64,
    pub cache: i64,
    pub cycle: bool,
    pub owned_by: Option<OwningColumn>,
    pub owner: String,
    pub grants: Option<Grants>,
    pub comment: Option<String>,
    pub labels: Option<Labels>,
}

impl Sequence {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        Identity::within(Kind::Sequence, &self.schema, &self.name)
    }
}

/// The column with which a sequence is dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwningColumn {
    pub schema: String,
    pub table: String,
    pub column: String,
}
