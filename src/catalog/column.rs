//! Columns of tables, and what was set for columns of views and composite types.

use super::Labels;
use super::grants::Grants;
use super::identity::{Identity, Kind, Qualified};
use super::options::ForeignOptions;
use super::options::Parameters;
use super::table::Durability;
use serde::{Deserialize, Serialize};

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub schema: String,
    /// The table, view or composite type.
    pub table: String,
    pub name: String,
    /// With its modifiers; `None` where it follows from a definition.
    pub r#type: Option<String>,
    pub collation: Option<Qualified>,
    pub default: Option<String>,
    pub generated: Option<Generated>,
    pub identity: Option<IdentityColumn>,
    pub not_null: Option<NotNull>,
    /// The name of the not-null constraint, if the server would choose another (PostgreSQL 18).
    pub not_null_name: Option<String>,
    pub not_null_comment: Option<String>,
    /// If it is not that of the type.
    pub storage: Option<Storage>,
    pub compression: Option<Compression>,
    pub statistics: Option<i64>,
    pub options: Option<Parameters>,
    pub foreign_options: Option<ForeignOptions>,
    /// Whether the table itself declares it.
    pub local: bool,
    pub inherited: bool,
    pub grants: Option<Grants>,
    pub comment: Option<String>,
    pub labels: Option<Labels>,
    pub sequence_grants: Option<Grants>,
    /// If it is not that of the table.
    pub sequence_owner: Option<String>,
    pub sequence_comment: Option<String>,
}

impl Column {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        Identity::part(Kind::Column, &self.schema, &self.table, &self.name)
    }
}

/// Whether a generated column is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Generated {
    #[serde(rename = "stored", alias = "s")]
    Stored,
    #[serde(rename = "virtual", alias = "v")]
    Virtual,
}

/// The sequence of an identity column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityColumn {
    pub form: IdentityForm,
    pub sequence: String,
    pub durability: Durability,
    pub start: i64,
    pub increment: i64,
    pub min: i64,
    pub max: i64,
    pub cache: i64,
    pub cycle: bool,
}

/// Whether a statement may give another value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IdentityForm {
    #[serde(rename = "always", alias = "a")]
    Always,
    #[serde(rename = "by-default", alias = "d")]
    ByDefault,
}

/// A not-null constraint. Before PostgreSQL 18 there is nothing more to know of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotNull {
    pub validated: Option<bool>,
    pub no_inherit: Option<bool>,
    pub local: Option<bool>,
    pub set: bool,
}

/// The way in which large values are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Storage {
    #[serde(rename = "plain", alias = "p")]
    Plain,
    #[serde(rename = "external", alias = "e")]
    External,
    #[serde(rename = "extended", alias = "x")]
    Extended,
    #[serde(rename = "main", alias = "m")]
    Main,
}

/// The compression of large values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Compression {
    #[serde(rename = "pglz", alias = "p")]
    Pglz,
    #[serde(rename = "lz4", alias = "l")]
    Lz4,
}
