//! A cause with its fix.

/// Bytes of the longest statement that is read for the cause of its failure: its words and syntax tree take up to twenty
/// times its size, and statements of megabytes are rows.
pub(super) const LONGEST_READ: usize = 1 << 20;

/// A likely cause and how to fix it.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Cause {
    /// One or two sentences.
    pub(in super::super) why: String,
    /// An imperative.
    pub(in super::super) help: String,
}

impl Cause {
    #[expect(clippy::unnecessary_wraps, reason = "every caller returns a cause or none")]
    pub(in super::super) fn new(why: impl Into<String>, help: impl Into<String>) -> Option<Self> {
        Some(Self { why: why.into(), help: help.into() })
    }
}

/// A message with its cause.
#[derive(Debug)]
pub(super) struct Known {
    /// A pattern for the message, its detail and hint, and the statement, a line each (`known.rs`).
    pub(super) pattern: &'static str,
    /// One or two sentences; `{name}` is a group of the pattern.
    pub(super) why: &'static str,
    /// An imperative, with the same groups.
    pub(super) help: &'static str,
}
