//! Operators, operator classes and families.

use super::identity::{Identity, Kind, Qualified};
use serde::{Deserialize, Serialize};

/// An operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    pub schema: String,
    pub name: String,
    pub left: Option<String>,
    pub right: Option<String>,
    pub function: String,
    pub commutator: Option<String>,
    pub negator: Option<String>,
    pub restrict: Option<String>,
    pub join: Option<String>,
    pub hashes: bool,
    pub merges: bool,
    pub owner: String,
    pub comment: Option<String>,
}

impl Operator {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "NONE".to_owned());
        let arguments = format!("{}, {}", side(&self.left), side(&self.right));
        Identity::within(Kind::Operator, &self.schema, &self.name).with_arguments(&arguments)
    }
}

/// An operator class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatorClass {
    pub schema: String,
    pub name: String,
    pub method: String,
    pub family: Qualified,
    pub r#type: String,
    pub key_type: Option<String>,
    pub default: bool,
    pub operators: Option<Vec<FamilyOperator>>,
    pub functions: Option<Vec<FamilyFunction>>,
    pub owner: String,
    pub comment: Option<String>,
}

impl OperatorClass {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        Identity::part(Kind::OperatorClass, &self.schema, &self.method, &self.name)
    }
}

/// An operator family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatorFamily {
    pub schema: String,
    pub name: String,
    pub method: String,
    pub operators: Option<Vec<FamilyOperator>>,
    pub functions: Option<Vec<FamilyFunction>>,
    pub owner: String,
    pub comment: Option<String>,
}

impl OperatorFamily {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        Identity::part(Kind::OperatorFamily, &self.schema, &self.method, &self.name)
    }
}

/// An operator of a family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FamilyOperator {
    pub strategy: i64,
    pub operator: String,
    pub left: Option<String>,
    pub right: Option<String>,
    /// The family by which it orders.
    pub order_by: Option<Qualified>,
}

/// A support function of a family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FamilyFunction {
    pub number: i64,
    pub function: String,
    pub left: Option<String>,
    pub right: Option<String>,
}
