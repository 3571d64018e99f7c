//! Renames that lose nothing: one that never replaces a file, and one that exchanges two.

use std::fs;
use std::io;
use std::path::Path;

/// Renames a file or link unless the new name is taken; then the error is `AlreadyExists`.
pub fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    match system::rename_new(from, to) {
        Some(result) => result,
        None => rename_by_link(from, to),
    }
}

/// The same on a file system that cannot rename so: a second name, then without the first.
fn rename_by_link(from: &Path, to: &Path) -> io::Result<()> {
    let is_file = from.symlink_metadata()?.is_file();
    match fs::hard_link(from, to) {
        Ok(()) if is_file => return fs::remove_file(from),
        // A system may have followed a symbolic link.
        Ok(()) => fs::remove_file(to)?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
        Err(_) => {}
    }
    if to.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

/// Exchanges two files in one step; `false` where the file system cannot.
pub fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    system::exchange(one, other).map_or(Ok(false), |result| result.map(|()| true))
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
mod system {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    use std::io;
    use std::path::Path;

    pub(super) fn rename_new(from: &Path, to: &Path) -> Option<io::Result<()>> {
        rename(from, to, RenameFlags::NOREPLACE)
    }

    pub(super) fn exchange(one: &Path, other: &Path) -> Option<io::Result<()>> {
        rename(one, other, RenameFlags::EXCHANGE)
    }

    /// `None` if the system or the file system does not support the flags, or if the paths are on two.
    fn rename(from: &Path, to: &Path, flags: RenameFlags) -> Option<io::Result<()>> {
        match renameat_with(CWD, from, CWD, to, flags) {
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP | Errno::XDEV) => None,
            result => Some(result.map_err(io::Error::from)),
        }
    }
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
mod system {
    use std::io;
    use std::path::Path;

    pub(super) fn rename_new(_from: &Path, _to: &Path) -> Option<io::Result<()>> {
        None
    }

    pub(super) fn exchange(_one: &Path, _other: &Path) -> Option<io::Result<()>> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_replaces_a_file_however_the_system_renames() {
        type Rename = fn(&Path, &Path) -> io::Result<()>;
        for rename in [rename_new as Rename, rename_by_link] {
            let temp = tempfile::tempdir().unwrap();
            let at = |name: &str| temp.path().join(name);
            fs::write(at("a"), "a").unwrap();
            fs::write(at("b"), "b").unwrap();
            assert_eq!(rename(&at("a"), &at("b")).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
            assert_eq!((fs::read(at("a")).unwrap(), fs::read(at("b")).unwrap()), (b"a".to_vec(), b"b".to_vec()));
            rename(&at("a"), &at("c")).unwrap();
            assert!(!at("a").exists());
            assert_eq!(fs::read(at("c")).unwrap(), b"a");
            #[cfg(unix)]
            {
                std::os::unix::fs::symlink("nowhere", at("link")).unwrap();
                assert!(rename(&at("link"), &at("b")).is_err());
                rename(&at("link"), &at("d")).unwrap();
                assert_eq!(fs::read_link(at("d")).unwrap(), Path::new("nowhere"));
            }
        }
    }

    #[test]
    fn exchanges_files_and_links() {
        let temp = tempfile::tempdir().unwrap();
        let at = |name: &str| temp.path().join(name);
        fs::write(at("a"), "a").unwrap();
        fs::write(at("b"), "b").unwrap();
        if exchange(&at("a"), &at("b")).unwrap() {
            assert_eq!((fs::read(at("a")).unwrap(), fs::read(at("b")).unwrap()), (b"b".to_vec(), b"a".to_vec()));
        }
    }
}
