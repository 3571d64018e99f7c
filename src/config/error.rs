//! Errors of a configuration.

use crate::text::{Span, words};
use std::path::PathBuf;

/// One mistake in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// A fragment in lower case.
    pub message: String,
    /// In bytes.
    pub span: Span,
    /// A few words below the place.
    pub label: String,
    /// An imperative; may be empty.
    pub help: String,
}

/// The mistakes in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// The first ones, by place.
    pub first: Vec<Problem>,
    /// The number of others.
    pub more: usize,
    /// Values that may be secrets, which are not shown.
    pub hidden: Vec<Span>,
}

impl Problems {
    /// Returns the number of all of them.
    pub fn count(&self) -> usize {
        self.first.len() + self.more
    }

    /// The text of the file to show places in: secrets are replaced by as many asterisks.
    pub fn shown(&self, text: &str) -> String {
        let mut shown = text.to_owned();
        for span in self.hidden.iter().filter(|span| text.get((*span).clone()).is_some()) {
            shown.replace_range(span.clone(), &"*".repeat(span.len()));
        }
        shown
    }
}

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Mistakes in the file (user).
    #[error("{} in {}", words::count(problems.count(), "mistake"), path.display())]
    Invalid {
        path: PathBuf,
        /// The whole file, to show the places.
        text: String,
        problems: Problems,
    },
    /// The file cannot be read (environment).
    #[error("cannot read {}: {cause}", path.display())]
    Unreadable { path: PathBuf, cause: String },
    /// The user's own settings are where others can change them (user).
    #[error("the user settings {} are refused: {cause}", path.display())]
    Refused { path: PathBuf, cause: String },
}
