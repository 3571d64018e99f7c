//! The folder for clusters: the user's cache folder if the server's user can enter it, tidegate can
//! write to it and no one else can exchange it, else a folder of the system, else a temporary one.

use super::super::environment::Environment;
use super::super::error::Error;
use super::super::private_path;
use super::account::Account;
use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

/// The folder for clusters.
#[derive(Debug)]
pub(super) struct ClustersDir {
    pub(super) folder: PathBuf,
    /// The better folders that could not be used, each with the reason. Folders that are closed to
    /// the server's user are left out, because root's own always is.
    rejected: Vec<String>,
}

impl ClustersDir {
    /// The remark that this is not the first choice, if it is not.
    pub(super) fn remarks(&self) -> Vec<String> {
        match self.rejected.as_slice() {
            [] => Vec::new(),
            rejected => {
                vec![format!("using the cluster in {}, not in {}", self.folder.display(), rejected.join(" or "))]
            }
        }
    }
}

/// The folders that may hold clusters, best first.
pub(super) fn all(environment: &Environment, account: &Account) -> Vec<PathBuf> {
    let temporary = environment.temp.join(format!("tidegate-{}", account.uid));
    let shared = environment.shared_cache.iter().filter(|_| account.is_other);
    let folders = environment.cache.iter().chain(shared).chain([&temporary]);
    folders.map(|folder| folder.join("postgres")).collect()
}

/// The first folder that can hold clusters.
pub(super) fn choose(environment: &Environment, account: &Account) -> Result<ClustersDir, Error> {
    let (mut closed, mut rejected) = (Vec::new(), Vec::new());
    for folder in all(environment, account) {
        if let Some(stop) = account.blocked_at(existing(&folder)) {
            let cause = format!("the server's user {} has no access to {}", account.name, stop.display());
            closed.push(format!("{} ({cause})", folder.display()));
            continue;
        }
        let own = [rustix::process::geteuid().as_raw()];
        match private_path::check(&folder, &own).and_then(|()| prepare(&folder, account)) {
            Ok(()) => return Ok(ClustersDir { folder, rejected }),
            Err(cause) => rejected.push(format!("{} ({cause})", folder.display())),
        }
    }
    closed.append(&mut rejected);
    Err(Error::NoFolder { tried: closed })
}

/// The longest existing part of a path.
fn existing(path: &Path) -> &Path {
    path.ancestors().find(|folder| folder.exists()).unwrap_or(path)
}

/// Creates the folder and the folders above it, and checks that only its owner can write to it. The
/// server's user, if it is another one, has to pass through them.
fn prepare(folder: &Path, account: &Account) -> Result<(), String> {
    let above = existing(folder);
    let mode = if account.is_other { 0o711 } else { 0o700 };
    let mut missing: Vec<&Path> = folder.ancestors().take_while(|folder| *folder != above).collect();
    missing.reverse();
    for folder in missing {
        match fs::DirBuilder::new().mode(mode).create(folder) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.to_string()),
        }
    }
    let metadata = fs::symlink_metadata(folder).map_err(|error| error.to_string())?;
    if metadata.uid() != rustix::process::geteuid().as_raw() || metadata.mode() & 0o022 != 0 {
        return Err("it belongs to another user, or others can write to it".to_owned());
    }
    tempfile::tempfile_in(folder).map(drop).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn uses_the_next_folder_and_reports_why() {
        let folder = tempfile::tempdir().expect("a folder");
        let blocked = folder.path().join("file");
        fs::write(&blocked, "").expect("a file");
        let environment = Environment {
            cache: Some(blocked.join("cache")),
            temp: folder.path().to_owned(),
            ..Environment::default()
        };
        let chosen = choose(&environment, &Account::current()).expect("a folder");
        assert!(chosen.folder.starts_with(folder.path()), "{chosen:?}");
        assert_eq!(chosen.rejected.len(), 1, "{chosen:?}");
    }

    #[test]
    fn skips_a_folder_closed_to_the_servers_user_without_a_remark() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o711)).expect("a mode");
        let closed = folder.path().join("closed");
        fs::DirBuilder::new().mode(0o700).create(&closed).expect("a folder");
        let environment =
            Environment { cache: Some(closed.clone()), temp: folder.path().to_owned(), ..Environment::default() };
        let daemon = Account { name: "daemon".to_owned(), uid: 65_534, gid: 65_534, is_other: true };
        let chosen = choose(&environment, &daemon).expect("a folder");
        assert!(!chosen.folder.starts_with(&closed) && chosen.rejected.is_empty(), "{chosen:?}");
        let environment = Environment { cache: Some(closed.clone()), temp: closed, ..Environment::default() };
        let error = choose(&environment, &daemon).expect_err("no folder").to_string();
        assert!(error.contains("the server's user daemon has no access to"), "{error}");
    }

    #[test]
    fn rejects_a_folder_that_others_can_write_to() {
        let folder = tempfile::tempdir().expect("a folder");
        let shared = folder.path().join("postgres");
        fs::create_dir(&shared).expect("a folder");
        fs::set_permissions(&shared, fs::Permissions::from_mode(0o777)).expect("a mode");
        assert!(prepare(&shared, &Account::current()).is_err());
    }
}
