//! What a command takes from the user who runs it: their own settings, and an environment for servers
//! in which no program of the repository is started.

use super::context;
use super::environment;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::config::{self, Engine, UserSettings};
use crate::git;
use crate::postgres;
use crate::process::Trust;
use crate::tasks;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The settings and environment of the user.
pub(super) struct User {
    pub(super) settings: UserSettings,
    pub(super) environment: postgres::Environment,
    /// The engine that the environment or the user's settings name.
    pub(super) engine: Option<Engine>,
}

impl User {
    /// Reads them; mistakes in the file are written to `terminal` in full.
    pub(super) fn load(terminal: &mut Terminal) -> Result<Self, Failure> {
        let trust = Trust::outside(git::checkout_folders(&environment::git()?));
        let settings = settings(&trust, terminal)?;
        let environment = environment::postgres()?;
        check_cache(&environment, &trust)?;
        let environment = environment.trusting(trust, settings.programs.clone());
        Ok(Self { engine: environment::engine()?.or(settings.engine), settings, environment })
    }
}

fn settings(trust: &Trust, terminal: &mut Terminal) -> Result<UserSettings, Failure> {
    match file() {
        Some(path) => UserSettings::load(&path, trust).map_err(|error| failure(error, terminal)),
        None => Ok(UserSettings::default()),
    }
}

/// The variables of the file that the user's settings name for jobs, where this process does not come from a terminal.
pub(super) fn variables_of_jobs(terminal: &mut Terminal) -> Result<Vec<(OsString, OsString)>, Failure> {
    if std::env::var_os("TERM").is_some() {
        return Ok(Vec::new());
    }
    let trust = Trust::outside(git::checkout_folders(&environment::git()?));
    let Some(rc) = settings(&trust, terminal)?.rc else { return Ok(Vec::new()) };
    tasks::variables_of_rc(&rc).map_err(|cause| {
        Failure::environment(format!("cannot set up the environment of jobs with {}: {cause}", rc.display()))
            .hint("correct the file, or remove `rc` from ~/.config/tidegate/config.toml")
    })
}

/// Refuses a cache folder in a checkout: servers load what is in their clusters, and verdicts are believed.
fn check_cache(environment: &postgres::Environment, trust: &Trust) -> Result<(), Failure> {
    for folder in environment.cache.iter().chain(&environment.user_cache) {
        if let Some(checkout) = trust.checkout_of(&environment.current_dir.join(folder)) {
            let (folder, checkout) = (folder.display(), checkout.display());
            let message = format!("the cache folder {folder} is inside the repository {checkout}");
            return Err(Failure::usage(format!("{message}, so a branch can bring its content along"))
                .hint("set TIDEGATE_CACHE_DIR or XDG_CACHE_HOME to a folder outside it"));
        }
    }
    Ok(())
}

/// `config.toml` in the folder for tidegate among the user's settings.
fn file() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    let settings = if cfg!(windows) {
        folder("APPDATA")
    } else {
        folder("XDG_CONFIG_HOME").or_else(|| folder("HOME").map(|home| home.join(".config")))
    };
    Some(settings?.join("tidegate").join("config.toml"))
}

fn failure(error: config::Error, terminal: &mut Terminal) -> Failure {
    let message = error.to_string();
    match error {
        config::Error::Invalid { .. } => context::unusable(error, message, Path::new(""), terminal),
        config::Error::Refused { .. } => Failure::usage(message)
            .hint("move it to a folder outside every repository that only you can write to, or remove it"),
        config::Error::Unreadable { .. } => {
            Failure::usage(message).hint("make it a readable file, or remove it: none is needed")
        }
    }
}
