//! What most commands need first: the repository and its configuration.

use super::environment;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::config::{self, Loaded, Settings};
use crate::git::{self, Objects, Repository};
use crate::jobs::side_settings::{self, SettingsSource};
use crate::jobs::sides::Selection;
use crate::report::{self, setup};
use crate::text::{RelPath, git_path};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Page that describes the keys of the configuration.
const KEYS: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/configuration.md");

/// An opened repository with the configuration that the user names.
pub(super) struct Context {
    pub(super) repository: Box<dyn Repository>,
    /// The configuration that the user names, which applies to every side.
    named: Option<Loaded>,
    /// Whether the user's current folder is below the top of the working tree.
    pub(super) is_below_top: bool,
}

impl Context {
    /// Opens the repository of the current folder, and reads the configuration that the user names; mistakes in it are
    /// written to `terminal` in full.
    pub(super) fn open(config: Option<&Path>, terminal: &mut Terminal) -> Result<Self, Failure> {
        Self::open_reading(Objects::Shown, config, terminal)
    }

    /// The same with the stored or the shown objects, where some are replaced.
    pub(super) fn open_reading(
        objects: Objects,
        config: Option<&Path>,
        terminal: &mut Terminal,
    ) -> Result<Self, Failure> {
        let repository = git::open(&git::Environment { objects, ..environment::git()? })?;
        Self::of(repository, config, terminal)
    }

    /// The same for a command that needs no repository.
    pub(super) fn open_if_any(
        objects: Objects,
        config: Option<&Path>,
        terminal: &mut Terminal,
    ) -> Result<Self, Failure> {
        let repository = git::open_if_any(&git::Environment { objects, ..environment::git()? })?;
        Self::of(repository, config, terminal)
    }

    fn of(repository: Box<dyn Repository>, config: Option<&Path>, terminal: &mut Terminal) -> Result<Self, Failure> {
        let named = config.map(|path| load(repository.as_ref(), path, terminal)).transpose()?;
        Ok(Self { is_below_top: is_below_top(repository.as_ref()), repository, named })
    }

    /// The configuration of the working tree, for commands about the working tree.
    pub(super) fn load(&self, terminal: &mut Terminal) -> Result<Loaded, Failure> {
        if let Some(named) = &self.named {
            return Ok(named.clone());
        }
        let loaded = side_settings::of_work_tree(self.repository.as_ref());
        loaded.map_err(|error| self.failure_of_work_tree(error, terminal))
    }

    /// The failure for settings of the working tree, whose path is shown from its top.
    fn failure_of_work_tree(&self, error: side_settings::Error, terminal: &mut Terminal) -> Failure {
        let message = error.to_string();
        match error {
            side_settings::Error::Settings { side: None, cause } => {
                unusable(*cause, message, &top_of(self.repository.as_ref()), terminal)
            }
            error => settings_failure(error, terminal),
        }
    }

    /// Writes that the stored objects were read, if some are replaced.
    pub(super) fn write_replaced(&self, objects: Objects, terminal: &mut Terminal) -> Result<(), Failure> {
        if objects == Objects::Stored && git::has_replacements(self.repository.paths()) {
            report::settings::write_replaced(terminal.err())?;
        }
        Ok(())
    }

    /// The configuration of each side.
    pub(super) fn source(&self) -> SettingsSource<'_> {
        SettingsSource::new(self.repository.as_ref(), self.named.as_ref())
    }

    /// The settings of one side; how they differ from the working tree is written.
    pub(super) fn settings(&self, selection: &Selection, terminal: &mut Terminal) -> Result<Rc<Settings>, Failure> {
        let source = self.source();
        let settings = source.of(selection).map_err(|error| settings_failure(error, terminal))?;
        write_differences(&source, terminal)?;
        Ok(settings)
    }

    /// The top of the working tree; `what` is to be written there.
    pub(super) fn top(&self, what: &str) -> Result<PathBuf, Failure> {
        let top = self.repository.paths().work_dir.clone();
        top.ok_or_else(|| Failure::usage(format!("cannot write {what}: this repository has no working tree")))
    }

    /// A path as the user typed it, relative to the top of the repository.
    pub(super) fn relative(&self, typed: &Path) -> Result<RelPath, Failure> {
        let paths = self.repository.paths();
        // Git runs hooks at the top and passes no files; typed files are relative to the current folder.
        let path = git::beneath(paths, &paths.current_dir.join(typed)).ok_or_else(|| {
            Failure::usage(format!("{} is outside the repository", typed.display()))
                .hint(format!("the repository is {}", top_of(self.repository.as_ref()).display()))
        })?;
        match git_path::refusal(path.as_bytes()) {
            Some(refusal) => {
                Err(Failure::usage(format!("the path {path} {refusal}"))
                    .hint("name a file or folder of the working tree"))
            }
            None => Ok(path),
        }
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

fn load(repository: &dyn Repository, config: &Path, terminal: &mut Terminal) -> Result<Loaded, Failure> {
    let paths = repository.paths();
    config::load(paths, Some(&paths.current_dir.join(config))).map_err(|error| {
        let message = error.to_string();
        unusable(error, message, &top_of(repository), terminal)
    })
}

fn top_of(repository: &dyn Repository) -> PathBuf {
    let paths = repository.paths();
    paths.work_dir.as_ref().unwrap_or(&paths.current_dir).clone()
}

/// Writes in which sides the settings are not those of the working tree.
pub(super) fn write_differences(source: &SettingsSource, terminal: &mut Terminal) -> Result<(), Failure> {
    for difference in source.differences() {
        report::settings::write_difference(&difference, terminal.err())?;
    }
    Ok(())
}

/// The failure for settings of a side; mistakes are shown in their lines.
pub(super) fn settings_failure(error: side_settings::Error, terminal: &mut Terminal) -> Failure {
    let message = error.to_string();
    match error {
        side_settings::Error::Git(error) => error.into(),
        side_settings::Error::Settings { cause, .. } => unusable(*cause, message, Path::new(""), terminal),
    }
}

/// The failure for a configuration that cannot be used. Its path is shown relative to `top`.
pub(super) fn unusable(error: config::Error, message: String, top: &Path, terminal: &mut Terminal) -> Failure {
    let (path, text, problems) = match error {
        config::Error::Invalid { path, text, problems } => (path, text, problems),
        config::Error::Unreadable { path, .. } if path.symlink_metadata().is_err() && !top.as_os_str().is_empty() => {
            return Failure::usage(message)
                .hint("name an existing file, or omit --config: tidegate.toml is found automatically");
        }
        config::Error::Refused { .. } => return Failure::usage(message),
        config::Error::Unreadable { .. } => {
            return Failure::usage(message).hint(
                "make it a readable file in the repository, or remove it: most repositories need no configuration",
            );
        }
    };
    let shown = path.strip_prefix(top).unwrap_or(&path).display().to_string();
    let message = message.replace(&path.display().to_string(), &shown);
    let width = terminal.width;
    let written = setup::config::write(&shown, &text, &problems, width, terminal.err());
    written.map_or_else(Failure::from, |()| {
        Failure::usage(message).hint(format!("nothing was checked; every key is described in {KEYS}"))
    })
}
