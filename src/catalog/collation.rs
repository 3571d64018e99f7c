//! Collations and conversions of encodings.

use super::identity::{Identity, Kind};
use serde::{Deserialize, Serialize};

/// A collation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collation {
    pub schema: String,
    pub name: String,
    pub provider: Provider,
    pub collate: Option<String>,
    pub ctype: Option<String>,
    pub locale: Option<String>,
    pub rules: Option<String>,
    pub deterministic: bool,
    pub encoding: Option<i64>,
    pub owner: String,
    pub comment: Option<String>,
}

impl Collation {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        Identity::within(Kind::Collation, &self.schema, &self.name)
    }
}

/// The library of a collation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Provider {
    #[serde(rename = "default", alias = "d")]
    Default,
    #[serde(rename = "icu", alias = "i")]
    Icu,
    #[serde(rename = "libc", alias = "c")]
    Libc,
    #[serde(rename = "builtin", alias = "b")]
    Builtin,
}

/// A conversion of encodings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conversion {
    pub schema: String,
    pub name: String,
    pub source: String,
    pub target: String,
    pub function: String,
    pub default: bool,
    pub owner: String,
    pub comment: Option<String>,
}

impl Conversion {
    /// Returns its identity.
    pub fn identity(&self) -> Identity {
        Identity::within(Kind::Conversion, &self.schema, &self.name)
    }
}
