//! Whether a path leads only through folders that no other user can exchange. A folder for clusters
//! or verdicts below someone else's folder would be theirs: they can replace it at any time, also
//! after it was checked.

use std::path::Path;

/// Checks every existing part of a path, and of the path that it leads to if there are links in
/// it: each must belong to root or to one of these users, and no one else may create or rename
/// entries in it. In a folder with the sticky bit, such as `/tmp`, only owners rename entries.
#[cfg(unix)]
pub(super) fn check(path: &Path, users: &[u32]) -> Result<(), String> {
    check_parts(path, users)?;
    let existing = path.ancestors().find(|folder| folder.exists());
    match existing.map(|folder| (folder, folder.canonicalize())) {
        Some((folder, Ok(real))) if real != *folder => check_parts(&real, users),
        Some((folder, Err(error))) => Err(format!("{}: {error}", folder.display())),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn check_parts(path: &Path, users: &[u32]) -> Result<(), String> {
    use std::os::unix::fs::MetadataExt as _;
    let mut parts: Vec<&Path> = path.ancestors().filter(|part| !part.as_os_str().is_empty()).collect();
    parts.reverse();
    for part in parts {
        // What does not exist is created by this process.
        let Ok(metadata) = std::fs::symlink_metadata(part) else { return Ok(()) };
        let owner = metadata.uid();
        if owner != 0 && !users.contains(&owner) {
            return Err(format!("{} belongs to another user", part.display()));
        }
        // Where every user has a group of their own, it has the number of the user.
        let is_own_group = metadata.gid() == owner;
        let writers = if is_own_group { 0o002 } else { 0o022 };
        let is_sticky = metadata.mode() & 0o1000 != 0;
        if metadata.is_dir() && metadata.mode() & writers != 0 && !is_sticky {
            return Err(format!("other users can write to {}", part.display()));
        }
    }
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn check(_: &Path, _: &[u32]) -> Result<(), String> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{PermissionsExt as _, chown, symlink};

    #[test]
    fn refuses_a_path_that_another_user_can_exchange() {
        let root = tempfile::tempdir().expect("a folder");
        let root = root.path().canonicalize().expect("a path");
        let me = [rustix::process::geteuid().as_raw()];
        let folder = |path: &str, mode| {
            let folder = root.join(path);
            fs::create_dir_all(&folder).expect("a folder");
            fs::set_permissions(&folder, Permissions::from_mode(mode)).expect("a mode");
            folder
        };
        let mine = folder("mine", 0o755);
        assert_eq!(check(&mine.join("new/deep"), &me), Ok(()));
        let shared = folder("shared", 0o777);
        assert!(check(&shared.join("postgres"), &me).is_err());
        // Also with a folder of one's own below it.
        folder("shared/own", 0o700);
        assert!(check(&root.join("shared/own"), &me).is_err());
        let sticky = folder("sticky", 0o1777);
        assert_eq!(check(&sticky.join("own"), &me), Ok(()));
        // A link of one's own counts as the path that it leads to.
        symlink(&mine, sticky.join("to-mine")).expect("a link");
        symlink(&shared, sticky.join("to-shared")).expect("a link");
        assert_eq!(check(&sticky.join("to-mine/new"), &me), Ok(()));
        assert!(check(&sticky.join("to-shared/new"), &me).is_err());
        if me == [0] {
            let theirs = folder("sticky/theirs", 0o755);
            chown(&theirs, Some(4711), Some(4711)).expect("an owner");
            let refused = check(&theirs.join("postgres"), &me).expect_err("it belongs to someone else");
            assert!(refused.ends_with("theirs belongs to another user"), "{refused}");
            assert_eq!(check(&theirs, &[0, 4711]), Ok(()));
            std::os::unix::fs::lchown(sticky.join("to-mine"), Some(4711), None).expect("an owner");
            assert!(check(&sticky.join("to-mine/new"), &me).is_err(), "they can point it elsewhere");
        }
    }
}
