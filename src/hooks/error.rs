//! Failures to install or uninstall hooks. After each of them everything is unchanged.

use super::git_version::GitVersion;
use super::manager::{Advice, Manager};
use std::io;
use std::path::{Path, PathBuf};

/// A failure to find, read or change hooks.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The `git` program is missing or failed (environment).
    #[error("`git {arguments}` failed: {cause}")]
    Git {
        arguments: String,
        /// Its error output.
        cause: String,
    },
    /// `core.hooksPath` is empty, so git runs no hooks (user).
    #[error("core.hooksPath is empty in {origin}, so git runs no hooks here")]
    EmptyHooksPath {
        /// The file of the setting, as git names it.
        origin: String,
    },
    /// The hooks folder is used by other repositories too (user).
    #[error("the hooks folder {folder} is outside this repository{}", from(.origin.as_deref()))]
    Outside {
        folder: PathBuf,
        /// The file that sets `core.hooksPath`, if any.
        origin: Option<String>,
    },
    /// The hooks folder is relative to a working tree that does not exist (user).
    #[error("core.hooksPath `{setting}` is relative to the working tree, but this repository has none")]
    NoWorkTree { setting: String },
    /// Another hook manager writes the hooks here and would remove tidegate's (user).
    #[error("{manager} manages the hooks of this repository ({evidence}) and would remove tidegate's hook")]
    Managed {
        manager: Manager,
        /// The file or folder by which it was detected.
        evidence: PathBuf,
        /// The lines to add to its configuration instead.
        advice: Vec<Advice>,
    },
    /// Config-based hooks were requested and this git does not support them (user).
    #[error("git {version} does not support config-based hooks, which need git {}", GitVersion::CONFIG_HOOKS)]
    TooOld { version: GitVersion },
    /// A hook's path is not a file (user).
    #[error("{path} is not a file")]
    NotAFile { path: PathBuf },
    /// An existing hook must be kept, but another one was kept before (user).
    #[error("cannot keep {hook} as {kept}, because another hook was kept there")]
    KeptInTheWay {
        /// The current hook.
        hook: PathBuf,
        /// The hook that was kept before.
        kept: PathBuf,
    },
    /// Another process changes the hooks of this repository (environment).
    #[error("another tidegate is changing the hooks of this repository ({lock} is locked)")]
    Locked {
        /// The file that is locked.
        lock: PathBuf,
    },
    /// A hook script runs after the hooks in the configuration and may stage what they did not check
    /// (user).
    #[error("git runs {later} after the configured hook of tidegate, so what it stages would not be checked")]
    RunsAfter {
        /// The script, or the name of the other hook in the configuration.
        later: String,
        /// Whether tidegate's own script could take its place and run it first.
        is_replaceable: bool,
    },
    /// A file cannot be read (environment).
    #[error("cannot read {path}: {cause}")]
    Read {
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
    /// A file or folder cannot be written, moved or removed (environment).
    #[error("cannot write {path}: {cause}")]
    Write {
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
}

impl Error {
    pub(super) fn write(path: &Path, cause: io::Error) -> Self {
        Self::Write { path: path.to_path_buf(), cause }
    }
}

fn from(origin: Option<&str>) -> String {
    origin.map(|origin| format!(" (core.hooksPath is set in {origin})")).unwrap_or_default()
}
