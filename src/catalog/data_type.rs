//! Types: enums, composite types, domains, ranges and base types.

use super::Labels;
use super::grants::Grants;
use super::identity::{Identity, Kind, Qualified};
use serde::{Deserialize, Serialize};

/// A type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataType {
    pub schema: String,
    pub name: String,
    pub form: TypeForm,
    /// The values of an enum, in order.
    pub values: Option<Vec<String>>,
    pub attributes: Option<Vec<Attribute>>,
    pub domain: Option<Domain>,
    /// If its name is not the one that the server chooses, or it has a comment (PostgreSQL 18).
    pub not_null_constraint: Option<NotNullOfDomain>,
    pub range: Option<RangeType>,
    pub base: Option<BaseType>,
    pub owner: String,
    pub grants: Option<Grants>,
    pub comment: Option<String>,
    pub labels: Option<Labels>,
}

impl DataType {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        let kind = if self.form == TypeForm::Domain { Kind::Domain } else { Kind::Type };
        Identity::within(kind, &self.schema, &self.name)
    }
}

/// The form of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TypeForm {
    #[serde(rename = "base", alias = "b")]
    Base,
    #[serde(rename = "composite", alias = "c")]
    Composite,
    #[serde(rename = "domain", alias = "d")]
    Domain,
    #[serde(rename = "enum", alias = "e")]
    Enum,
    #[serde(rename = "range", alias = "r")]
    Range,
    #[serde(rename = "shell", alias = "s")]
    Shell,
}

/// An attribute of a composite type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    pub name: String,
    pub r#type: String,
    pub collation: Option<Qualified>,
}

/// The type and the default of a domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    pub r#type: String,
    pub collation: Option<Qualified>,
    pub default: Option<String>,
    pub not_null: bool,
}

/// The not-null constraint of a domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotNullOfDomain {
    pub name: Option<String>,
    pub comment: Option<String>,
}

/// The parts of a range type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RangeType {
    pub subtype: String,
    pub opclass: Qualified,
    pub collation: Option<Qualified>,
    pub canonical: Option<String>,
    pub difference: Option<String>,
    pub multirange: Option<Qualified>,
}

/// The functions and the form of a base type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseType {
    pub input: String,
    pub output: String,
    pub receive: Option<String>,
    pub send: Option<String>,
    pub modifier_input: Option<String>,
    pub modifier_output: Option<String>,
    pub analyze: Option<String>,
    pub subscript: Option<String>,
    pub length: i64,
    pub by_value: bool,
    pub alignment: String,
    pub storage: String,
    pub category: String,
    pub preferred: bool,
    pub default: Option<String>,
    pub delimiter: String,
    pub element: Option<String>,
    pub collatable: bool,
}
