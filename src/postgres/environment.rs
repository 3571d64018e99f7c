//! The process's environment as far as it concerns servers, folders and users. It is read once;
//! the rest of this module gets it as data.

use super::deadline::Deadline;
use super::private_path;
use crate::process::Trust;
use crate::text::hex;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The variables that engines use.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    pub current_dir: PathBuf,
    pub home: Option<PathBuf>,
    /// The cache folder: `TIDEGATE_CACHE_DIR`, or `tidegate` in the user's cache folder.
    pub cache: Option<PathBuf>,
    /// The folder for the user's caches, where embedded Postgres unpacks its runtime.
    pub user_cache: Option<PathBuf>,
    /// The cache folder for a user without a writable home, and for a server that must not read
    /// root's home.
    pub shared_cache: Option<PathBuf>,
    /// The folder for temporary files.
    pub temp: PathBuf,
    /// The folders of `PATH`.
    pub path: Vec<PathBuf>,
    /// Folders with programs of Postgres that the user names; they are not questioned.
    pub programs: Vec<PathBuf>,
    /// The programs that may be started.
    pub trust: Trust,
    /// `VIRTUAL_ENV`, which contains Python packages.
    pub virtual_env: Option<PathBuf>,
    /// The user's name, for addresses of servers without a user.
    pub user: Option<String>,
    /// The root below which systems and package managers install: `/`, or another one in a test.
    pub root: PathBuf,
    /// `PGHOST` and its like (documentation of libpq, "Environment Variables").
    pub pg: BTreeMap<String, String>,
    /// The environment of a server's programs: where libraries are, and nothing that changes how
    /// they behave.
    pub for_programs: Vec<(OsString, OsString)>,
    /// The repository, as the absolute path of its common git folder: private clusters are kept
    /// for each. Without one, clusters are shared by runs without one.
    pub repository: Option<PathBuf>,
    /// Whether nothing that an earlier run left is used, and nothing is left.
    pub is_fresh: bool,
    /// The end of the run's time.
    pub deadline: Deadline,
}

/// Variables without which installed programs may not start: the folders of their libraries.
const LIBRARIES: [&str; 3] = ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"];

/// The `PATH` of installed programs; `initdb` and scripts start programs of the system.
const SYSTEM_PATH: &str = "/usr/bin:/bin:/usr/sbin:/sbin:/run/current-system/sw/bin";

