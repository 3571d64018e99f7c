//! The SQL of a comparison, and what its proof says.

use super::rename::Rename;
use crate::alter::{Online, Options, Script};
use crate::catalog::{Catalog, Identity};
use crate::diagnostic::Diagnostic;
use crate::replay::BrokenStatement;
use chrono::{DateTime, Utc};

/// The options of the SQL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SqlRequest {
    /// Whether destructive statements are part of it, and not comments in it.
    pub destructive: bool,
    /// Whether it is applied to a copy of FROM and compared with TO.
    pub proves: bool,
    /// Whether the catalog after each transaction is kept.
    pub has_stages: bool,
    pub online: Online,
    /// The time of the run, if the rules check the script.
    pub checked_at: Option<DateTime<Utc>>,
    /// Objects that have another name in TO.
    pub renames: Vec<Rename>,
}

/// The SQL that makes FROM like TO.
#[derive(Clone, Debug)]
pub struct WrittenSql {
    pub script: Script,
    pub proof: Proof,
    /// The actual catalog that it was written from, after the renames.
    pub begin: Catalog,
    /// The catalogs after each transaction but the last, if they were asked for and there are transactions that lock less.
    pub stages: Vec<Catalog>,
    /// The renames at its beginning.
    pub renames: Vec<Rename>,
    /// Reports of the rules about the script, if they ran.
    pub problems: Vec<Diagnostic>,
    /// Renames that the differences suggest.
    pub suggested: Vec<Rename>,
    /// Its options.
    pub options: Options,
}

impl WrittenSql {
    /// The number of statements that are only comments.
    pub fn withheld(&self) -> usize {
        self.script.statements().filter(|statement| statement.is_withheld).count()
    }
}

/// The result of a proof.
#[derive(Clone, Debug)]
pub enum Proof {
    /// It was not asked for.
    Skipped,
    /// The script has no statement.
    Nothing,
    /// Nothing differs but what was withheld or cannot be written.
    Proven {
        /// The server on which the script ran, in words.
        server: String,
        /// Whether the dumps were compared as well as the catalogs.
        by_dump: bool,
        /// Reasons why the proof says less than it could.
        notes: Vec<String>,
        /// Objects that only a superuser can create, change, or give their owner or privileges, which the role of the
        /// copy is not.
        unproven: Vec<String>,
        /// The catalog that the script leads to, without the steps that are withheld.
        reached: Box<Catalog>,
    },
    /// It could not be made, for this reason.
    NotPossible(String),
    /// A statement of the script failed.
    Broken(Box<BrokenStatement>),
    /// These objects differ after the script ran.
    Differs(Vec<Differing>),
}

/// An object that differs from TO after a script ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differing {
    /// `None` where only the dumps differ.
    pub object: Option<Identity>,
    /// The object in words, with the properties that differ.
    pub text: String,
}
