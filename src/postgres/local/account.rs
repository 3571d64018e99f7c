//! The user whom the server's processes belong to. Postgres refuses to run as root, so when
//! tidegate is root it takes another one: who ran `sudo`, else `postgres`, else `nobody`.

use super::super::environment::Environment;
use super::super::error::Error;
use crate::process::Command;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, lchown};
use std::path::Path;

/// Users made for such things, in the order they are tried.
const SERVANTS: [&str; 2] = ["postgres", "nobody"];

/// A user of the system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) name: String,
    pub(super) uid: u32,
    pub(super) gid: u32,
    /// False when it is who we are, so that nothing has to be handed over.
    pub(super) is_other: bool,
}

impl Account {
    /// The account to run a server as.
    pub(super) fn choose(environment: &Environment) -> Result<Self, Error> {
        let ourselves = Self::ourselves();
        if ourselves.uid != 0 {
            return Ok(ourselves);
        }
        // Accounts from elsewhere than this file are not found, which the servants never are.
        let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let mut tried = Vec::new();
        for account in candidates(&passwd, environment.sudo_uid) {
            match account.can_be_taken() {
                Ok(()) => return Ok(account),
                Err(cause) => tried.push(format!("{} ({cause})", account.name)),
            }
        }
        Err(Error::NoAccount { tried })
    }

    /// The user that this process belongs to.
    pub(super) fn ourselves() -> Self {
        let (uid, gid) = (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw());
        Self { name: String::new(), uid, gid, is_other: false }
    }

    /// Lets a command run as this user.
    pub(super) fn run(&self, command: Command) -> Command {
        if self.is_other { command.run_as(self.uid, self.gid) } else { command }
    }

    /// Hands a file or folder over to this user; a link itself, never what it points to.
    pub(super) fn own(&self, path: &Path) -> Result<(), Error> {
        if self.is_other {
            lchown(path, Some(self.uid), Some(self.gid)).map_err(Error::files("hand over", path))?;
        }
        Ok(())
    }

    /// Takes a folder and all in it back, the folder first: after that nobody else is in it.
    pub(super) fn disown(&self, folder: &Path) -> Result<(), Error> {
        if !self.is_other {
            return Ok(());
        }
        for entry in walkdir::WalkDir::new(folder) {
            let entry = entry.map_err(|error| Error::files("read", folder)(error.into()))?;
            lchown(entry.path(), Some(0), Some(0)).map_err(Error::files("take back", entry.path()))?;
        }
        Ok(())
    }

    /// The first folder above a path, or the path itself, that this user may not enter.
    pub(super) fn stopped_at<'a>(&self, path: &'a Path) -> Option<&'a Path> {
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

    /// In a container root may be unable to become anybody else.
    fn can_be_taken(&self) -> Result<(), String> {
        let command = Command::new("/bin/sh").args(["-c", ":"]).current_dir("/");
        self.run(command).stdout().map(drop).map_err(|failure| failure.to_string())
    }
}

/// Lines of `/etc/passwd` that may serve, best first. The server looks its own user up, so
/// one that stands nowhere is of no use to it.
fn candidates(passwd: &str, sudo_uid: Option<u32>) -> Vec<Account> {
    let accounts: Vec<Account> = passwd.lines().filter_map(account).filter(|account| account.uid != 0).collect();
    let by_sudo = accounts.iter().filter(|account| Some(account.uid) == sudo_uid);
    let servants = SERVANTS.iter().flat_map(|name| accounts.iter().filter(move |account| account.name == *name));
    by_sudo.chain(servants).cloned().collect()
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
    fn who_ran_sudo_comes_first_and_root_never() {
        let passwd = "root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:\nada:x:1000:1000::/home/ada:\n\
                      toor:x:0:0::/:\npostgres:x:106:113::/:\nbroken\n";
        let names = |sudo_uid| -> Vec<String> {
            candidates(passwd, sudo_uid).into_iter().map(|account| account.name).collect()
        };
        assert_eq!(names(Some(1000)), ["ada", "postgres", "nobody"]);
        assert_eq!(names(Some(0)), ["postgres", "nobody"]);
        assert_eq!(names(Some(4711)), ["postgres", "nobody"], "a user that stands nowhere");
        assert!(candidates("", None).is_empty());
    }
}
