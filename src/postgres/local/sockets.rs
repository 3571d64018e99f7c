//! The folder of a server's socket. It cannot lie in the slot, whose path may be longer than a
//! socket's address, so the slot has a note of it. The note is written before the folder is
//! made: whenever a run is killed, the next one on the slot knows what to remove.

use super::super::environment::Environment;
use super::super::error::Error;
use super::Programs;
use super::account::Account;
use super::slot::Slot;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

/// The file names of a server's socket end with its port; there is no port behind it.
pub(super) const PORT: u16 = 5432;

/// A socket's address holds 107 bytes on Linux and 103 elsewhere, the name of the socket
/// included (unix(7)).
const LONGEST: usize = 103 - "/.s.PGSQL.5432".len();

/// How the names of these folders begin.
const PREFIX: &str = "tidegate-";

/// How many random characters follow.
const RANDOM: usize = 6;

/// The note's name in the slot.
pub(super) const NOTE: &str = "sockets";

/// Makes a folder for the socket of a slot's server. The watchdog removes it; when that was
/// killed too, the next run on the slot does.
pub(super) fn make(programs: &Programs<'_>, slot: &Slot) -> Result<PathBuf, Error> {
    let note = slot.file(NOTE);
    remove_noted(&note);
    let write = |folder: &Path| fs::write(&note, folder.as_os_str().as_bytes());
    new(programs.environment, programs.account, write)
}

/// Removes the folder that a note names, of a server that does not run any more.
pub(super) fn remove_noted(note: &Path) {
    if let Ok(noted) = fs::read(note) {
        remove(Path::new(OsStr::from_bytes(&noted)));
    }
}

/// Removes a folder that holds at most a socket and its lock.
pub(super) fn remove(folder: &Path) {
    for name in [format!(".s.PGSQL.{PORT}"), format!(".s.PGSQL.{PORT}.lock")] {
        let _ = fs::remove_file(folder.join(name));
    }
    let _ = fs::remove_dir(folder);
}

/// Makes a new folder, short enough for the address of a socket, once it is noted.
fn new(environment: &Environment, account: &Account, note: impl Fn(&Path) -> io::Result<()>) -> Result<PathBuf, Error> {
    let mut tried = Vec::new();
    for parent in [environment.temp.as_path(), Path::new("/tmp"), Path::new("/var/tmp"), Path::new("/dev/shm")] {
        if let Some(folder) = account.stopped_at(parent) {
            tried.push(format!("{} ({} is closed to the server's user)", parent.display(), folder.display()));
            continue;
        }
        if parent.as_os_str().len() + "/".len() + PREFIX.len() + RANDOM > LONGEST {
            tried.push(format!("{} (too long for a socket)", parent.display()));
            continue;
        }
        let make = |folder: &Path| {
            note(folder)?;
            fs::DirBuilder::new().mode(0o700).create(folder)
        };
        let made = tempfile::Builder::new().prefix(PREFIX).rand_bytes(RANDOM).make_in(parent, make);
        match made.and_then(|made| Ok(made.into_temp_path().keep()?)) {
            Ok(folder) => {
                account.own(&folder).inspect_err(|_| remove(&folder))?;
                return Ok(folder);
            }
            Err(error) => tried.push(format!("{} ({error})", parent.display())),
        }
    }
    Err(Error::NoPlace { tried })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_below(temp: PathBuf, note: impl Fn(&Path) -> io::Result<()>) -> Result<PathBuf, Error> {
        new(&Environment { temp, ..Environment::default() }, &Account::ourselves(), note)
    }

    #[test]
    fn sockets_go_where_their_address_fits() {
        let folder = tempfile::tempdir().expect("a folder");
        let long = folder.path().join("long".repeat(30));
        fs::create_dir(&long).expect("a folder");
        let sockets = folder_below(long, |_| Ok(())).expect("a folder");
        assert!(sockets.as_os_str().len() <= LONGEST, "{sockets:?}");
        fs::remove_dir(sockets).expect("it is empty");
    }

    #[test]
    fn a_folder_is_noted_before_it_is_made() {
        let temp = tempfile::tempdir().expect("a folder");
        let noted = std::cell::RefCell::new(PathBuf::new());
        let sockets = folder_below(temp.path().to_owned(), |folder| {
            assert!(!folder.exists(), "{folder:?}");
            folder.clone_into(&mut noted.borrow_mut());
            Ok(())
        });
        let sockets = sockets.expect("a folder");
        assert_eq!(*noted.borrow(), sockets);
        assert!(sockets.is_dir());
        let refused = folder_below(temp.path().to_owned(), |_| Err(io::ErrorKind::StorageFull.into()));
        assert!(refused.expect_err("no note, no folder").to_string().contains("no storage space"));
        remove(&sockets);
        assert_eq!(fs::read_dir(temp.path()).expect("a folder").count(), 0);
    }
}
