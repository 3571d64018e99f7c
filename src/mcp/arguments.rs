//! The arguments of the tools. `schema` describes the same keys to clients.

use serde::Deserialize;

/// The migrations that a tool looks at.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The files on disk.
    #[default]
    #[serde(rename = "worktree")]
    WorkTree,
    /// The files as they would be committed.
    Staged,
}

/// Arguments of `list_migrations`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct List {
    pub project: Option<String>,
}

/// Arguments of `new_migration`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct NewMigration {
    pub name: String,
    pub sql: Option<String>,
    pub down_sql: Option<String>,
    pub project: Option<String>,
}

/// Arguments of `explain`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct Explain {
    pub(super) rule: Option<String>,
}

/// Arguments of `check`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Check {
    #[serde(default)]
    pub side: Side,
    /// Start of a commit range, with its end in `to_ref`.
    pub from_ref: Option<String>,
    pub to_ref: Option<String>,
}

/// Arguments of `verify`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    #[serde(default)]
    pub side: Side,
    pub to_ref: Option<String>,
    #[serde(default)]
    pub observe: bool,
    #[serde(default)]
    pub round_trip: bool,
}

/// Arguments of `diff`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Diff {
    pub from: String,
    pub to: String,
    #[serde(default)]
    pub sql: bool,
    pub project: Option<String>,
}

/// Arguments of `status`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Status {
    pub database: String,
    pub project: Option<String>,
}

/// The databases of `drift`, at least one.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(try_from = "Vec<String>")]
pub struct Databases(pub Vec<String>);

impl TryFrom<Vec<String>> for Databases {
    type Error = &'static str;

    fn try_from(names: Vec<String>) -> Result<Self, Self::Error> {
        if names.is_empty() { Err("name at least one database") } else { Ok(Self(names)) }
    }
}

/// Arguments of `drift`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Drift {
    pub databases: Databases,
    pub to_ref: Option<String>,
    pub project: Option<String>,
}

/// Arguments of `plan_migration`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub database: String,
    pub name: String,
    pub sql: String,
    pub down_sql: Option<String>,
    pub project: Option<String>,
}

/// Arguments of `apply_migration`: those of the plan, with its version and hash.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Apply {
    pub database: String,
    pub name: String,
    pub sql: String,
    pub down_sql: Option<String>,
    pub project: Option<String>,
    pub version: String,
    pub plan_hash: String,
}
