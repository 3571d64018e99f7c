//! The user that the server's processes run as. Postgres refuses to run as root, so when
//! tidegate runs as root it uses another user: the one who ran `sudo`, else `postgres`, else
//! `nobody`.

use super::super::environment::Environment;
use super::super::error::Error;
use crate::process::Command;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, lchown};
use std::path::Path;

/// System users, in the order they are tried.
const FALLBACK_USERS: [&str; 2] = ["postgres", "nobody"];

/// A user of the system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::postgres) struct Account {
    pub(in crate::postgres) name: String,
    pub(super) uid: u32,
    pub(super) gid: u32,
    /// Whether it is not the current user, so that ownership of files has to change.
    pub(super) is_other: bool,
}

impl Account {
    /// The account to run a server as.
    pub(in crate::postgres) fn choose(environment: &Environment) -> Result<Self, Error> {
        let current = Self::current();
        if current.uid != 0 {
            return Ok(current);
        }
        // Only accounts of this file are found; the fallbacks are always local.
        let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let mut tried = Vec::new();
        for account in candidates(&passwd, environment.sudo_uid) {
            match account.check() {
                Ok(()) => return Ok(account),
                Err(cause) => tried.push(format!("{} ({cause})", account.name)),
            }
        }
        Err(Error::NoAccount { tried })
    }

    /// The user of this process.
    pub(super) fn current() -> Self {
        let (uid, gid) = (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw());
        Self { name: String::new(), uid, gid, is_other: false }
    }

    /// Makes a command run as this user.
    pub(in crate::postgres) fn run(&self, command: Command) -> Command {
        if self.is_other { command.run_as(self.uid, self.gid) } else { command }
    }

    /// Gives a file or folder to this user; of a link the link itself, never its target.
    pub(super) fn give(&self, path: &Path) -> Result<(), Error> {
        if self.is_other {
            lchown(path, Some(self.uid), Some(self.gid)).map_err(Error::files("change the owner of", path))?;
        }
        Ok(())
    }

    /// Gives a folder and everything in it back to root, the folder first: from then on no one
    /// else can change its entries.
    pub(super) fn take_back(&self, folder: &Path) -> Result<(), Error> {
        if !self.is_other {
            return Ok(());
        }
        for entry in walkdir::WalkDir::new(folder) {
            let entry = entry.map_err(|error| Error::files("read", folder)(error.into()))?;
            lchown(entry.path(), Some(0), Some(0)).map_err(Error::files("change the owner of", entry.path()))?;
        }
        Ok(())
    }

    /// The topmost folder of a path that this user may not enter.
    pub(in crate::postgres) fn blocked_at<'a>(&self, path: &'a Path) -> Option<&'a Path> {
        if !self.is_other {
            return None;
        }
        let mut folders: Vec<&Path> = path.ancestors().filter(|folder| folder.is_dir()).collect();
        folders.reverse();
        folders.into_iter().find(|folder| !fs::metadata(folder).is_ok_and(|metadata| self.may_enter(&metadata)))
    }

    fn may_enter(&self, metadata: &fs::Metadata) -> bool {
        let bit = match (metadata.uid() == self.uid, metadata.gid() == self.gid) {
            (true, _) => 0o100,
            (false, true) => 0o010,
            (false, false) => 0o001,
        };
        metadata.mode() & bit != 0
    }

    /// Whether this process can start a program as this user: in a container root may not be
    /// able to.
    fn check(&self) -> Result<(), String> {
        let command = Command::new("/bin/sh").args(["-c", ":"]).current_dir("/");
        self.run(command).stdout().map(drop).map_err(|failure| failure.to_string())
    }
}

/// The usable accounts of `/etc/passwd`, best first. The server looks up its own user, so a uid
/// without an entry cannot run it.
fn candidates(passwd: &str, sudo_uid: Option<u32>) -> Vec<Account> {
    let accounts: Vec<Account> = passwd.lines().filter_map(account).filter(|account| account.uid != 0).collect();
    let by_sudo = accounts.iter().filter(|account| Some(account.uid) == sudo_uid);
    let fallbacks = FALLBACK_USERS.iter().flat_map(|name| accounts.iter().filter(move |account| account.name == *name));
    by_sudo.chain(fallbacks).cloned().collect()
}

/// `name:password:uid:gid:…` (passwd(5)).
fn account(line: &str) -> Option<Account> {
    let mut fields = line.split(':');
    let name = fields.next()?.to_owned();
    let (uid, gid) = (fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(Account { name, uid, gid, is_other: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefers_the_user_of_sudo_and_never_uses_root() {
        let passwd = "root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:\nada:x:1000:1000::/home/ada:\n\
                      toor:x:0:0::/:\npostgres:x:106:113::/:\nbroken\n";
        let names = |sudo_uid| -> Vec<String> {
            candidates(passwd, sudo_uid).into_iter().map(|account| account.name).collect()
        };
        assert_eq!(names(Some(1000)), ["ada", "postgres", "nobody"]);
        assert_eq!(names(Some(0)), ["postgres", "nobody"]);
        assert_eq!(names(Some(4711)), ["postgres", "nobody"], "a uid without an entry");
        assert!(candidates("", None).is_empty());
    }
}
