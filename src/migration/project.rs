//! A project: a migrations folder, the layout of one tool, and a schema file.

use super::layout::Layout;
use crate::text::RelPath;

/// A migrations folder with the layout of one tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// What the project is called by: the folder that holds it.
    pub root: RelPath,
    /// The migrations folder.
    pub folder: RelPath,
    /// How its names are read.
    pub layout: &'static Layout,
    /// The schema file.
    pub schema: Schema,
}

/// Where a project keeps its schema as one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schema {
    File(RelPath),
    /// Nowhere that was found.
    None,
    /// Nowhere, and config says so.
    Disabled,
}

impl Schema {
    /// The file, if there is one.
    pub fn file(&self) -> Option<&RelPath> {
        match self {
            Self::File(path) => Some(path),
            Self::None | Self::Disabled => None,
        }
    }
}

/// What config says of a project; what it leaves open is detected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectSpec {
    /// The folder that holds it.
    pub root: RelPath,
    /// The layout, if fixed.
    pub layout: Option<&'static Layout>,
    /// The migrations folder, if fixed.
    pub folder: Option<RelPath>,
    /// The schema file.
    pub schema: SchemaSpec,
}

/// What config says of the schema file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SchemaSpec {
    /// Nothing: the usual places are tried.
    #[default]
    Detect,
    /// This file, whether or not it is there yet.
    File(RelPath),
    /// There is none.
    None,
}
