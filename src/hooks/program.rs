//! Which path of the program to write into a hook, so that it still holds next year.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The path to write into hooks for the program that runs now.
///
/// Package managers put a version into the real path and keep a link to it on PATH; after
/// an upgrade only the link is still there. So the link is preferred when it leads to the
/// program that runs.
pub fn stable_program(running: &Path, search_path: Option<&OsStr>) -> PathBuf {
    let Ok(real) = running.canonicalize() else {
        return running.to_path_buf();
    };
    let name = if cfg!(windows) { "tidegate.exe" } else { "tidegate" };
    let folders = search_path.into_iter().flat_map(std::env::split_paths);
    // The shell takes the first one it finds, so only the first one counts.
    let first =
        folders.filter(|folder| folder.is_absolute()).map(|folder| folder.join(name)).find(|path| path.is_file());
    match first {
        Some(path) if path.canonicalize().is_ok_and(|found| found == real) => path,
        _ => running.to_path_buf(),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_link_on_the_path_is_preferred_when_it_leads_here() {
        let temp = tempfile::tempdir().unwrap();
        let make = |name: &str| {
            let path = temp.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, name).unwrap();
            path
        };
        let real = make("cellar/1.2.3/tidegate");
        let other = make("other/tidegate");
        let bin = temp.path().join("bin");
        std::fs::create_dir(&bin).unwrap();
        std::os::unix::fs::symlink(&real, bin.join("tidegate")).unwrap();
        let other = other.parent().unwrap();
        let check = |folders: &[&Path], expected: &Path| {
            let search = std::env::join_paths(folders).unwrap();
            assert_eq!(stable_program(&real, Some(&search)), expected);
        };
        check(&[&bin], &bin.join("tidegate"));
        check(&[other, &bin], &real);
        check(&[temp.path()], &real);
        assert_eq!(stable_program(&real, None), real);
    }
}
