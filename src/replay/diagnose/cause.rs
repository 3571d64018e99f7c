//! A cause with its fix.

/// A likely cause and how to fix it.
#[derive(Debug, Default)]
pub(super) struct Cause {
    /// One or two sentences.
    pub(super) why: String,
    /// An imperative.
    pub(super) help: String,
}

impl Cause {
    #[expect(clippy::unnecessary_wraps, reason = "every caller returns a cause or none")]
    pub(super) fn new(why: impl Into<String>, help: impl Into<String>) -> Option<Self> {
        Some(Self { why: why.into(), help: help.into() })
    }
}
