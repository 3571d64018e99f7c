//! What most commands need first: the repository, the configuration, the time.

use super::failure::Failure;
use super::terminal::Terminal;
use crate::config::{self, Loaded, Settings};
use crate::git::{self, Environment, Repository};
use crate::rules;
use crate::text::{RelPath, words};
use chrono::{DateTime, Utc};
use std::path::{Path, PathBuf};

/// An opened repository with its configuration.
pub(super) struct Context {
    pub(super) repository: Box<dyn Repository>,
    pub(super) loaded: Loaded,
}

impl Context {
    /// Opens the repository git means and reads its configuration; mistakes in it are
    /// written to `terminal` in full.
    pub(super) fn open(config: Option<&Path>, terminal: &mut Terminal) -> Result<Self, Failure> {
        let environment = read_environment()?;
        let repository = git::open(&environment)?;
        terminal.is_below_top = is_below_top(repository.as_ref());
        let loaded = load(repository.as_ref(), config, terminal)?;
        Ok(Self { repository, loaded })
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.loaded.settings
    }

    /// A path typed by the user, from where the user stands, as a path of the repository.
    pub(super) fn relative(&self, typed: &Path) -> Result<RelPath, Failure> {
        let places = self.repository.places();
        let top = places.work_dir.clone().unwrap_or_else(|| places.current_dir.clone());
        // Git runs hooks at the top and tells where the user stood; files come from there
        // only when the user types them, so the current folder is what they are relative to.
        let absolute = normal(&places.current_dir.join(typed));
        RelPath::from_disk(&top, &absolute)
            .or_else(|| RelPath::from_disk(&top.canonicalize().ok()?, &resolved(&absolute)))
            .ok_or_else(|| {
                Failure::usage(format!("{} lies outside the repository", typed.display()))
                    .hint(format!("the repository is {}", top.display()))
            })
    }
}

/// Git runs hooks at the top and tells in `GIT_PREFIX` where the user stood.
fn is_below_top(repository: &dyn Repository) -> bool {
    let places = repository.places();
    let by_folder = places.work_dir.as_ref().is_some_and(|top| {
        let below = RelPath::from_disk(top, &places.current_dir);
        below.is_some_and(|below| !below.is_top())
    });
    by_folder || std::env::var_os("GIT_PREFIX").is_some_and(|prefix| !prefix.is_empty())
}

/// The folder's links followed, the file's own name kept: a link is judged as a link.
fn resolved(path: &Path) -> PathBuf {
    match (path.parent().and_then(|parent| parent.canonicalize().ok()), path.file_name()) {
        (Some(parent), Some(name)) => parent.join(name),
        _ => path.to_path_buf(),
    }
}

/// `a/./b/../c` as `a/c`, without asking the disk.
fn normal(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}

pub(super) fn read_environment() -> Result<Environment, Failure> {
    Environment::read().map_err(|error| {
        Failure::environment(format!("cannot tell the current folder: {error}")).hint("`cd` to a folder that exists")
    })
}

fn load(repository: &dyn Repository, config: Option<&Path>, terminal: &mut Terminal) -> Result<Loaded, Failure> {
    let places = repository.places();
    let top = places.work_dir.as_ref().unwrap_or(&places.current_dir);
    let config = config.map(|path| places.current_dir.join(path));
    config::load(top, config.as_deref()).map_err(|error| match error {
        config::Error::Invalid { .. } => invalid(error, top, terminal),
        config::Error::Unreadable { ref path, .. } if path.symlink_metadata().is_err() => {
            Failure::usage(error.to_string())
                .hint("name a file that is there, or leave --config out: tidegate.toml is found by itself")
        }
        config::Error::Unreadable { .. } => Failure::usage(error.to_string())
            .hint("make it a readable file, or take it away: no configuration is needed in the common case"),
    })
}

/// Draws the mistakes of a configuration whose path is told from `top`.
pub(super) fn invalid(error: config::Error, top: &Path, terminal: &mut Terminal) -> Failure {
    let config::Error::Invalid { path, text, problems } = error else { return Failure::usage(error.to_string()) };
    let width = terminal.width;
    let shown = path.strip_prefix(top).unwrap_or(&path).display().to_string();
    let drawn = crate::report::setup::config::write(&shown, &text, &problems, width, terminal.err());
    let message = format!("{} in {shown}", words::count(problems.len(), "mistake"));
    drawn.map_or_else(Failure::from, |()| {
        Failure::usage(message)
            .hint("nothing was checked; the keys are described by `tidegate init --help` and the README")
    })
}

/// The word by which `TIDEGATE_SKIP` leaves the replay out of a hook.
pub(super) const SKIP_REPLAY: &str = "verify";

fn skipped() -> Vec<String> {
    let names = std::env::var("TIDEGATE_SKIP").unwrap_or_default();
    names.split([',', ' ']).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// True when `TIDEGATE_SKIP` names the replay.
pub(super) fn skips_replay() -> bool {
    skipped().iter().any(|name| name == SKIP_REPLAY)
}

/// Rules that `TIDEGATE_SKIP` names, checked to exist.
pub(super) fn skipped_rules() -> Result<Vec<String>, Failure> {
    let mut names = skipped();
    names.retain(|name| name != SKIP_REPLAY);
    match names.iter().find(|name| rules::named(name).is_none()) {
        None => Ok(names),
        Some(unknown) => {
            let near = words::nearest(unknown, rules::ALL.iter().map(|rule| rule.info.id));
            let hint = near.map_or_else(
                || "list the rules: `tidegate rules`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            Err(Failure::usage(format!("TIDEGATE_SKIP names `{unknown}`, and there is no such rule")).hint(hint))
        }
    }
}

/// The time of the run. `TIDEGATE_NOW` (RFC 3339) sets it, so that a run can be repeated.
pub(super) fn now() -> Result<DateTime<Utc>, Failure> {
    match std::env::var("TIDEGATE_NOW") {
        Ok(text) => DateTime::parse_from_rfc3339(&text).map(|moment| moment.to_utc()).map_err(|error| {
            Failure::usage(format!("TIDEGATE_NOW is no time: {error}"))
                .hint("write it like 2026-01-31T09:30:45Z, or unset it")
        }),
        Err(_) => Ok(DateTime::<Utc>::from(std::time::SystemTime::now())),
    }
}