impl Environment {
    /// Reads this process's environment.
    pub fn read() -> std::io::Result<Self> {
        let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let home = variable("HOME").or_else(|| variable("USERPROFILE")).map(PathBuf::from);
        let path = std::env::var_os("PATH").unwrap_or_default();
        let pg = std::env::vars_os().filter_map(|(name, value)| {
            let name = name.into_string().ok().filter(|name| name.starts_with("PG"))?;
            Some((name, value.into_string().ok()?)).filter(|(_, value)| !value.is_empty())
        });
        let own = variable("TIDEGATE_CACHE_DIR").map(PathBuf::from);
        let user = variable("XDG_CACHE_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
        // Not a setting for users: tests need a machine without a server.
        let user_cache = user.or_else(|| home.as_deref().map(cache_below));
        let root = variable("TIDEGATE_TEST_ROOT").map_or_else(|| PathBuf::from("/"), PathBuf::from);
        Ok(Self {
            current_dir: std::env::current_dir()?,
            // A folder that the user names is not replaced by a folder of the system.
            shared_cache: (cfg!(unix) && own.is_none()).then(|| root.join("var/cache/tidegate")),
            cache: own.or_else(|| Some(user_cache.as_ref()?.join("tidegate"))),
            user_cache,
            temp: std::env::temp_dir(),
            programs: Vec::new(),
            trust: Trust::default(),
            path: std::env::split_paths(&path).filter(|folder| folder.is_absolute()).collect(),
            virtual_env: variable("VIRTUAL_ENV").map(PathBuf::from),
            user: ["USER", "LOGNAME", "USERNAME"]
                .into_iter()
                .find_map(variable)
                .and_then(|name| name.into_string().ok()),
            root,
            pg: pg.collect(),
            for_programs: for_programs(&variable),
            home,
            // Not a setting for users: tests with many repositories would need a cluster for each.
            repository: variable("TIDEGATE_TEST_REPOSITORY").map(PathBuf::from),
            is_fresh: false,
            deadline: Deadline::default(),
        })
    }

    /// The same with programs that the user names, and without those that must not be started: the
    /// folders of `PATH` and of libraries, in which server programs look for others, are only
    /// trusted ones.
    #[must_use]
    pub fn trusting(mut self, trust: Trust, programs: Vec<PathBuf>) -> Self {
        for (_, value) in self.for_programs.iter_mut().filter(|(name, _)| *name != "SYSTEMROOT") {
            *value = trust.search_path(value);
        }
        // An empty list would mean the current folder.
        self.for_programs.retain(|(_, value)| !value.is_empty());
        Self { programs, trust, ..self }
    }

    /// The cache folders for this user alone, best first: the user's cache folder, and a temporary
    /// one. A folder that another user can exchange is left out.
    pub fn own_folders(&self) -> Vec<PathBuf> {
        let folders = self.cache.iter().cloned().chain([self.temp.join(own_name())]);
        folders.filter(|folder| private_path::check(folder, &own_users()).is_ok()).collect()
    }

    /// The same folders, each with the reason why it cannot be used, if there is one.
    #[cfg(feature = "embedded")]
    pub(super) fn checked_folders(&self) -> Vec<(PathBuf, Result<(), String>)> {
        let folders = self.cache.iter().cloned().chain([self.temp.join(own_name())]);
        folders.map(|folder| (private_path::check(&folder, &own_users()), folder)).map(|(is, at)| (at, is)).collect()
    }

    /// Refuses a folder for the runtime of embedded Postgres, which is executed, that another user can
    /// exchange. The crate that provides it chooses the folder (`directories`, `ProjectDirs`).
    #[cfg(feature = "embedded")]
    pub(super) fn check_runtime_folder(&self) -> Result<(), String> {
        let name = if cfg!(target_os = "macos") { "dev.oliphaunt-wasix.oliphaunt-wasix" } else { "oliphaunt-wasix" };
        match &self.user_cache {
            Some(folder) => private_path::check(&folder.join(name), &own_users()),
            None => Ok(()),
        }
    }

    /// The folders of libraries that the user names.
    #[cfg(unix)]
    pub(super) fn library_folders(&self) -> Vec<PathBuf> {
        let named = self.for_programs.iter().filter(|(name, _)| LIBRARIES.iter().any(|library| name == library));
        named.flat_map(|(_, folders)| std::env::split_paths(folders)).collect()
    }

    /// The purpose of a cluster that only this repository uses: SQL of one repository must not reach
    /// the databases of another.
    pub(super) fn purpose(&self, purpose: &str) -> String {
        match &self.repository {
            Some(repository) => format!("{purpose}-{}", repository_key(repository)),
            None => purpose.to_owned(),
        }
    }

    /// A folder of the system, below the root.
    pub(super) fn system(&self, folder: &str) -> PathBuf {
        self.root.join(folder)
    }
}

/// The name of a repository among others, in few characters: it is a part of file names.
pub(super) fn repository_key(repository: &Path) -> String {
    hex(&Sha256::digest(repository.as_os_str().as_encoded_bytes())[..6])
}

/// The name of this user's folder among those of other users.
#[cfg(unix)]
fn own_name() -> String {
    format!("tidegate-{}", rustix::process::geteuid().as_raw())
}

#[cfg(not(unix))]
fn own_name() -> String {
    "tidegate".to_owned()
}

/// The variables for programs of Postgres: the path of the system, and the absolute folders of
/// libraries. A relative folder would be one of the checkout.
fn for_programs(variable: &dyn Fn(&str) -> Option<OsString>) -> Vec<(OsString, OsString)> {
    if cfg!(windows) {
        return ["PATH", "SYSTEMROOT"].iter().filter_map(|name| Some((name.into(), variable(name)?))).collect();
    }
    let libraries = LIBRARIES.iter().filter_map(|name| {
        let named = variable(name)?;
        let folders = std::env::split_paths(&named).filter(|folder| folder.is_absolute()).collect::<Vec<_>>();
        let kept = std::env::join_paths(folders).ok().filter(|folders| !folders.is_empty())?;
        Some((OsString::from(name), kept))
    });
    [(OsString::from("PATH"), OsString::from(SYSTEM_PATH))].into_iter().chain(libraries).collect()
}

/// The user of this process.
#[cfg(unix)]
fn own_users() -> [u32; 1] {
    [rustix::process::geteuid().as_raw()]
}

#[cfg(not(unix))]
fn own_users() -> [u32; 0] {
    []
}

/// The folder for a user's caches.
fn cache_below(home: &Path) -> PathBuf {
    if cfg!(target_os = "macos") { home.join("Library/Caches") } else { home.join(".cache") }
}
