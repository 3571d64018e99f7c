//! Tables: ordinary, partitioned and foreign ones.

use super::Labels;
use super::grants::Grants;
use super::identity::{Identity, Kind, Qualified};
use super::options::ForeignOptions;
use super::options::Parameters;
use serde::{Deserialize, Serialize};

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    pub schema: String,
    pub name: String,
    pub form: TableForm,
    pub durability: Durability,
    pub access_method: Option<String>,
    pub tablespace: Option<String>,
    /// The composite type of a typed table.
    pub of_type: Option<String>,
    pub options: Option<Parameters>,
    pub toast_options: Option<Parameters>,
    pub column_order: Option<Vec<String>>,
    pub inherits: Option<Vec<Qualified>>,
    pub partition: Option<Partition>,
    /// The key of a partitioned table: `RANGE (a)`.
    pub partition_by: Option<String>,
    pub row_security: bool,
    pub force_row_security: bool,
    pub replica_identity: ReplicaIdentity,
    pub replica_identity_index: Option<String>,
    pub clustered_on: Option<String>,
    /// The server of a foreign table.
    pub server: Option<String>,
    pub foreign_options: Option<ForeignOptions>,
    pub owner: String,
    pub grants: Option<Grants>,
    pub comment: Option<String>,
    /// Of the type of its rows.
    pub type_comment: Option<String>,
    pub type_grants: Option<Grants>,
    pub labels: Option<Labels>,
}

impl Table {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        let kind = if self.form == TableForm::Foreign { Kind::ForeignTable } else { Kind::Table };
        Identity::within(kind, &self.schema, &self.name)
    }
}

/// The form of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TableForm {
    #[serde(rename = "ordinary", alias = "r")]
    Ordinary,
    #[serde(rename = "partitioned", alias = "p")]
    Partitioned,
    #[serde(rename = "foreign", alias = "f")]
    Foreign,
}

/// The durability of the rows of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Durability {
    #[serde(rename = "permanent", alias = "p")]
    Permanent,
    #[serde(rename = "unlogged", alias = "u")]
    Unlogged,
    #[serde(rename = "temporary", alias = "t")]
    Temporary,
}

/// The columns that replication sends of an old row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReplicaIdentity {
    #[serde(rename = "default", alias = "d")]
    Default,
    #[serde(rename = "nothing", alias = "n")]
    Nothing,
    #[serde(rename = "full", alias = "f")]
    Full,
    #[serde(rename = "index", alias = "i")]
    Index,
}

/// The place of a partition in its table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partition {
    pub of: Qualified,
    /// `FOR VALUES IN (1)`
    pub bound: Option<String>,
    pub detach_pending: bool,
}
