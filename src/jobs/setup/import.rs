//! `init --from`: the jobs of another hook manager's configuration.

use super::init::{self, Written};
use crate::config;
use crate::git::{self, Repository};
use crate::import::{self, Draft, Imported, LeftOut, Manager};
use crate::text::RelPath;
use std::collections::BTreeMap;
use std::path::Path;

/// Limit of a file in bytes.
const SIZE_LIMIT: u64 = 1 << 20;

/// The beginning of a file without migrations.
const HEAD: &str = "# The jobs of git hooks, which `tidegate install` installs. docs/jobs.md describes them.\n";

/// Reason why nothing was read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The configuration cannot be read (user).
    #[error(transparent)]
    Import(#[from] import::Error),
    /// The new one cannot be written.
    #[error(transparent)]
    Write(#[from] init::Error),
    /// The files cannot be read.
    #[error(transparent)]
    Git(#[from] git::Error),
}

/// Reads the configuration of a manager in the working tree. Every job of the result is one that tidegate accepts.
pub fn read(repository: &dyn Repository, manager: Manager) -> Result<Imported, Error> {
    let mut files = BTreeMap::new();
    for path in manager.files() {
        let content = git::read_beneath(repository.paths(), &RelPath::from(path.as_str()), Some(SIZE_LIMIT))?;
        files.extend(content.map(|content| (path, content)));
    }
    Ok(accepted(import::import(manager, &files)?))
}

/// The text of a configuration with these jobs, after that of migrations if there are any.
pub fn text(migrations: Option<String>, imported: &Imported) -> String {
    let head = migrations.unwrap_or_else(|| HEAD.to_owned());
    format!("{head}\n{}", imported.text())
}

/// Writes the configuration; none may exist.
pub fn write(repository: &dyn Repository, text: &str) -> Result<Written, Error> {
    Ok(init::write(repository, text)?)
}

/// Names the jobs that tidegate would not accept, and leaves them out.
fn accepted(mut imported: Imported) -> Imported {
    let mut refused = Vec::new();
    for (event, jobs) in &mut imported.jobs {
        jobs.retain(|job| {
            let reason = refusal(&job.text_of(*event, false));
            if let Some(why) = &reason {
                let what = format!("the job `{}` of {event}", job.name);
                refused.push(LeftOut { place: job.place.clone(), what, why: why.clone() });
            }
            reason.is_none()
        });
        let names: Vec<String> = jobs.iter().map(|job: &Draft| job.name.clone()).collect();
        for job in jobs {
            job.needs.retain(|need| names.contains(need));
        }
    }
    imported.jobs.retain(|_, jobs| !jobs.is_empty());
    imported.left_out.extend(refused);
    imported
}

/// The reason why a configuration is not accepted.
fn refusal(text: &str) -> Option<String> {
    match config::parse(Path::new("tidegate.toml"), text.as_bytes().to_vec()) {
        Ok(_) => None,
        Err(config::Error::Invalid { problems, .. }) => {
            Some(problems.first.first().map_or_else(String::new, |problem| problem.message.clone()))
        }
        Err(error) => Some(error.to_string()),
    }
}
