//! Extent of the report of a verification.

/// Extent of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// The first objects, each in a few lines.
    Head {
        /// Columns that a line may have.
        width: usize,
    },
    /// Every object with every line.
    Full,
}
