//! One hook's place in a folder: whose script is there, ours put in, ours taken out.
//!
//! A foreign hook is moved aside, never copied or changed, so that giving it back is a
//! rename: bytes, mode and link are what they were.

use super::error::Error;
use super::event::Event;
use super::files::Changes;
use super::managers::{Manager, Owner};
use super::script::{self, VERSION};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The place of one event's hook in a folder.
#[derive(Clone, Debug)]
pub struct Slot {
    event: Event,
    /// The file that is, or would be, ours.
    pub path: PathBuf,
    /// Where a foreign hook is kept.
    pub kept: PathBuf,
    /// Whose the file is.
    pub owner: Owner,
    /// The manager that stands in front and runs ours.
    pub behind: Option<Manager>,
    content: Content,
}

/// What lies at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    Nothing,
    File(Vec<u8>),
    /// A link, with the content it leads to, if it leads anywhere.
    Link(Vec<u8>),
}

/// What putting ours in has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    /// It is new here; a foreign hook was kept and is run first.
    New {
        /// Where the foreign hook is now.
        kept: Option<PathBuf>,
        /// False when the foreign hook is not executable, so that git did not run it and
        /// ours does not either.
        kept_runs: bool,
    },
    /// It replaced ours of that version.
    Updated {
        /// The version before.
        from: u32,
    },
    /// It was there already.
    Already,
    /// A newer tidegate put a newer one there, which was left alone.
    Newer {
        /// Its version.
        version: u32,
    },
    /// The hook is a link to a script of ours, which was left alone.
    Linked,
}

/// What taking ours out has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// There was none of ours.
    Nothing,
    /// It is gone, and nothing was there before it.
    Removed,
    /// It is gone, and the hook that was there before is back.
    Restored,
    /// There was none of ours, but a hook kept by it, and another hook in its place.
    Leftover {
        /// The hook that was kept.
        kept: PathBuf,
    },
}

impl Slot {
    /// The place in which ours belongs: the hook itself, or the place to which pre-commit
    /// or prek moved ours when they put themselves in front of it.
    pub fn find(folder: &Path, event: Event) -> Result<Self, Error> {
        let front = Self::at(folder, event, "")?;
        if let Owner::Manager(manager @ (Manager::PreCommit | Manager::Prek)) = front.owner {
            let behind = Self::at(folder, event, ".legacy")?;
            if behind.is_ours() {
                return Ok(Self { behind: Some(manager), ..behind });
            }
        }
        Ok(front)
    }

    fn at(folder: &Path, event: Event, suffix: &str) -> Result<Self, Error> {
        let path = folder.join(format!("{event}{suffix}"));
        let content = read(&path)?;
        let owner = match &content {
            Content::Nothing => Owner::Nobody,
            Content::File(bytes) | Content::Link(bytes) => Owner::of(bytes),
        };
        Ok(Self { event, kept: folder.join(format!("{event}.before-tidegate")), path, owner, behind: None, content })
    }

    /// True when a regular file of ours is here.
    pub fn is_ours(&self) -> bool {
        matches!((&self.owner, &self.content), (Owner::Ours { .. }, Content::File(_)))
    }

    /// True when it is a link.
    pub fn is_link(&self) -> bool {
        matches!(self.content, Content::Link(_))
    }

    /// What ours says of itself, when it is ours.
    pub(super) fn script(&self) -> Option<script::Ours> {
        match &self.content {
            Content::Nothing => None,
            Content::File(bytes) | Content::Link(bytes) => script::ours(bytes),
        }
    }

    /// True when it has exactly the text that would be installed with this program.
    pub(super) fn is_text_of(&self, program: Option<&Path>) -> bool {
        self.content == Content::File(script::script(self.event, program))
    }

