//! The environment of the process: the current folder, variables and the clock.

use super::failure::Failure;
use crate::config::Engine;
use crate::report::hook::SKIP_REPLAY;
use crate::report::jobs::{SKIP_JOB, SKIP_JOBS, SKIP_TAG};
use crate::text::words;
use crate::{config, git, postgres, rules};
use chrono::{DateTime, Utc};
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// The environment that git sees.
pub(super) fn git() -> Result<git::Environment, Failure> {
    git::Environment::read().map_err(|error| no_current_folder(&error))
}

/// The environment that matters for servers.
pub(super) fn postgres() -> Result<postgres::Environment, Failure> {
    postgres::Environment::read().map_err(|error| no_current_folder(&error))
}

fn no_current_folder(error: &io::Error) -> Failure {
    Failure::environment(format!("cannot determine the current folder: {error}")).hint("`cd` to a folder that exists")
}

/// The address of a server, if the user names one.
pub(super) fn database_url() -> Option<String> {
    std::env::var("TIDEGATE_DATABASE_URL").ok().filter(|address| !address.is_empty())
}

/// The engine that `TIDEGATE_ENGINE` names.
pub(super) fn engine() -> Result<Option<Engine>, Failure> {
    let Some(name) = std::env::var_os("TIDEGATE_ENGINE").filter(|name| !name.is_empty()) else { return Ok(None) };
    let name = name.to_string_lossy();
    Engine::named(&name).map(Some).ok_or_else(|| {
        let known = Engine::names().collect::<Vec<_>>().join(", ");
        Failure::usage(format!("TIDEGATE_ENGINE names `{name}`, which is not an engine"))
            .hint(format!("use one of {known}, or unset it"))
    })
}

/// The time limit of a replay that `TIDEGATE_TIMEOUT` names.
pub(super) fn timeout() -> Result<Option<TimeLimit>, Failure> {
    let Some(text) = std::env::var_os("TIDEGATE_TIMEOUT").filter(|text| !text.is_empty()) else { return Ok(None) };
    let limit = text.to_str().map_or_else(|| Err(String::new()), TimeLimit::parse);
    limit.map(Some).map_err(|_| {
        Failure::usage(format!("invalid TIDEGATE_TIMEOUT: `{}` is not a time limit", text.display()))
            .hint("write it like 90s, 10m or 1h, or `off` for no limit")
    })
}

/// A time limit on the command line or in the environment.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimeLimit(pub(super) Option<Duration>);

impl TimeLimit {
    /// `off`, where something must end.
    pub(super) const LONGEST: Duration = Duration::from_hours(24);

    /// Reads a duration, or `off`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text == "off" {
            return Ok(Self(None));
        }
        let limit = config::duration(text).and_then(|limit| limit.to_std().ok()).filter(|limit| !limit.is_zero());
        limit
            .map(|limit| Self(Some(limit)))
            .ok_or_else(|| "expected a duration such as 90s, 10m or 1h, or `off`".to_owned())
    }
}

/// The running program.
pub(super) fn program() -> Result<PathBuf, Failure> {
    std::env::current_exe()
        .map_err(|error| Failure::environment(format!("cannot determine the path of the program tidegate: {error}")))
}

/// Whether `TIDEGATE` turns the hooks off.
pub(super) fn is_off() -> bool {
    std::env::var_os("TIDEGATE").is_some_and(|value| value == "0")
}

fn skipped() -> Vec<String> {
    let names = std::env::var("TIDEGATE_SKIP").unwrap_or_default();
    names.split([',', ' ']).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Whether `TIDEGATE_SKIP` names the replay.
pub(super) fn skips_replay() -> bool {
    skipped().iter().any(|name| name == SKIP_REPLAY)
}

/// Whether `TIDEGATE_SKIP` names all jobs of the repository.
pub(super) fn skips_jobs() -> bool {
    skipped().iter().any(|name| name == SKIP_JOBS)
}

/// The jobs that `TIDEGATE_SKIP` names, and tags as it writes them.
pub(super) fn skipped_jobs() -> Vec<String> {
    let job = |name: &String| match name.strip_prefix(SKIP_JOB) {
        Some(job) => Some(job.to_owned()),
        None => name.starts_with(SKIP_TAG).then(|| name.clone()),
    };
    skipped().iter().filter_map(job).collect()
}

/// Whether jobs run although no one has agreed to them in this clone: a CI runner runs the code of the branch anyway.
pub(super) fn trusts_jobs() -> bool {
    trusts("jobs")
}

/// Whether databases of the branch count although no one has agreed to them in this clone.
pub(super) fn trusts_databases() -> bool {
    trusts("databases")
}

fn trusts(part: &str) -> bool {
    let parts = std::env::var("TIDEGATE_TRUST").unwrap_or_default();
    parts.split([',', ' ']).any(|one| one == part)
}

/// The value of a variable that settings name.
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The rules that `TIDEGATE_SKIP` names, checked to exist.
pub(super) fn skipped_rules() -> Result<Vec<String>, Failure> {
    let mut names = skipped();
    names.retain(|name| {
        name != SKIP_REPLAY && name != SKIP_JOBS && !name.starts_with(SKIP_JOB) && !name.starts_with(SKIP_TAG)
    });
    match names.iter().find(|name| rules::named(name).is_none()) {
        None => Ok(names),
        Some(unknown) => {
            Err(Failure::usage(format!("TIDEGATE_SKIP names `{unknown}`, which is not a rule"))
                .hint(similar_rule(unknown)))
        }
    }
}

/// Help for an id that is not that of a rule.
pub(super) fn similar_rule(unknown: &str) -> String {
    let similar = words::nearest(unknown, rules::ALL.iter().map(|rule| rule.info.id));
    similar
        .map_or_else(|| "list the rules: `tidegate rules`".to_owned(), |similar| format!("did you mean `{similar}`?"))
}

/// The time of the run. `TIDEGATE_NOW` (RFC 3339) sets it, so that a run can be repeated.
pub(super) fn now() -> Result<DateTime<Utc>, Failure> {
    match std::env::var("TIDEGATE_NOW") {
        Ok(text) => DateTime::parse_from_rfc3339(&text).map(|moment| moment.to_utc()).map_err(|_| {
            Failure::usage(format!("invalid TIDEGATE_NOW: `{text}` is not an RFC 3339 time"))
                .hint("write it like 2026-01-31T09:30:45Z, or unset it")
        }),
        Err(_) => Ok(DateTime::<Utc>::from(std::time::SystemTime::now())),
    }
}
