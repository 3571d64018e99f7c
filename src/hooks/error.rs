//! Why a hook could not be put in or taken out. After each of them everything is as before.

use super::git_program::GitVersion;
use super::managers::{Advice, Manager};
use std::io;
use std::path::PathBuf;

/// A failure to find, read or change hooks.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The `git` program is missing or failed (environment).
    #[error("`git {arguments}` failed: {cause}")]
    Git {
        /// Its arguments.
        arguments: String,
        /// Its last words.
        cause: String,
    },
    /// `core.hooksPath` is set to nothing, so git runs no hook of any folder (user).
    #[error("core.hooksPath is set to nothing in {origin}, so git runs no hooks here")]
    EmptyHooksPath {
        /// Where the setting stands, as git names it.
        origin: String,
    },
    /// The hooks folder serves other repositories too (user).
    #[error("the hooks folder {folder} lies outside this repository{}", from(.origin.as_deref()))]
    Outside {
        /// The folder.
        folder: PathBuf,
        /// Where `core.hooksPath` is set, if it is that.
        origin: Option<String>,
    },
    /// The repository has no work tree and no folder of hooks that could be meant (user).
    #[error("core.hooksPath `{setting}` is relative, and this repository has no work tree to start from")]
    NoWorkTree {
        /// The setting.
        setting: String,
    },
    /// Another hook manager writes the hooks here and would drop ours (user).
    #[error("{manager} writes the hooks of this repository ({evidence}) and would drop a hook put beside its own")]
    Managed {
        /// Who.
        manager: Manager,
        /// The file or folder by which it was recognised.
        evidence: PathBuf,
        /// What to add where instead.
        advice: Vec<Advice>,
    },
    /// Config-based hooks were asked for and this git does not know them (user).
    #[error("git {version} does not know config-based hooks, which came with git {}", GitVersion::CONFIG_HOOKS)]
    TooOld {
        /// The version of `git` on PATH.
        version: GitVersion,
    },
    /// Something that is not a file has a hook's name (user).
    #[error("{path} is not a file")]
    NotAFile {
        /// The thing.
        path: PathBuf,
    },
    /// A foreign hook is to be kept and its place is taken by another one (user).
    #[error("{hook} cannot be kept as {kept}, because another hook is kept there")]
    KeptInTheWay {
        /// The hook in force.
        hook: PathBuf,
        /// The hook kept earlier.
        kept: PathBuf,
    },
    /// A file cannot be read (environment).
    #[error("cannot read {path}: {cause}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// A file or folder cannot be written, moved or removed (environment).
    #[error("cannot write {path}: {cause}")]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
}

fn from(origin: Option<&str>) -> String {
    origin.map(|origin| format!(" (core.hooksPath is set in {origin})")).unwrap_or_default()
}
