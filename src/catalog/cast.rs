//! Casts and transforms.

use super::identity::{Identity, Kind};
use serde::{Deserialize, Serialize};

/// A cast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cast {
    pub source: String,
    pub target: String,
    pub function: Option<String>,
    pub context: CastContext,
    pub method: CastMethod,
    pub comment: Option<String>,
}

impl Cast {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        Identity::top(Kind::Cast, &format!("({} AS {})", self.source, self.target))
    }
}

/// The statements in which a cast applies without being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CastContext {
    #[serde(rename = "explicit", alias = "e")]
    Explicit,
    #[serde(rename = "assignment", alias = "a")]
    Assignment,
    #[serde(rename = "implicit", alias = "i")]
    Implicit,
}

/// The way in which a cast converts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CastMethod {
    #[serde(rename = "function", alias = "f")]
    Function,
    #[serde(rename = "binary", alias = "b")]
    Binary,
    #[serde(rename = "inout", alias = "i")]
    InOut,
}

/// A transform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transform {
    pub r#type: String,
    pub language: String,
    pub from_sql: Option<String>,
    pub to_sql: Option<String>,
    pub comment: Option<String>,
}

impl Transform {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        Identity::top(Kind::Transform, &format!("for {} language {}", self.r#type, self.language))
    }
}
