//! The hook file of one event: its owner, and installing and uninstalling tidegate's.
//!
//! An existing hook is moved, never copied or changed, so that it is restored by another move, with the
//! same bytes, mode and link.

use super::changes::Changes;
use super::error::Error;
use super::event::Event;
use super::kept;
use super::manager::Manager;
use super::owner::Owner;
use super::script::{self, VERSION};
use crate::git::read_regular;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The file of one event's hook in a folder.
#[derive(Clone, Debug)]
pub struct HookFile {
    event: Event,
    /// The file that is, or would be, tidegate's.
    pub path: PathBuf,
    /// The file that keeps the hook that existed before.
    pub kept: PathBuf,
    pub owner: Owner,
    /// The manager whose hook runs tidegate's.
    pub behind: Option<Manager>,
    content: Content,
}

/// The content of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    Nothing,
    File(Vec<u8>),
    /// A link, with the content of its target; empty for a broken link.
    Link(Vec<u8>),
}

/// The result of installing a hook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Installed {
    /// Newly installed; an existing hook was kept and runs first.
    New {
        /// The new path of the existing hook.
        kept: Option<PathBuf>,
        /// Whether the existing hook is executable; if not, neither git nor tidegate's hook runs it.
        kept_runs: bool,
    },
    /// Installed in place of another version or program.
    Updated {
        /// The previous version.
        from: u32,
    },
    Unchanged,
    /// Installed by a newer version of tidegate, and not changed.
    Newer {
        version: u32,
    },
    /// The hook is a link to a script of tidegate, and was not changed.
    Linked,
}

/// The result of uninstalling a hook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Uninstalled {
    NotInstalled,
    /// Removed, with no hook left.
    Removed,
    /// Removed, with the hook that existed before restored.
    Restored,
    /// Not installed, but a hook that it had kept exists, with another hook in its place.
    Leftover {
        kept: PathBuf,
    },
}

impl HookFile {
    /// The file for tidegate's hook: the hook itself, or the file to which pre-commit or prek renamed
    /// it when they installed their own.
    pub fn find(folder: &Path, event: Event) -> Result<Self, Error> {
        let front = Self::at(folder, event, "")?;
        if let Owner::Manager(manager @ (Manager::PreCommit | Manager::Prek)) = front.owner {
            let behind = Self::at(folder, event, ".legacy")?;
            if behind.is_tidegate_hook() {
                return Ok(Self { behind: Some(manager), ..behind });
            }
        }
        Ok(front)
    }

    fn at(folder: &Path, event: Event, suffix: &str) -> Result<Self, Error> {
        let path = folder.join(format!("{event}{suffix}"));
        let content = read(&path)?;
        let owner = match &content {
            Content::Nothing => Owner::NoHook,
            Content::File(bytes) | Content::Link(bytes) => Owner::of(bytes),
        };
        Ok(Self { event, kept: kept::folder(folder).join(event.name()), path, owner, behind: None, content })
    }

    /// Whether it is a regular file of tidegate's.
    pub fn is_tidegate_hook(&self) -> bool {
        matches!((&self.owner, &self.content), (Owner::Tidegate { .. }, Content::File(_)))
    }

    /// Whether it is a link.
    pub fn is_link(&self) -> bool {
        matches!(self.content, Content::Link(_))
    }

    /// Its version and program, if it is tidegate's.
    pub(super) fn script(&self) -> Option<script::InstalledScript> {
        match &self.content {
            Content::Nothing => None,
            Content::File(bytes) | Content::Link(bytes) => script::parse(bytes),
        }
    }

    /// Whether it has exactly the text that would be installed with this program.
    pub(super) fn is_text_of(&self, program: Option<&Path>) -> bool {
        self.content == Content::File(script::script(self.event, program))
    }

    /// Installs the hook, with the program that it tries first.
    pub fn install(&self, program: Option<&Path>, changes: &mut Changes) -> Result<Installed, Error> {
        let text = script::script(self.event, program);
        match (&self.owner, &self.content) {
            (Owner::NoHook, _) => {
                self.remove_own_copy(changes)?;
                // A hook that was kept before tidegate's was removed manually still runs first.
                let kept = self.kept.exists().then(|| self.kept.clone());
                changes.create(&self.path, &text)?;
                Ok(Installed::New { kept_runs: is_executable(&self.kept), kept })
            }
            (Owner::Tidegate { .. }, Content::Link(_)) => Ok(Installed::Linked),
            (Owner::Tidegate { version }, _) if *version > VERSION => Ok(Installed::Newer { version: *version }),
            (Owner::Tidegate { .. }, Content::File(bytes)) if *bytes == text && is_executable(&self.path) => {
                Ok(Installed::Unchanged)
            }
            (Owner::Tidegate { version }, _) => {
                changes.replace(&self.path, &text)?;
                Ok(Installed::Updated { from: *version })
            }
            (Owner::Manager(_) | Owner::Foreign, content) => {
                if !self.may_be_kept(content)? {
                    return Err(Error::KeptInTheWay { hook: self.path.clone(), kept: self.kept.clone() });
                }
                let kept_runs = is_executable(&self.path);
                changes.keep_hook(&self.path, &self.kept, &text)?;
                Ok(Installed::New { kept: Some(self.kept.clone()), kept_runs })
            }
        }
    }

