//! Faults of a schema.

use crate::text::Span;

/// A fault, with its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// The number of the file, from 0, in the order in which files were given.
    pub file: usize,
    /// In bytes of that file.
    pub span: Span,
    /// A lower-case fragment without a full stop.
    pub message: String,
}

impl Error {
    pub(super) fn new(file: usize, span: &Span, message: impl Into<String>) -> Self {
        Self { file, span: span.clone(), message: message.into() }
    }
}
