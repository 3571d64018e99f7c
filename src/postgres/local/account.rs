//! The users that a server's programs run as. Postgres refuses to run as root, so when tidegate
//! runs as root the server gets a user id that no account has: no file, no process and no peer
//! authentication of the machine belongs to it. `initdb` looks its user up, so it runs as
//! `nobody`; it runs no SQL of anyone.
//!
//! Neither the user `postgres`, whom other servers let in as a superuser, nor the user of `sudo`,
//! who has files, is used.

use super::super::error::Error;
use crate::process::Command;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, lchown};
use std::path::Path;
use std::time::Duration;

/// User ids to try for the server, below 65,536 because containers often have no others, and
/// outside the ranges that systems assign (systemd.io/UIDS-GIDS).
const UNUSED_IDS: std::ops::Range<u32> = 64_870..64_890;

/// The account of the system for programs without rights.
const UNPRIVILEGED: &str = "nobody";

/// The maximum time for a program that does nothing.
const CHECK_TIMEOUT: Duration = Duration::from_secs(10);

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
    pub(in crate::postgres) fn choose() -> Result<Self, Error> {
        let current = Self::current();
        if current.uid != 0 {
            return Ok(current);
        }
        let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let mut tried = Vec::new();
        for account in unused(&passwd).into_iter().chain(nobody(&passwd)) {
            match account.check() {
                Ok(()) => return Ok(account),
                Err(cause) => tried.push(format!("{} ({cause})", account.name)),
            }
        }
        Err(Error::NoAccount { tried })
    }

    /// The account to create a cluster as: one that the system knows.
    pub(super) fn for_setup(&self) -> Result<Self, Error> {
        if !self.is_other {
            return Ok(self.clone());
        }
        let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
        nobody(&passwd).ok_or_else(|| Error::NoAccount { tried: vec![format!("{UNPRIVILEGED} (not in /etc/passwd)")] })
    }

    /// The user of this process.
    pub(super) fn current() -> Self {
        let (uid, gid) = (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw());
        Self { name: String::new(), uid, gid, is_other: false }
    }

    /// Makes a command run as this user, in no other group.
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
        let command = Command::new("/bin/sh").args(["-c", ":"]).current_dir("/").within(CHECK_TIMEOUT);
        self.run(command).stdout().map(drop).map_err(|failure| failure.to_string())
    }
}

/// A user id that no account of `/etc/passwd` has.
fn unused(passwd: &str) -> Option<Account> {
    let taken: Vec<Account> = passwd.lines().filter_map(account).collect();
    let is_free = |id: &u32| !taken.iter().any(|account| account.uid == *id || account.gid == *id);
    let id = UNUSED_IDS.into_iter().find(is_free)?;
    Some(Account { name: format!("with id {id}"), uid: id, gid: id, is_other: true })
}

/// The account `nobody` of `/etc/passwd`.
fn nobody(passwd: &str) -> Option<Account> {
    passwd.lines().filter_map(account).find(|account| account.name == UNPRIVILEGED && account.uid != 0)
}

/// `name:password:uid:gid:…` (passwd(5)). On macOS, ids may be negative.
fn account(line: &str) -> Option<Account> {
    let mut fields = line.split(':');
    let name = fields.next()?.to_owned();
    let id = |field: &str| field.parse().ok().or_else(|| field.parse().ok().map(i32::cast_unsigned));
    let (uid, gid) = (id(fields.nth(1)?)?, id(fields.next()?)?);
    Some(Account { name, uid, gid, is_other: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uses_an_id_of_no_one_and_never_an_account_with_rights() {
        let passwd = "root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:\nada:x:1000:1000::/home/ada:\n\
                      toor:x:0:0::/:\npostgres:x:106:113::/:\nbroken\nnew:x:64870:1::/:\nother:x:2:64871::/:\n";
        let id = |account: Option<Account>| account.map(|account| (account.uid, account.gid));
        assert_eq!(id(unused(passwd)), Some((64_872, 64_872)));
        assert_eq!(id(unused("")), Some((64_870, 64_870)));
        assert_eq!(id(nobody(passwd)), Some((65_534, 65_534)));
        assert_eq!(
            id(nobody("nobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false")),
            Some((u32::MAX - 1, u32::MAX - 1))
        );
        assert_eq!(nobody("nobody:x:0:0::/:\npostgres:x:106:113::/:"), None);
    }

    #[test]
    fn a_program_of_another_user_is_in_no_other_group() {
        if Account::current().uid != 0 {
            return;
        }
        let account = Account::choose().expect("an account");
        let command = account.run(Command::new("/bin/sh").args(["-c", "id -u; id -G"]));
        let printed = String::from_utf8(command.stdout().expect("it starts")).expect("text");
        assert_eq!(printed, format!("{}\n{}\n", account.uid, account.gid));
    }
}
