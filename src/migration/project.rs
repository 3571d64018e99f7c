//! A project: a migrations folder, the layout of one tool, and a schema file.

use super::layout::{Layout, Runner};
use crate::text::RelPath;

/// A migrations folder with the layout of one tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// The folder that names the project.
    pub root: RelPath,
    /// The migrations folder.
    pub folder: RelPath,
    pub layout: &'static Layout,
    /// The schema file.
    pub schema: Schema,
}

/// The schema file of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schema {
    File(RelPath),
    /// No schema file was found.
    None,
    /// The configuration says that there is none.
    Disabled,
}

impl Schema {
    /// Path of the file, if there is one.
    pub fn file(&self) -> Option<&RelPath> {
        match self {
            Self::File(path) => Some(path),
            Self::None | Self::Disabled => None,
        }
    }
}

/// The configuration of a project; what it does not set is detected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectSpec {
    pub root: RelPath,
    pub layout: Option<&'static Layout>,
    /// The migrations folder.
    pub folder: Option<RelPath>,
    /// The schema file.
    pub schema: SchemaSpec,
    /// The program that runs the files of a plain folder.
    pub runner: Option<Runner>,
    /// Whether golang-migrate cuts files at every semicolon.
    pub multi_statement: Option<bool>,
}

/// The configuration of the schema file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SchemaSpec {
    /// The usual places are tried.
    #[default]
    Detect,
    /// This file, which need not exist yet.
    File(RelPath),
    /// There is none.
    None,
}
