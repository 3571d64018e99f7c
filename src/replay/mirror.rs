//! Other descriptions of the schema than the schema file, and their comparison with the replayed schema: the files
//! from which migrations are generated, and the files that programs are compiled with.

use super::change::{Change, NotCompared};
use super::failure::Failure;
use super::source::Source;
use crate::diagnostic::Place;
use crate::mirror::{QueryFile, TableFile};
use crate::text::RelPath;
use serde::{Deserialize, Serialize};

/// A description of the schema to compare.
#[derive(Clone, Debug)]
pub enum Mirror {
    Declared(Declared),
    /// A schema file beside migrations that cannot be read: it has to load.
    Alone(Source),
    /// The tables of Diesel.
    Tables(TableFile),
    /// The queries of SQLx.
    Queries(Queries),
    /// The schema of Prisma Client.
    Prisma(PrismaFiles),
}

/// Files that declare the schema.
#[derive(Clone, Debug)]
pub struct Declared {
    /// Their folder, in words.
    pub name: String,
    /// In the order in which the tool loads them.
    pub files: Vec<Source>,
    /// The file with the settings, and the patterns in it that match none.
    pub unmatched: Option<(RelPath, Vec<String>)>,
}

/// Queries with the columns that they had when they were prepared.
#[derive(Clone, Debug)]
pub struct Queries {
    /// Their folder, in words.
    pub name: String,
    pub files: Vec<QueryFile>,
}

/// The files of a Prisma schema.
#[derive(Clone, Debug)]
pub struct PrismaFiles {
    /// The file with the data source, or the folder of several.
    pub name: String,
    /// In order of their paths.
    pub files: Vec<(RelPath, Vec<u8>)>,
}

impl PrismaFiles {
    /// The paths and contents as text.
    pub fn texts(&self) -> Vec<(String, String)> {
        let text =
            |(path, content): &(RelPath, Vec<u8>)| (path.to_string(), String::from_utf8_lossy(content).into_owned());
        self.files.iter().map(text).collect()
    }
}

/// The kind of a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MirrorKind {
    Declared,
    Alone,
    Tables,
    Queries,
    Prisma,
}

/// The comparison of a description with the replayed schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MirrorOutcome {
    pub kind: MirrorKind,
    /// The file or the folder.
    pub name: String,
    /// The number of files, tables or queries that were compared.
    pub compared: usize,
    /// Objects that differ from the replayed schema.
    pub changes: Vec<Change>,
    /// The place of each of them, as far as it is known.
    pub places: Vec<Option<Place>>,
    /// Differences in aspects that were not compared.
    pub not_compared: Vec<NotCompared>,
    /// Objects of which the comparison does not know every property: they count as different.
    pub not_modelled: Vec<String>,
    /// Other differences.
    pub findings: Vec<Finding>,
    /// The reason why nothing was compared.
    pub failure: Option<Failure>,
    /// Limits of the comparison.
    pub notes: Vec<String>,
}

/// A place that contradicts the replayed schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub place: Place,
    pub message: String,
}

impl MirrorOutcome {
    pub(super) fn new(kind: MirrorKind, name: String) -> Self {
        Self {
            kind,
            name,
            compared: 0,
            changes: Vec::new(),
            places: Vec::new(),
            not_compared: Vec::new(),
            not_modelled: Vec::new(),
            findings: Vec::new(),
            failure: None,
            notes: Vec::new(),
        }
    }

    /// Whether everything was compared and nothing differs.
    pub fn matches(&self) -> bool {
        let is_equal = self.changes.is_empty() && self.not_modelled.is_empty();
        self.failure.is_none() && is_equal && self.findings.is_empty()
    }
}
