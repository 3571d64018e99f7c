//! Errors of a check.

use crate::git;
use crate::jobs::{side_settings, sides};
use crate::text::RelPath;

/// A check that was not made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The repository cannot be read.
    #[error(transparent)]
    Git(#[from] git::Error),
    /// The sides to compare cannot be found.
    #[error(transparent)]
    Sides(sides::Error),
    /// The settings of the side that is checked cannot be used (user).
    #[error(transparent)]
    Settings(side_settings::Error),
    /// A named file does not exist (user).
    #[error("file {0} does not exist")]
    NoFile(RelPath),
    /// A named folder has no file that git knows (user).
    #[error("no file in the folder {0} is staged or tracked, so nothing was checked")]
    EmptyFolder(RelPath),
    /// A named file exists in the working tree only (user).
    #[error("{0} is not staged, so it was not checked")]
    NotStaged(RelPath),
}

impl From<sides::Error> for Error {
    /// A repository that cannot be read is the same error wherever it occurs.
    fn from(error: sides::Error) -> Self {
        match error {
            sides::Error::Git(error) => Self::Git(error),
            error => Self::Sides(error),
        }
    }
}

impl From<side_settings::Error> for Error {
    fn from(error: side_settings::Error) -> Self {
        match error {
            side_settings::Error::Git(error) => Self::Git(error),
            error @ side_settings::Error::Settings { .. } => Self::Settings(error),
        }
    }
}
