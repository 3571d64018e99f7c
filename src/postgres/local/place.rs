//! Where clusters may lie: the user's cache folder when the server's user can
//! get there and we can write there, else a folder of the system, else a temporary one.

use super::super::environment::Environment;
use super::super::error::Error;
use super::account::Account;
use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

/// The folder for clusters, and what is to be said about it.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) folder: PathBuf,
    /// Why folders before it could not be taken, but for those that are closed to the server's
    /// user, as root's own always is.
    pub(super) rejected: Vec<String>,
}

/// The folders that may hold clusters, best first.
pub(super) fn all(environment: &Environment, account: &Account) -> Vec<PathBuf> {
    let temporary = environment.temp.join(format!("tidegate-{}", account.uid));
    let shared = environment.shared_cache.iter().filter(|_| account.is_other);
    let places = environment.cache.iter().chain(shared).chain([&temporary]);
    places.map(|place| place.join("postgres")).collect()
}

/// Takes the first folder that can hold clusters.
pub(super) fn choose(environment: &Environment, account: &Account) -> Result<Place, Error> {
    let (mut closed, mut rejected) = (Vec::new(), Vec::new());
    for folder in all(environment, account) {
        if let Some(stop) = account.stopped_at(existing(&folder)) {
            let cause = format!("the server's user {} may not enter {}", account.name, stop.display());
            closed.push(format!("{} ({cause})", folder.display()));
            continue;
        }
        match prepare(&folder, account) {
            Ok(()) => return Ok(Place { folder, rejected }),
            Err(cause) => rejected.push(format!("{} ({cause})", folder.display())),
        }
    }
    closed.append(&mut rejected);
    Err(Error::NoPlace { tried: closed })
}

/// What of a path is there.
fn existing(path: &Path) -> &Path {
    path.ancestors().find(|folder| folder.exists()).unwrap_or(path)
}

/// Makes the folder and the folders above it, and makes sure of it.
fn prepare(folder: &Path, account: &Account) -> Result<(), String> {
    let above = existing(folder);
    // What root makes in a user's own folder stays the user's, when it is the same user.
    let is_theirs = fs::metadata(above).is_ok_and(|metadata| metadata.uid() == account.uid);
    let mut missing: Vec<&Path> = folder.ancestors().take_while(|folder| *folder != above).collect();
    missing.reverse();
    for folder in missing {
        match fs::DirBuilder::new().mode(0o755).create(folder) {
            Ok(()) if is_theirs => account.own(folder).map_err(|error| error.to_string())?,
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.to_string()),
        }
    }
    let metadata = fs::symlink_metadata(folder).map_err(|error| error.to_string())?;
    let own = [account.uid, rustix::process::geteuid().as_raw()];
    if !own.contains(&metadata.uid()) || metadata.mode() & 0o022 != 0 {
        return Err("it belongs to others, or others may write there".to_owned());
    }
    tempfile::tempfile_in(folder).map(drop).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn the_next_folder_is_taken_and_the_reason_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let blocked = folder.path().join("file");
        fs::write(&blocked, "").expect("a file");
        let environment = Environment {
            cache: Some(blocked.join("cache")),
            temp: folder.path().to_owned(),
            ..Environment::default()
        };
        let place = choose(&environment, &Account::ourselves()).expect("a place");
        assert!(place.folder.starts_with(folder.path()), "{place:?}");
        assert_eq!(place.rejected.len(), 1, "{place:?}");
    }

    #[test]
    fn a_folder_that_is_closed_to_the_servers_user_is_stepped_over_in_silence() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o711)).expect("a mode");
        let closed = folder.path().join("closed");
        fs::DirBuilder::new().mode(0o700).create(&closed).expect("a folder");
        let environment =
            Environment { cache: Some(closed.clone()), temp: folder.path().to_owned(), ..Environment::default() };
        let servant = Account { name: "servant".to_owned(), uid: 65_534, gid: 65_534, is_other: true };
        let place = choose(&environment, &servant).expect("a place");
        assert!(!place.folder.starts_with(&closed) && place.rejected.is_empty(), "{place:?}");
        let environment = Environment { cache: Some(closed.clone()), temp: closed, ..Environment::default() };
        let error = choose(&environment, &servant).expect_err("no place").to_string();
        assert!(error.contains("the server's user servant may not enter"), "{error}");
    }

    #[test]
    fn a_folder_that_others_may_write_is_not_taken() {
        let folder = tempfile::tempdir().expect("a folder");
        let shared = folder.path().join("postgres");
        fs::create_dir(&shared).expect("a folder");
        fs::set_permissions(&shared, fs::Permissions::from_mode(0o777)).expect("a mode");
        assert!(prepare(&shared, &Account::ourselves()).is_err());
    }
}
