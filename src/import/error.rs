//! Configurations that cannot be read.

use super::manager::Manager;

/// Reason why a configuration cannot be read (user).
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    /// None of its files exists.
    #[error("no configuration of {} was found", .manager.name())]
    NotFound { manager: Manager, files: Vec<String> },
    /// A file is not text, or not in the notation of its name.
    #[error("{path}:{line}: {reason}")]
    Unreadable { path: String, line: usize, reason: String },
}
