//! The folder that keeps the hooks that existed before, next to the hooks folder.
//!
//! A kept hook has its own name there, and the folder has the depth of the hooks folder: a hook that
//! looks at its name (`${0##*/}`), at the repository (`$(dirname "$0")/../..`) or at a relative link
//! sees what it saw before. For the files next to it, tidegate's hook makes links when it runs.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder for the kept hooks of a hooks folder. The scripts in `hooks/` find it in the same way.
pub(super) fn folder(hooks: &Path) -> PathBuf {
    let real = if hooks.is_symlink() { hooks.canonicalize().ok() } else { None };
    let hooks = real.as_deref().unwrap_or(hooks);
    let mut name = hooks.file_name().map_or_else(|| OsString::from("hooks"), OsString::from);
    name.push(".before-tidegate");
    hooks.with_file_name(name)
}

/// Removes the links to files of the hooks folder; returns whether nothing else is in the folder.
pub(super) fn clear_links(hooks: &Path) -> bool {
    let folder = folder(hooks);
    let Ok(entries) = fs::read_dir(&folder) else { return false };
    let paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    let (links, others): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| is_link_to_neighbour(path, hooks));
    if !others.is_empty() {
        return false;
    }
    for link in links {
        let _ = fs::remove_file(link);
    }
    true
}

/// Whether the path is a link that tidegate's hook made: `../hooks/<same name>`.
fn is_link_to_neighbour(path: &Path, hooks: &Path) -> bool {
    let real = hooks.canonicalize();
    let hooks = real.as_deref().unwrap_or(hooks);
    let expected =
        hooks.file_name().zip(path.file_name()).map(|(folder, name)| Path::new("..").join(folder).join(name));
    fs::read_link(path).is_ok_and(|target| Some(target) == expected)
}
