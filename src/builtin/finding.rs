//! A finding of a check.

/// One fault in a file, a name, a message or a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The path from the top of the repository; empty for a commit message or a branch.
    pub path: Vec<u8>,
    /// Counted from 1, where the fault is in a line.
    pub line: Option<usize>,
    /// A lower-case fragment without a full stop.
    pub message: String,
    /// The way to fix it, if it is not the same for all findings of the check.
    pub help: Option<String>,
}

impl Finding {
    /// A fault in a file as a whole.
    pub fn of(path: &[u8], message: impl Into<String>) -> Self {
        Self { path: path.to_vec(), line: None, message: message.into(), help: None }
    }

    /// A fault in a line.
    pub fn at(path: &[u8], line: usize, message: impl Into<String>) -> Self {
        Self { line: Some(line), ..Self::of(path, message) }
    }

    /// The same, with the way to fix it.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}
