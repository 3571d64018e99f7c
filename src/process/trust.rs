//! Trust in programs that may be started: none that a branch can bring along, and none that another user of
//! the machine can replace.

use super::writers;
use std::env::consts::EXE_SUFFIX;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folders whose content a branch decides: working trees and git folders of a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    checkouts: Vec<PathBuf>,
}

/// The reason why a file or folder is not used.
#[derive(Debug)]
pub enum Distrust {
    /// It is in a checkout.
    InCheckout { checkout: PathBuf },
    /// Another user can replace it.
    Writable(writers::Finding),
    /// It cannot be looked at.
    Unreadable(io::Error),
}

/// Links that are followed, as the kernel does.
const MAX_LINKS: usize = 40;

impl Trust {
    /// Trust in everything outside these folders that no other user can write to.
    pub fn outside(checkouts: Vec<PathBuf>) -> Self {
        Self { checkouts }
    }

    /// Checks a file, every link that leads to it, and the folders above them. Returns its path
    /// without links.
    pub fn check(&self, path: &Path) -> Result<PathBuf, Distrust> {
        let mut link = path.to_owned();
        for _ in 0..MAX_LINKS {
            let (Some(folder), Some(name)) = (link.parent(), link.file_name()) else { break };
            let folder = folder.canonicalize().map_err(Distrust::Unreadable)?;
            self.check_folder(&folder)?;
            match fs::read_link(folder.join(name)) {
                Ok(target) => link = folder.join(target),
                Err(_) => break,
            }
        }
        let real = path.canonicalize().map_err(Distrust::Unreadable)?;
        self.check_outside(&real)?;
        writers::check(&real).map_err(Distrust::Writable)?;
        Ok(real)
    }

    /// Checks a folder from which programs or libraries are loaded. Returns its path without links.
    pub fn check_folder(&self, path: &Path) -> Result<PathBuf, Distrust> {
        let real = path.canonicalize().map_err(Distrust::Unreadable)?;
        self.check_outside(&real)?;
        writers::check_folder(&real).map_err(Distrust::Writable)?;
        Ok(real)
    }

    /// Whether a path, without links, is outside every checkout.
    fn check_outside(&self, real: &Path) -> Result<(), Distrust> {
        let found = self.checkouts.iter().find(|checkout| is_below(real, checkout));
        match found {
            Some(checkout) => Err(Distrust::InCheckout { checkout: checkout.clone() }),
            None => Ok(()),
        }
    }

    /// The checkout that contains a path, or would once it exists.
    pub fn checkout_of(&self, path: &Path) -> Option<&Path> {
        let existing = path.ancestors().find_map(|above| Some((above.canonicalize().ok()?, above)));
        let (real, above) = existing?;
        let real = path.strip_prefix(above).map_or_else(|_| real.clone(), |rest| real.join(rest));
        self.checkouts.iter().find(|checkout| is_below(&real, checkout)).map(PathBuf::as_path)
    }

    /// The folders that may be searched for programs or libraries; relative ones never are.
    pub fn folders(&self, folders: impl IntoIterator<Item = PathBuf>) -> Vec<PathBuf> {
        folders.into_iter().filter(|folder| folder.is_absolute() && self.check_folder(folder).is_ok()).collect()
    }

    /// The folders of a list such as `PATH` that may be searched, as such a list.
    pub fn search_path(&self, list: &std::ffi::OsStr) -> std::ffi::OsString {
        std::env::join_paths(self.folders(std::env::split_paths(list))).unwrap_or_default()
    }

    /// The first program of this name in the folders that may be started; otherwise an error that
    /// names those that may not.
    pub fn find(&self, name: &str, folders: impl IntoIterator<Item = PathBuf>) -> io::Result<PathBuf> {
        let mut reasons = vec![format!("{name} is not on PATH")];
        for folder in folders.into_iter().filter(|folder| folder.is_absolute()) {
            let program = folder.join(format!("{name}{EXE_SUFFIX}"));
            if !is_program(&program) {
                continue;
            }
            match (self.check(&program), folder.canonicalize()) {
                // The links in the name of the folder were checked now, and may change later.
                (Ok(_), Ok(folder)) => return Ok(folder.join(format!("{name}{EXE_SUFFIX}"))),
                (Err(reason), _) => reasons.push(format!("{} is not used: {reason}", program.display())),
                (_, Err(_)) => {}
            }
        }
        Err(io::Error::new(io::ErrorKind::NotFound, reasons.join("; ")))
    }
}

impl fmt::Display for Distrust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InCheckout { checkout } => {
                write!(f, "it is inside the repository {}, so a branch can replace it", checkout.display())
            }
            Self::Writable(finding) => finding.fmt(f),
            Self::Unreadable(error) => write!(f, "it cannot be read: {error}"),
        }
    }
}

/// Whether only this user can have written a file or folder.
#[cfg(unix)]
pub fn is_own(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    metadata.uid() == rustix::process::geteuid().as_raw() && metadata.mode() & 0o022 == 0
}

/// Whether only this user can have written a file or folder.
#[cfg(not(unix))]
pub fn is_own(_: &std::fs::Metadata) -> bool {
    true
}

/// Whether the path is the folder or below it. Names alone are not enough where they differ in case only, or
/// where one folder is mounted at two places.
fn is_below(path: &Path, folder: &Path) -> bool {
    path.starts_with(folder) || writers::is_same_below(path, folder)
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}
