//! What can go wrong at the door to git, and whose fault it usually is.

use crate::text::RelPath;
use std::path::PathBuf;

/// A failure to read a repository. None of them is ever taken for "nothing staged".
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The user stands outside any repository.
    #[error("not inside a git repository: {path}")]
    NoRepository {
        /// Where the search began.
        path: PathBuf,
    },
    /// The folder belongs to another user and git's `safe.directory` does not list it.
    #[error("the repository at {path} belongs to another user")]
    ForeignOwner {
        /// The repository.
        path: PathBuf,
    },
    /// Neither reader can open it (environment): the cause says why.
    #[error("cannot open the repository at {path}: {cause}")]
    Open {
        /// The repository.
        path: PathBuf,
        /// What the reader said.
        cause: String,
    },
    /// The index is damaged (environment).
    #[error("the index {path} cannot be read: {cause}")]
    Index {
        /// The index file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// The index uses a feature this reader does not know; the `git` reader takes over.
    #[error("the index uses the extension `{extension}`")]
    IndexExtension {
        /// Its four-letter signature (gitformat-index).
        extension: String,
    },
    /// An object is missing or damaged (environment).
    #[error("cannot read {what}: {cause}")]
    Object {
        /// Which object, in words.
        what: String,
        /// What git said.
        cause: String,
    },
    /// A file of the work tree cannot be read (environment).
    #[error("cannot read {path}: {cause}")]
    File {
        /// The file.
        path: RelPath,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
    /// A reference or the configuration cannot be read (environment).
    #[error("cannot read {what}: {cause}")]
    Reference {
        /// Which one, in words.
        what: String,
        /// What git said.
        cause: String,
    },
    /// The `git` program is missing or failed (environment).
    #[error("`git {arguments}` failed: {cause}")]
    Command {
        /// Its arguments.
        arguments: String,
        /// Its last words.
        cause: String,
    },
    /// A file of the work tree cannot be written (environment).
    #[error("cannot write {path}: {cause}")]
    Write {
        /// The file.
        path: RelPath,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
    /// Staging a rename failed and was undone (environment).
    #[error("cannot rename {from} to {to}: {cause}")]
    Rename {
        /// The old name.
        from: RelPath,
        /// The new name.
        to: RelPath,
        /// What the system or git said.
        cause: String,
    },
}
