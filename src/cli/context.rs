//! What most commands need first: the repository and its configuration.

use super::environment;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::config::{self, Loaded, Settings};
use crate::git::{self, Repository};
use crate::report::setup;
use crate::text::{RelPath, words};
use std::path::{Path, PathBuf};

/// Page that describes the keys of the configuration.
const KEYS: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/configuration.md");

/// An opened repository with its configuration.
pub(super) struct Context {
    pub(super) repository: Box<dyn Repository>,
    pub(super) loaded: Loaded,
    /// Whether the user's current folder is below the top of the working tree.
    pub(super) is_below_top: bool,
}

impl Context {
    /// Opens the repository of the current folder and reads its configuration; mistakes in it are
    /// written to `terminal` in full.
    pub(super) fn open(config: Option<&Path>, terminal: &mut Terminal) -> Result<Self, Failure> {
        let repository = git::open(&environment::git()?)?;
        let loaded = load(repository.as_ref(), config, terminal)?;
        Ok(Self { is_below_top: is_below_top(repository.as_ref()), repository, loaded })
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.loaded.settings
    }

    /// The top of the working tree; `what` is to be written there.
    pub(super) fn top(&self, what: &str) -> Result<PathBuf, Failure> {
        let top = self.repository.paths().work_dir.clone();
        top.ok_or_else(|| Failure::usage(format!("cannot write {what}: this repository has no working tree")))
    }

    /// A path as the user typed it, relative to the top of the repository.
    pub(super) fn relative(&self, typed: &Path) -> Result<RelPath, Failure> {
        let paths = self.repository.paths();
        let top = paths.work_dir.clone().unwrap_or_else(|| paths.current_dir.clone());
        // Git runs hooks at the top and passes no files; typed files are relative to the current folder.
        let absolute = normal(&paths.current_dir.join(typed));
        RelPath::from_disk(&top, &absolute)
            .or_else(|| RelPath::from_disk(&top.canonicalize().ok()?, &resolved(&absolute)))
            .ok_or_else(|| {
                Failure::usage(format!("{} is outside the repository", typed.display()))
                    .hint(format!("the repository is {}", top.display()))
            })
    }
}

/// Git runs hooks at the top, with the user's folder in `GIT_PREFIX`.
fn is_below_top(repository: &dyn Repository) -> bool {
    let paths = repository.paths();
    let by_folder = paths.work_dir.as_ref().is_some_and(|top| {
        let below = RelPath::from_disk(top, &paths.current_dir);
        below.is_some_and(|below| !below.is_top())
    });
    by_folder || std::env::var_os("GIT_PREFIX").is_some_and(|prefix| !prefix.is_empty())
}

/// The path with the folder's links followed and the file's own name kept: a link is checked as a link.
fn resolved(path: &Path) -> PathBuf {
    match (path.parent().and_then(|parent| parent.canonicalize().ok()), path.file_name()) {
        (Some(parent), Some(name)) => parent.join(name),
        _ => path.to_path_buf(),
    }
}

/// `a/./b/../c` as `a/c`, without a look at the disk.
fn normal(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}

fn load(repository: &dyn Repository, config: Option<&Path>, terminal: &mut Terminal) -> Result<Loaded, Failure> {
    let paths = repository.paths();
    let top = paths.work_dir.as_ref().unwrap_or(&paths.current_dir);
    let config = config.map(|path| paths.current_dir.join(path));
    config::load(top, config.as_deref()).map_err(|error| match error {
        config::Error::Invalid { .. } => invalid(error, top, terminal),
        config::Error::Unreadable { ref path, .. } if path.symlink_metadata().is_err() => {
            Failure::usage(error.to_string())
                .hint("name an existing file, or omit --config: tidegate.toml is found automatically")
        }
        config::Error::Refused { .. } => Failure::usage(error.to_string()),
        config::Error::Unreadable { .. } => Failure::usage(error.to_string())
            .hint("make it a readable file, or remove it: most repositories need no configuration"),
    })
}

/// Writes the mistakes of a configuration, whose path is shown relative to `top`.
pub(super) fn invalid(error: config::Error, top: &Path, terminal: &mut Terminal) -> Failure {
    let config::Error::Invalid { path, text, problems } = error else { return Failure::usage(error.to_string()) };
    let width = terminal.width;
    let shown = path.strip_prefix(top).unwrap_or(&path).display().to_string();
    let written = setup::config::write(&shown, &text, &problems, width, terminal.err());
    let message = format!("{} in {shown}", words::count(problems.len(), "mistake"));
    written.map_or_else(Failure::from, |()| {
        Failure::usage(message).hint(format!("nothing was checked; every key is described in {KEYS}"))
    })
}
