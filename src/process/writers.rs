//! The users who can write to a file: its owner, and others that the permissions of it or of a folder
//! above it let in. Access control lists of Windows and macOS are not read.

use std::fmt;
#[cfg(not(unix))]
use std::path::Path;
use std::path::PathBuf;

/// A file or folder that another user controls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// It, or a folder above it.
    pub path: PathBuf,
    pub cause: Cause,
}

/// The permission by which another user controls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It belongs to this user.
    Owner(u32),
    /// Members of this group can write to it.
    Group(u32),
    /// Every user can write to it.
    All,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.cause {
            Cause::Owner(uid) => write!(f, "{path} belongs to another user (number {uid})"),
            Cause::Group(gid) => write!(f, "{path} can be written by other users, those of group {gid}"),
            Cause::All => write!(f, "{path} can be written by every user"),
        }
    }
}

#[cfg(unix)]
pub(super) use unix::{check, check_folder, is_same_below};

#[cfg(unix)]
mod unix {
    use super::{Cause, Finding};
    use std::fs::{self, Metadata};
    use std::os::unix::fs::MetadataExt as _;
    use std::path::Path;

    /// Checks a file, and the folders above it; links are resolved already.
    pub(crate) fn check(file: &Path) -> Result<(), Finding> {
        let owners = Owners::read();
        owners.check(file, false)?;
        file.parent().map_or(Ok(()), |folder| owners.check_folder(folder))
    }

    /// Checks a folder from which files are used, and the folders above it.
    pub(crate) fn check_folder(folder: &Path) -> Result<(), Finding> {
        Owners::read().check_folder(folder)
    }

    /// Whether the folder itself is above the path, whatever its name there.
    pub(crate) fn is_same_below(path: &Path, folder: &Path) -> bool {
        let Ok(folder) = fs::metadata(folder) else { return false };
        let is_same = |metadata: Metadata| (metadata.dev(), metadata.ino()) == (folder.dev(), folder.ino());
        path.ancestors().any(|above| fs::metadata(above).is_ok_and(is_same))
    }

    /// The users who may own what is used.
    struct Owners(Vec<u32>);

    impl Owners {
        /// This user, root, for root the user who ran `sudo`, and the owner of `/`: in a user
        /// namespace root has another number.
        fn read() -> Self {
            let own = rustix::process::geteuid().as_raw();
            let mut owners = vec![0, own];
            owners.extend(fs::metadata("/").map(|root| root.uid()));
            if own == 0 {
                owners.extend(std::env::var("SUDO_UID").ok().and_then(|uid| uid.parse::<u32>().ok()));
            }
            Self(owners)
        }

        /// A folder with the sticky bit lets every user add files, and change only their own: that is
        /// enough above the folder that is used, whose owner is checked, and not for the folder itself.
        fn check_folder(&self, folder: &Path) -> Result<(), Finding> {
            self.check(folder, false)?;
            folder.ancestors().skip(1).try_for_each(|above| self.check(above, true))
        }

        fn check(&self, path: &Path, may_be_sticky: bool) -> Result<(), Finding> {
            let found = |cause| Err(Finding { path: path.to_owned(), cause });
            let Ok(metadata) = fs::metadata(path) else { return Ok(()) };
            let (owner, group, mode) = (metadata.uid(), metadata.gid(), metadata.mode());
            if !self.0.contains(&owner) {
                return found(Cause::Owner(owner));
            }
            if may_be_sticky && mode & 0o1000 != 0 {
                return Ok(());
            }
            if mode & 0o002 != 0 {
                return found(Cause::All);
            }
            if mode & 0o020 != 0 && !is_own_group(owner, group) && !is_group_of_the_system(owner, group) {
                return found(Cause::Group(group));
            }
            Ok(())
        }
    }

    /// Whether the group has no other member than the owner: many systems give each user such a group,
    /// and let it write to the user's files.
    fn is_own_group(owner: u32, group: u32) -> bool {
        let [users, groups] = ["/etc/passwd", "/etc/group"].map(|file| fs::read_to_string(file).unwrap_or_default());
        has_no_other_member(&users, &groups, owner, group)
    }

    /// `name:password:uid:gid:…` (passwd(5)), `name:password:gid:name,name` (group(5)).
    fn has_no_other_member(users: &str, groups: &str, owner: u32, group: u32) -> bool {
        let number = |field: Option<&str>| field.and_then(|field| field.parse::<u32>().ok());
        let Some(members) = groups.lines().find_map(|line| {
            let mut fields = line.split(':').skip(2);
            (number(fields.next()) == Some(group)).then(|| fields.next().unwrap_or_default())
        }) else {
            // Neither file lists users of a directory service; their own group usually has their number.
            return owner == group;
        };
        let users: Vec<(&str, Option<u32>, Option<u32>)> = users
            .lines()
            .filter_map(|line| {
                let mut fields = line.split(':');
                let name = fields.next()?;
                Some((name, number(fields.nth(1)), number(fields.next())))
            })
            .collect();
        let is_owner = |uid: Option<u32>| uid == Some(owner) || uid == Some(0);
        let is_first_group = users.iter().any(|(_, uid, gid)| *gid == Some(group) && *uid == Some(owner));
        is_first_group
            && users.iter().all(|(_, uid, gid)| *gid != Some(group) || is_owner(*uid))
            && members
                .split(',')
                .filter(|name| !name.is_empty())
                .all(|name| users.iter().any(|(known, uid, _)| *known == name && is_owner(*uid)))
    }

    /// Whether it is a group to which the system lets administrators belong: `/usr/local` of Debian
    /// belongs to root and `staff`, folders of Homebrew to the user and `admin`. Of Linux those of root
    /// count, with a number below that of the first user and not `users`.
    fn is_group_of_the_system(owner: u32, group: u32) -> bool {
        if cfg!(target_os = "macos") { matches!(group, 0 | 80) } else { owner == 0 && group < 1000 && group != 100 }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        const USERS: &str = "root:x:0:0::/root:\nada:x:1000:1001::/home/ada:\nbob:x:1001:100::/home/bob:\n";
        const GROUPS: &str = "root:x:0:\nada:x:1001:\nusers:x:100:\nteam:x:1200:ada,bob\nown:x:1300:ada\n";

        #[test]
        fn a_group_without_other_members_is_the_owners_own() {
            let check = |owner, group| has_no_other_member(USERS, GROUPS, owner, group);
            assert!(check(1000, 1001), "the first group of ada alone");
            assert!(!check(1001, 1001), "the group of another user");
            assert!(!check(1000, 1200), "a team");
            assert!(!check(1000, 1300), "not the first group of its only member");
            assert!(check(5000, 5000) && !check(5000, 5001), "unknown here");
        }

        #[test]
        fn groups_of_users_are_not_of_the_system() {
            assert!(!is_group_of_the_system(1000, 1000));
            assert!(!is_group_of_the_system(0, 100) || cfg!(target_os = "macos"));
            assert!(cfg!(target_os = "macos") || is_group_of_the_system(0, 50), "staff of Debian");
        }
    }
}

#[cfg(not(unix))]
pub(super) fn check(_: &Path) -> Result<(), Finding> {
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn check_folder(_: &Path) -> Result<(), Finding> {
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn is_same_below(_: &Path, _: &Path) -> bool {
    false
}
