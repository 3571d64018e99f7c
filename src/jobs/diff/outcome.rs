//! The result of a comparison.

use super::written::WrittenSql;
use crate::replay::{ComparedSides, Failure};
use serde::Serialize;
use std::fmt;

/// The result of a comparison.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub from: SideSummary,
    pub to: SideSummary,
    /// The kind of server on which sides were loaded: `local`, `url` or `embedded`; `None` if both are live databases.
    pub engine: Option<&'static str>,
    /// The server, in words.
    pub server: Option<String>,
    /// Notes about servers and sides.
    pub remarks: Vec<String>,
    /// The side that could not be loaded; then nothing was compared.
    pub failed: Option<FailedSide>,
    pub compared: ComparedSides,
    /// The platform of one side that the other one, a live database, does not have.
    pub lacks_platform: Option<LackingPlatform>,
    /// Everything that exists and was not compared, each as a fragment with its reason.
    pub not_compared: Vec<String>,
    /// The SQL that makes FROM like TO, where it was requested and both sides were compared.
    pub written: Option<WrittenSql>,
}

impl Outcome {
    /// Whether nothing differs, and everything that exists was compared.
    pub fn is_equal(&self) -> bool {
        self.failed.is_none() && self.compared.comparison.changes.is_empty() && self.not_compared.is_empty()
    }
}

/// A live database that is not one of the platform on which the other side was loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LackingPlatform {
    /// The database, in words.
    pub database: String,
    /// The platform, in words.
    pub platform: &'static str,
    /// The schema that every database of the platform has.
    pub schema: &'static str,
}

impl LackingPlatform {
    /// The setting for a project that does not run on the platform.
    pub fn remedy(&self) -> String {
        format!("if the project does not run on {}, set `platform = \"none\"` in tidegate.toml", self.platform)
    }
}

impl fmt::Display for LackingPlatform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { database, platform, schema } = self;
        write!(
            f,
            "{database} is not a database of {platform}: it has no schema `{schema}`, and the migrations were replayed on \
             the platform of {platform}"
        )
    }
}

/// A side, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SideSummary {
    pub word: SideWord,
    /// `the index`, `schema.sql`, `localhost:5432/app`; never with a password.
    pub label: String,
    /// The thing that the side was taken for: `3 migrations for dbmate`.
    pub taken_for: String,
}

/// The kind of a side, as it is named in reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SideWord {
    /// Migrations that were replayed.
    History,
    /// The schema file of a project, or the files that declare its schema.
    Schema,
    /// The models of Prisma.
    Prisma,
    #[default]
    File,
    Folder,
    Database,
}

/// A side that could not be loaded.
#[derive(Clone, Debug)]
pub struct FailedSide {
    /// The side, in words.
    pub label: String,
    /// The number of files that ran to their end.
    pub replayed: usize,
    pub failure: Failure,
}