    /// Whether nothing is lost if the hook is kept. An interrupted installation may have left tidegate's
    /// own script there, or another name of the hook.
    fn may_be_kept(&self, hook: &Content) -> Result<bool, Error> {
        let is_same_link = || fs::read_link(&self.kept).ok() == fs::read_link(&self.path).ok();
        Ok(match read(&self.kept)? {
            Content::Nothing => true,
            Content::File(bytes) => is_tidegate_script(&bytes) || *hook == Content::File(bytes),
            link @ Content::Link(_) => link == *hook && is_same_link(),
        })
    }

    /// Removes tidegate's own script from the place of the kept hook, where an interrupted installation
    /// may have left it.
    fn remove_own_copy(&self, changes: &mut Changes) -> Result<bool, Error> {
        let is_own = matches!(read(&self.kept)?, Content::File(bytes) if is_tidegate_script(&bytes));
        if is_own {
            changes.remove(&self.kept)?;
        }
        Ok(is_own)
    }
}

fn is_tidegate_script(content: &[u8]) -> bool {
    matches!(Owner::of(content), Owner::Tidegate { .. })
}

/// Uninstalls tidegate's hook from a folder and restores the hook that existed before.
///
/// Managers rename existing hooks to `.legacy` (pre-commit, prek) or `.old` (lefthook, which then does
/// not run it), so tidegate's may have that name; the kept hook takes its place.
pub fn uninstall(folder: &Path, event: Event, changes: &mut Changes) -> Result<Uninstalled, Error> {
    let files = ["", ".legacy", ".old"].map(|suffix| HookFile::at(folder, event, suffix));
    let files: Vec<HookFile> = files.into_iter().collect::<Result<_, Error>>()?;
    let front = &files[0];
    front.remove_own_copy(changes)?;
    let kept = &front.kept;
    let has_kept = kept.exists() || kept.is_symlink();
    let mut hooks = files.iter().filter(|file| file.is_tidegate_hook());
    let first = hooks.next();
    let is_back = has_kept
        && match first {
            Some(hook) => hook.path != front.path && is_same(kept, front)?,
            None => read(kept)? == front.content,
        };
    let uninstalled = match (first, has_kept) {
        (Some(first), true) if is_back => {
            changes.remove(&first.path)?;
            changes.remove(kept).map(|()| Uninstalled::Restored)
        }
        (Some(first), true) => changes.take_back(kept, &first.path).map(|()| Uninstalled::Restored),
        (Some(first), false) => changes.remove(&first.path).map(|()| Uninstalled::Removed),
        // tidegate's hook was removed manually: the kept one is still restored.
        (None, true) if front.owner == Owner::NoHook => {
            changes.take_back(kept, &front.path).map(|()| Uninstalled::Restored)
        }
        // An interrupted installation gave the hook a second name.
        (None, true) if is_back => changes.remove(kept).map(|()| Uninstalled::NotInstalled),
        (None, true) => Ok(Uninstalled::Leftover { kept: kept.clone() }),
        (None, false) => Ok(Uninstalled::NotInstalled),
    }?;
    for copy in hooks {
        changes.remove(&copy.path)?;
    }
    changes.remove_kept_folder(folder);
    Ok(uninstalled)
}

/// Whether the kept hook and the current one are the same, as when a manager was installed again: the
/// two would call each other.
fn is_same(kept: &Path, front: &HookFile) -> Result<bool, Error> {
    let (Content::File(kept), Content::File(front)) = (read(kept)?, &front.content) else {
        return Ok(false);
    };
    let owner = Owner::of(&kept);
    Ok(kept == *front || (matches!(owner, Owner::Manager(_)) && owner == Owner::of(front)))
}

fn read(path: &Path) -> Result<Content, Error> {
    let failed = |cause| Error::Read { path: path.to_path_buf(), cause };
    let metadata = match path.symlink_metadata() {
        Ok(metadata) => metadata,
        // A hooks folder that is a file has no hooks; writing to it fails.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(Content::Nothing);
        }
        Err(error) => return Err(failed(error)),
    };
    if metadata.is_dir() {
        return Err(Error::NotAFile { path: path.to_path_buf() });
    }
    if metadata.is_symlink() {
        return Ok(Content::Link(read_regular(path).unwrap_or_default()));
    }
    read_regular(path).map(Content::File).map_err(failed)
}

/// Whether git would run the file.
#[cfg(unix)]
pub(super) fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

/// Whether git would run the file: on Windows every file.
#[cfg(not(unix))]
pub(super) fn is_executable(path: &Path) -> bool {
    path.is_file()
}
