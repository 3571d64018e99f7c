//! The folder of a server's socket. It cannot be in the slot, whose path may be longer than a
//! socket's address, so the slot records its path in a note. The note is written before the
//! folder is created and removed after it: whenever a run is killed, the next one can remove the
//! folder.

use super::super::environment::Environment;
use super::super::error::Error;
use super::account::Account;
use super::programs::Programs;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

/// The port in the file name of a server's socket; no TCP port is opened.
pub(super) const PORT: u16 = 5432;

/// The longest folder: a socket's address has 107 bytes on Linux and 103 elsewhere, including the
/// name of the socket (unix(7)).
const MAX_LENGTH: usize = 103 - "/.s.PGSQL.5432".len();

/// The prefix of the names of these folders.
const PREFIX: &str = "tidegate-";

/// The number of random characters that follow.
const RANDOM: usize = 6;

/// The name of the note in the slot.
pub(super) const NOTE_FILE: &str = "sockets";

/// Creates a folder for a server's socket and records it in a note. The watchdog removes it; if
/// that was killed too, the next run on the slot does.
pub(super) fn create(programs: &Programs<'_>, note: &Path) -> Result<PathBuf, Error> {
    remove_noted(note);
    let write = |folder: &Path| fs::write(note, folder.as_os_str().as_bytes());
    new(programs.environment, programs.account, write)
}

/// Removes the folder that a note names, of a server that no longer runs, and the note.
pub(super) fn remove_noted(note: &Path) {
    if let Ok(noted) = fs::read(note) {
        let folder = Path::new(OsStr::from_bytes(&noted));
        // A damaged note may name anything.
        let is_named = folder.file_name().is_some_and(|name| name.as_bytes().starts_with(PREFIX.as_bytes()));
        if is_named && folder.is_absolute() {
            remove(folder);
        }
        let _ = fs::remove_file(note);
    }
}

/// Removes a folder that contains at most a socket and its lock file.
pub(super) fn remove(folder: &Path) {
    for name in [format!(".s.PGSQL.{PORT}"), format!(".s.PGSQL.{PORT}.lock")] {
        let _ = fs::remove_file(folder.join(name));
    }
    let _ = fs::remove_dir(folder);
}

/// Creates a folder whose path is short enough for the address of a socket, after it was noted.
fn new(environment: &Environment, account: &Account, note: impl Fn(&Path) -> io::Result<()>) -> Result<PathBuf, Error> {
    let mut tried = Vec::new();
    for parent in [environment.temp.as_path(), Path::new("/tmp"), Path::new("/var/tmp"), Path::new("/dev/shm")] {
        if let Some(folder) = account.blocked_at(parent) {
            tried.push(format!("{} (the server's user has no access to {})", parent.display(), folder.display()));
            continue;
        }
        if parent.as_os_str().len() + "/".len() + PREFIX.len() + RANDOM > MAX_LENGTH {
            tried.push(format!("{} (too long for the path of a socket)", parent.display()));
            continue;
        }
        let create = |folder: &Path| {
            note(folder)?;
            fs::DirBuilder::new().mode(0o700).create(folder)
        };
        let created = tempfile::Builder::new().prefix(PREFIX).rand_bytes(RANDOM).make_in(parent, create);
        match created.and_then(|folder| Ok(folder.into_temp_path().keep()?)) {
            Ok(folder) => {
                account.give(&folder).inspect_err(|_| remove(&folder))?;
                return Ok(folder);
            }
            Err(error) => tried.push(format!("{} ({error})", parent.display())),
        }
    }
    Err(Error::NoFolder { tried })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_below(temp: PathBuf, note: impl Fn(&Path) -> io::Result<()>) -> Result<PathBuf, Error> {
        new(&Environment { temp, ..Environment::default() }, &Account::current(), note)
    }

    #[test]
    fn uses_a_folder_whose_path_fits() {
        let folder = tempfile::tempdir().expect("a folder");
        let long = folder.path().join("long".repeat(30));
        fs::create_dir(&long).expect("a folder");
        let sockets = folder_below(long, |_| Ok(())).expect("a folder");
        assert!(sockets.as_os_str().len() <= MAX_LENGTH, "{sockets:?}");
        fs::remove_dir(sockets).expect("it is empty");
    }

    #[test]
    fn notes_a_folder_before_creating_it() {
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
