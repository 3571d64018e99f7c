//! Objects that `git replace` or a grafts file replaces by others.
//!
//! libgit2 does not know replacement references, and always applies `info/grafts`. Where that is not what is wanted, the
//! `git` program reads the repository.

use super::regular::read_regular;
use super::repo_paths::RepoPaths;
use crate::process::Command;

/// The objects that are read where some are replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Objects {
    /// Those that git shows here. A commit is compared with them, as by `git diff --cached`.
    #[default]
    Shown,
    /// Those that are stored. They are what `git push` sends and every other clone sees.
    Stored,
}

impl Objects {
    /// Whether only the `git` program reads these objects.
    pub(super) fn need_git(self, paths: &RepoPaths) -> bool {
        match self {
            Self::Shown => has_replacements(paths),
            Self::Stored => has_grafts(paths),
        }
    }

    /// A git process that reads these objects.
    pub(super) fn read_by(self, command: Command) -> Command {
        match self {
            Self::Shown => command,
            Self::Stored => command.env("GIT_NO_REPLACE_OBJECTS", "1").env("GIT_GRAFT_FILE", "/dev/null"),
        }
    }
}

/// Whether objects are replaced: by `refs/replace/*`, one file each or packed, or by `info/grafts`.
pub fn has_replacements(paths: &RepoPaths) -> bool {
    let common = &paths.common_dir;
    let has_entries =
        |folder: &str| std::fs::read_dir(common.join(folder)).is_ok_and(|mut entries| entries.next().is_some());
    let is_packed = || {
        let packed = read_regular(&common.join("packed-refs")).unwrap_or_default();
        memchr::memmem::find(&packed, b" refs/replace/").is_some()
    };
    has_entries("refs/replace") || has_grafts(paths) || is_packed()
}

fn has_grafts(paths: &RepoPaths) -> bool {
    paths.common_dir.join("info/grafts").symlink_metadata().is_ok()
}
