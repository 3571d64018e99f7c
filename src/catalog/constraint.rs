//! Constraints of tables and domains.

use super::identity::{Identity, Kind, Qualified};
use super::options::Parameters;
use super::trigger::Enabled;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A constraint, with the index that implements it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a column of a system catalog")]
pub struct Constraint {
    pub schema: String,
    /// The table or domain.
    pub on: String,
    pub of_domain: bool,
    pub name: String,
    pub form: ConstraintForm,
    /// `CHECK ((a > 0))`
    pub definition: String,
    pub columns: Option<Vec<String>>,
    pub references: Option<Qualified>,
    pub validated: bool,
    pub enforced: Option<bool>,
    pub deferrable: bool,
    pub deferred: bool,
    pub no_inherit: bool,
    pub inherited: bool,
    /// `false` for one that only follows from the constraint of a parent: it is here if it has a comment.
    pub local: Option<bool>,
    /// The constraint of the partitioned table whose part it is.
    pub attached_to: Option<Qualified>,
    pub options: Option<Parameters>,
    pub tablespace: Option<String>,
    /// Statistics targets of the index, by the number of the column.
    pub statistics: Option<BTreeMap<String, i64>>,
    /// Whether the index can be used.
    pub valid: Option<bool>,
    /// The states of the triggers of a foreign key that do not just run.
    pub triggers: Option<Vec<Enabled>>,
    /// Of the index.
    pub depends_on_extensions: Option<Vec<String>>,
    pub comment: Option<String>,
    pub index_comment: Option<String>,
}

impl Constraint {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        let kind = if self.of_domain { Kind::DomainConstraint } else { Kind::Constraint };
        Identity::part(kind, &self.schema, &self.on, &self.name)
    }
}

/// The form of a constraint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConstraintForm {
    #[serde(rename = "check", alias = "c")]
    Check,
    #[serde(rename = "primary-key", alias = "p")]
    Primary,
    #[serde(rename = "unique", alias = "u")]
    Unique,
    #[serde(rename = "foreign-key", alias = "f")]
    Foreign,
    #[serde(rename = "exclusion", alias = "x")]
    Exclusion,
}
