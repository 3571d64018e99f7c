//! Indexes that do not implement a constraint.

use super::identity::{Identity, Kind, Qualified};
use super::options::Parameters;
use serde::{Deserialize, Serialize};

/// An index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    pub schema: String,
    pub name: String,
    pub table: Qualified,
    pub method: String,
    pub unique: bool,
    pub nulls_not_distinct: Option<bool>,
    pub immediate: bool,
    pub columns: Vec<IndexColumn>,
    pub include: Option<Vec<String>>,
    pub predicate: Option<String>,
    pub options: Option<Parameters>,
    pub tablespace: Option<String>,
    /// The index of the partitioned table whose part it is.
    pub attached_to: Option<Qualified>,
    /// Whether it can be used.
    pub valid: bool,
    pub depends_on_extensions: Option<Vec<String>>,
    pub comment: Option<String>,
}

impl Index {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        Identity::within(Kind::Index, &self.schema, &self.name)
    }
}

/// A column of an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexColumn {
    /// A column of the table or an expression, as SQL.
    pub expression: String,
    /// If it is not that of the type.
    pub collation: Option<Qualified>,
    pub opclass: Qualified,
    pub opclass_options: Option<Parameters>,
    pub descending: bool,
    pub nulls_first: bool,
    pub statistics: Option<i64>,
}
