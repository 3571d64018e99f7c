//! An entry of the file.

use crate::text::Span;

/// The side that is right about an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Choice {
    /// The migrations: the database gets a repair.
    Migrations,
    /// The database: the history gets a migration.
    Database,
    /// Neither is changed, and the difference no longer counts.
    OutOfScope,
}

impl Choice {
    pub const ALL: [Self; 3] = [Self::Migrations, Self::Database, Self::OutOfScope];

    /// The word in the file and in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Migrations => "migrations",
            Self::Database => "database",
            Self::OutOfScope => "out-of-scope",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.word() == word)
    }
}

/// An entry of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The object as reports name it.
    pub object: String,
    /// The fingerprint of the difference.
    pub fingerprint: String,
    /// `None` while it is empty.
    pub choice: Option<Choice>,
    pub reason: String,
    pub approved_by: String,
    /// A date, or empty.
    pub approved_on: String,
    /// The place of the object in the file.
    pub span: Span,
    /// The place of the decision in the file.
    pub choice_span: Span,
}
