//! A project: a migrations folder, the layout of one tool, and a schema file.

use super::layout::{Layout, Platform, Runner};
use super::locations::Location;
use crate::text::RelPath;

/// A migrations folder with the layout of one tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// The folder that names the project.
    pub root: RelPath,
    /// The migrations folder.
    pub folder: RelPath,
    pub layout: &'static Layout,
    /// The platform, if settings or files of the project name one.
    pub platform: Option<Platform>,
    /// The schema file.
    pub schema: Schema,
    /// The files that declare the schema, in the order in which the migration tool loads them: migrations are
    /// generated from them.
    pub declared: Vec<RelPath>,
    /// The places below the folder that the tool reads, where its configuration names some; otherwise it reads all.
    pub locations: Vec<Location>,
}

impl Project {
    /// A project without a schema file, on the platform of its layout.
    pub fn new(root: RelPath, folder: RelPath, layout: &'static Layout) -> Self {
        Self { root, folder, layout, platform: None, schema: Schema::None, declared: Vec::new(), locations: Vec::new() }
    }

    /// Whether a file is in the folder, in a place that the tool reads; with its path from there.
    pub fn below<'p>(&self, path: &'p RelPath) -> Option<&'p [u8]> {
        let is_read = || self.locations.is_empty() || self.locations.iter().any(|location| location.covers(path));
        path.below(&self.folder).filter(|_| is_read())
    }

    /// Whether a file declares the schema and is not a migration, which may be loaded with the declarations.
    pub fn declares(&self, path: &RelPath) -> bool {
        self.declared.contains(path) && path.below(&self.folder).is_none()
    }

    /// Content of the database before the first migration; without a platform of its own that of its layout.
    pub fn platform(&self) -> Platform {
        self.platform.unwrap_or(self.layout.platform)
    }

    /// Whether the database has a platform that the migration tool alone would not have.
    pub fn is_on_other_platform(&self) -> bool {
        self.layout.platform == Platform::Plain && self.platform() != Platform::Plain
    }

    /// Whether the content of migrations may name the platform.
    pub fn is_platform_open(&self) -> bool {
        self.platform.is_none() && self.layout.platform == Platform::Plain
    }
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
    pub platform: Option<Platform>,
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
