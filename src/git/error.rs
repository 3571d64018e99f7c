//! Failures to read or write a repository, and whose fault they usually are.

use crate::text::RelPath;
use std::path::PathBuf;

/// A failure to read or write a repository. None is ever mistaken for "nothing staged".
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The current folder is not in a repository (user).
    #[error("not in a git repository: {path}")]
    NoRepository { path: PathBuf },
    /// The folder belongs to another user and git's `safe.directory` does not list it.
    #[error("the repository at {path} belongs to another user")]
    ForeignOwner { path: PathBuf },
    /// It is a folder of another repository's working tree (user).
    #[error("the repository at {path} is inside another one, so a branch can bring it and its settings along")]
    BroughtAlong { path: PathBuf },
    /// A file that git reads is not one that can be read to its end (environment).
    #[error("cannot read {path}: {reason}")]
    Unusable { path: PathBuf, reason: &'static str },
    /// Neither reader can open it (environment).
    #[error("cannot open the repository at {path}: {cause}")]
    Open { path: PathBuf, cause: String },
    /// The index is damaged (environment).
    #[error("cannot read the index {path}: {cause}")]
    Index { path: PathBuf, cause: String },
    /// The index uses a feature this reader does not support; the `git` reader is used instead.
    #[error("the index uses the unsupported extension `{extension}`")]
    IndexExtension {
        /// Its four-letter signature (gitformat-index).
        extension: String,
    },
    /// An object is missing or damaged (environment).
    #[error("cannot read {what}: {cause}")]
    Object {
        /// The object, as the message names it.
        what: String,
        cause: String,
    },
    /// An object does not exist here (environment). In a partial clone git fetches it.
    #[error("cannot read {what}: {cause}")]
    Missing {
        /// The object, as the message names it.
        what: String,
        cause: String,
    },
    /// A partial clone lacks an object, and its remote did not send it (environment).
    #[error("this partial clone lacks an object that is needed, and git cannot fetch it: {cause}")]
    Remote {
        /// The reason that git gives.
        cause: String,
    },
    /// There is no `git` program (environment).
    #[error("cannot run `git {arguments}`: the program `git` is not on PATH")]
    NoGit { arguments: String },
    /// Only the `git` program can read the repository, and there is none (environment).
    #[error("this repository can only be read with the program `git`, which is not on PATH: {reason}")]
    NeedsGit { reason: String },
    /// A file of the working tree cannot be read (environment).
    #[error("cannot read {path}: {cause}")]
    File {
        path: RelPath,
        #[source]
        cause: std::io::Error,
    },
    /// A reference or the configuration cannot be read (environment).
    #[error("cannot read {what}: {cause}")]
    Reference {
        /// The reference or setting, as the message names it.
        what: String,
        cause: String,
    },
    /// The `git` program is missing or failed (environment).
    #[error("`git {arguments}` failed: {cause}")]
    Command {
        arguments: String,
        /// Its error output.
        cause: String,
    },
    /// A file of the working tree cannot be written (environment).
    #[error("cannot write {path}: {cause}")]
    Write {
        path: RelPath,
        #[source]
        cause: std::io::Error,
    },
    /// A path leads out of the working tree, or to what no branch may write (user).
    #[error("refused to use {path}: {reason}")]
    Refused { path: RelPath, reason: &'static str },
    /// A file of tidegate in the folder of the repository cannot be used (environment).
    #[error("cannot {action} {}: {cause}", path.display())]
    OwnFile {
        action: &'static str,
        path: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    /// The note of changes under way cannot be read or written (environment).
    #[error("cannot write {path}: {cause}")]
    Note {
        path: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    /// The rest of the renames of a killed process failed (environment).
    #[error("cannot finish an interrupted rename of {from} to {to}: {cause}")]
    UnfinishedRename { from: RelPath, to: RelPath, cause: String },
    /// A rename failed, and the ones before it could not be undone either (environment).
    #[error("cannot rename {from} to {to}, nor undo the renames before it: {cause}")]
    HalfRenamed { from: RelPath, to: RelPath, cause: String },
    /// A rename failed and was undone (environment).
    #[error("cannot rename {from} to {to}: {cause}")]
    Rename { from: RelPath, to: RelPath, cause: String },
}