    /// Puts ours in, with the program it tries first.
    pub fn put(&self, program: Option<&Path>, changes: &mut Changes) -> Result<Put, Error> {
        let text = script::script(self.event, program);
        match (&self.owner, &self.content) {
            (Owner::Nobody, _) => {
                // A hook that was kept when ours was removed by hand is not forgotten.
                let kept = self.kept.exists().then(|| self.kept.clone());
                changes.write(&self.path, &text)?;
                Ok(Put::New { kept_runs: is_executable(&self.kept), kept })
            }
            (Owner::Ours { .. }, Content::Link(_)) => Ok(Put::Linked),
            (Owner::Ours { version }, _) if *version > VERSION => Ok(Put::Newer { version: *version }),
            (Owner::Ours { .. }, Content::File(bytes)) if *bytes == text && is_executable(&self.path) => {
                Ok(Put::Already)
            }
            (Owner::Ours { version }, _) => {
                changes.write(&self.path, &text)?;
                Ok(Put::Updated { from: *version })
            }
            (Owner::Manager(_) | Owner::Foreign, content) => {
                if self.kept.is_symlink() || (self.kept.exists() && read(&self.kept)? != *content) {
                    return Err(Error::KeptInTheWay { hook: self.path.clone(), kept: self.kept.clone() });
                }
                let kept_runs = is_executable(&self.path);
                changes.rename(&self.path, &self.kept)?;
                changes.write(&self.path, &text)?;
                Ok(Put::New { kept: Some(self.kept.clone()), kept_runs })
            }
        }
    }
}

/// Takes ours out of a folder and gives back the hook that was there before.
///
/// Managers move what they find to `.legacy` (pre-commit, prek) or `.old` (lefthook, which
/// then does not run it), so ours may lie there too; the hook it kept goes where it was.
pub fn take(folder: &Path, event: Event, changes: &mut Changes) -> Result<Taken, Error> {
    let slots = ["", ".legacy", ".old"].map(|suffix| Slot::at(folder, event, suffix));
    let slots: Vec<Slot> = slots.into_iter().collect::<Result<_, Error>>()?;
    let kept = &slots[0].kept;
    let has_kept = kept.exists() || kept.is_symlink();
    let mut ours = slots.iter().filter(|slot| slot.is_ours());
    let first = ours.next();
    let is_back = has_kept && first.is_some_and(|ours| ours.path != slots[0].path) && is_same(kept, &slots[0])?;
    let taken = match (first, has_kept) {
        (Some(first), true) if is_back => {
            changes.remove(&first.path)?;
            changes.remove(kept).map(|()| Taken::Restored)
        }
        (Some(first), true) => changes.rename(kept, &first.path).map(|()| Taken::Restored),
        (Some(first), false) => changes.remove(&first.path).map(|()| Taken::Removed),
        // Ours was removed by hand: what it kept comes back all the same.
        (None, true) if slots[0].owner == Owner::Nobody => {
            changes.rename(kept, &slots[0].path).map(|()| Taken::Restored)
        }
        (None, true) => Ok(Taken::Leftover { kept: kept.clone() }),
        (None, false) => Ok(Taken::Nothing),
    }?;
    for copy in ours {
        changes.remove(&copy.path)?;
    }
    Ok(taken)
}

/// True when a kept hook has put itself in front of ours again, as a manager does that is
/// installed once more: two of it would call each other.
fn is_same(kept: &Path, front: &Slot) -> Result<bool, Error> {
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
        // A hooks folder that is a file has no hooks; writing to it says so.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(Content::Nothing);
        }
        Err(error) => return Err(failed(error)),
    };
    if metadata.is_dir() {
        return Err(Error::NotAFile { path: path.to_path_buf() });
    }
    if metadata.is_symlink() {
        return Ok(Content::Link(fs::read(path).unwrap_or_default()));
    }
    fs::read(path).map(Content::File).map_err(failed)
}

/// True when git would run the file.
#[cfg(unix)]
pub(super) fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

/// True when git would run the file: on Windows every file.
#[cfg(not(unix))]
pub(super) fn is_executable(path: &Path) -> bool {
    path.is_file()
}
