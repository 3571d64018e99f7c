//! The path of the program to write into a hook, stable across upgrades.

use crate::process::Trust;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The path to write into hooks for the running program.
///
/// Package managers use a real path with a version in it and a link on PATH; after an upgrade only the
/// link still exists. So the link is preferred when it leads to the running program, and when no branch
/// can make it lead to another one.
pub fn stable_program(running: &Path, search_path: Option<&OsStr>, trust: &Trust) -> PathBuf {
    let Ok(real) = running.canonicalize() else {
        return running.to_path_buf();
    };
    let name = if cfg!(windows) { "tidegate.exe" } else { "tidegate" };
    let folders = search_path.into_iter().flat_map(std::env::split_paths);
    // The shell runs the first one it finds, so only the first one counts.
    let first =
        folders.filter(|folder| folder.is_absolute()).map(|folder| folder.join(name)).find(|path| path.is_file());
    let first = first.filter(|path| trust.check(path).is_ok());
    match first {
        Some(path) if path.canonicalize().is_ok_and(|found| found == real) => path,
        _ => running.to_path_buf(),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn prefers_a_link_on_path_to_the_running_program() {
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
            assert_eq!(stable_program(&real, Some(&search), &Trust::default()), expected);
        };
        check(&[&bin], &bin.join("tidegate"));
        check(&[other, &bin], &real);
        check(&[temp.path()], &real);
        assert_eq!(stable_program(&real, None, &Trust::default()), real);
        let search = std::env::join_paths([&bin]).unwrap();
        let checkout = Trust::outside(vec![bin.canonicalize().unwrap()]);
        assert_eq!(stable_program(&real, Some(&search), &checkout), real, "a branch could replace the link");
    }
}
