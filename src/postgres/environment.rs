//! The process's environment as far as it concerns servers, folders and users. It is read once;
//! the rest of this module gets it as data.

use crate::process::Trust;
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
    /// The user's cache folder, to which embedded Postgres is unpacked.
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
    /// `SUDO_UID`: the user who ran `sudo`.
    pub sudo_uid: Option<u32>,
    /// The root below which systems and package managers install: `/`, or another one in a test.
    pub root: PathBuf,
    /// `PGHOST` and its like (documentation of libpq, "Environment Variables").
    pub pg: BTreeMap<String, String>,
    /// The environment of a server's programs: where libraries are, and nothing that changes how
    /// they behave.
    pub for_programs: Vec<(OsString, OsString)>,
}

/// Variables without which installed programs may not start.
const FOR_PROGRAMS: [&str; 5] =
    ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "SYSTEMROOT"];

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
        let user_cache = user.or_else(|| home.as_deref().map(cache_below));
        // Not a setting for users: tests need a machine without a server.
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
            sudo_uid: variable("SUDO_UID").and_then(|uid| uid.to_str()?.parse().ok()),
            root,
            pg: pg.collect(),
            for_programs: FOR_PROGRAMS.iter().filter_map(|name| Some((name.into(), variable(name)?))).collect(),
            home,
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
    /// one.
    pub fn own_folders(&self) -> Vec<PathBuf> {
        self.cache.iter().cloned().chain([self.temp.join(own_name())]).collect()
    }

    /// A folder of the system, below the root.
    pub(super) fn system(&self, folder: &str) -> PathBuf {
        self.root.join(folder)
    }
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

/// The folder for a user's caches.
fn cache_below(home: &Path) -> PathBuf {
    if cfg!(target_os = "macos") { home.join("Library/Caches") } else { home.join(".cache") }
}
