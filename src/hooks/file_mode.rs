//! The mode of new hooks.

use super::error::Error;
#[cfg(unix)]
use super::git_program::Git;
use crate::git::Repository;
#[cfg(unix)]
use std::fs::Permissions;
use std::{fs, io};

/// The mode of new hooks: within the user's umask, as wide as `core.sharedRepository` requires
/// (git-config(1)), and always executable for the owner, as git does not run other hooks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileMode {
    /// Bits to add, or the mode itself.
    #[cfg(unix)]
    sharing: Option<Sharing>,
}

#[cfg(unix)]
#[derive(Clone, Debug, PartialEq, Eq)]
enum Sharing {
    Add(u32),
    Exactly(u32),
}

impl FileMode {
    /// The mode for this repository.
    #[cfg(unix)]
    pub fn of(repository: &dyn Repository) -> Result<Self, Error> {
        let setting = Git::new(repository).value(&["config", "--get", "core.sharedRepository"])?;
        Ok(Self::from_setting(setting.as_deref()))
    }

    /// The mode for this repository: files have no mode on this system.
    #[cfg(not(unix))]
    pub fn of(_repository: &dyn Repository) -> Result<Self, Error> {
        Ok(Self::default())
    }

    /// Parses the value of `core.sharedRepository`. An invalid value has no effect.
    #[cfg(unix)]
    fn from_setting(setting: Option<&str>) -> Self {
        let sharing = match setting.map(str::to_ascii_lowercase).as_deref() {
            Some("group" | "true" | "yes" | "on" | "1") => Some(Sharing::Add(0o660)),
            Some("all" | "world" | "everybody" | "2") => Some(Sharing::Add(0o664)),
            Some(number) if number.starts_with('0') => u32::from_str_radix(number, 8)
                .ok()
                .map(|mode| mode & 0o666)
                .filter(|mode| *mode & 0o600 == 0o600)
                .map(Sharing::Exactly),
            _ => None,
        };
        Self { sharing }
    }

    #[cfg(unix)]
    pub(super) fn share(&self, file: &fs::File) -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = file.metadata()?.permissions().mode();
        let wanted = self.shared(mode & 0o777);
        if wanted == mode & 0o777 { Ok(()) } else { file.set_permissions(Permissions::from_mode(wanted)) }
    }

    #[cfg(not(unix))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "there are no mode bits to set")]
    pub(super) fn share(&self, _file: &fs::File) -> io::Result<()> {
        Ok(())
    }

    /// The mode, shared as configured. Everyone who can read a hook can run it.
    #[cfg(unix)]
    fn shared(&self, mode: u32) -> u32 {
        let runnable = |bits: u32| bits | ((bits & 0o444) >> 2);
        let mode = mode | 0o700;
        match self.sharing {
            None => mode,
            Some(Sharing::Add(bits)) => mode | runnable(bits),
            Some(Sharing::Exactly(bits)) => runnable(bits),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn widens_the_mode_like_git_in_shared_repositories() {
        let check = |setting: Option<&str>, expected: u32| {
            assert_eq!(FileMode::from_setting(setting).shared(0o700), expected, "{setting:?}");
            // With the umask 0777.
            assert_eq!(FileMode::from_setting(setting).shared(0), expected, "{setting:?}");
        };
        check(None, 0o700);
        check(Some("umask"), 0o700);
        check(Some("group"), 0o770);
        check(Some("all"), 0o775);
        check(Some("0640"), 0o750);
        check(Some("0077"), 0o700);
    }
}
