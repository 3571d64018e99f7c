//! Functions, procedures, window functions and aggregates.

use super::Labels;
use super::grants::Grants;
use super::identity::{Identity, Kind};
use super::ordered::Ordered;
use serde::{Deserialize, Serialize};
use serde_json::Number;

/// A routine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Routine {
    pub schema: String,
    pub name: String,
    /// The types of its arguments, which belong to its identity.
    pub signature: String,
    pub form: RoutineForm,
    /// With modes, names and defaults.
    pub arguments: String,
    pub returns: Option<String>,
    pub language: String,
    pub source: Option<String>,
    /// A body of SQL that the server has parsed.
    pub body: Option<String>,
    pub library: Option<String>,
    pub volatility: Volatility,
    pub strict: bool,
    pub security_definer: bool,
    pub leakproof: bool,
    pub parallel: Parallel,
    pub cost: Number,
    pub rows: Number,
    pub support: Option<String>,
    pub transforms: Option<Vec<String>>,
    pub settings: Option<Ordered>,
    pub aggregate: Option<Aggregate>,
    pub depends_on_extensions: Option<Vec<String>>,
    pub owner: String,
    pub grants: Option<Grants>,
    pub comment: Option<String>,
    pub labels: Option<Labels>,
}

impl Routine {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        let kind = match self.form {
            RoutineForm::Function | RoutineForm::Window => Kind::Function,
            RoutineForm::Procedure => Kind::Procedure,
            RoutineForm::Aggregate => Kind::Aggregate,
        };
        Identity::within(kind, &self.schema, &self.name).with_arguments(&self.signature)
    }
}

/// The form of a routine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RoutineForm {
    #[serde(rename = "function", alias = "f")]
    Function,
    #[serde(rename = "procedure", alias = "p")]
    Procedure,
    #[serde(rename = "aggregate", alias = "a")]
    Aggregate,
    #[serde(rename = "window", alias = "w")]
    Window,
}

/// Whether a result depends on more than the arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Volatility {
    #[serde(rename = "immutable", alias = "i")]
    Immutable,
    #[serde(rename = "stable", alias = "s")]
    Stable,
    #[serde(rename = "volatile", alias = "v")]
    Volatile,
}

/// Whether a routine can run in parallel workers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Parallel {
    #[serde(rename = "safe", alias = "s")]
    Safe,
    #[serde(rename = "restricted", alias = "r")]
    Restricted,
    #[serde(rename = "unsafe", alias = "u")]
    Unsafe,
}

/// The functions and states of an aggregate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aggregate {
    pub kind: AggregateKind,
    pub direct_arguments: i64,
    pub transition: String,
    pub state: String,
    pub state_size: i64,
    pub initial: Option<String>,
    pub r#final: Option<String>,
    pub final_extra: bool,
    pub final_modify: Modify,
    pub combine: Option<String>,
    pub serialize: Option<String>,
    pub deserialize: Option<String>,
    pub moving_transition: Option<String>,
    pub moving_inverse: Option<String>,
    pub moving_state: Option<String>,
    pub moving_state_size: i64,
    pub moving_initial: Option<String>,
    pub moving_final: Option<String>,
    pub moving_final_extra: bool,
    pub moving_final_modify: Modify,
    pub sort_operator: Option<String>,
}

/// The kind of an aggregate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AggregateKind {
    #[serde(rename = "normal", alias = "n")]
    Normal,
    #[serde(rename = "ordered-set", alias = "o")]
    OrderedSet,
    #[serde(rename = "hypothetical-set", alias = "h")]
    Hypothetical,
}

/// Whether a final function changes its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Modify {
    #[serde(rename = "read-only", alias = "r")]
    ReadOnly,
    #[serde(rename = "shareable", alias = "s")]
    Shareable,
    #[serde(rename = "read-write", alias = "w")]
    ReadWrite,
}
