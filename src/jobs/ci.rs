//! `ci`: a workflow for this repository that checks new migrations and replays all of them.
//!
//! The workflow and the scripts of its steps are data; tests run them like the service does.

use super::{branches, verify};
use crate::config::{Engine, Settings};
use crate::git::{self, Existing, Repository};
use crate::text::RelPath;

/// Path of the workflow of GitHub Actions.
const PATH: &str = ".github/workflows/tidegate.yml";

const WORKFLOW: &str = include_str!("../../ci/github.yml");
const INSTALL: &str = include_str!("../../ci/install.sh");
const CHECK: &str = include_str!("../../ci/check.sh");
const VERIFY: &str = include_str!("../../ci/verify.sh");

/// The major version if no project names one: the newest that the runner's `pg_dump` can read.
const MAJOR: u32 = 16;

/// The options of the workflow.
#[derive(Clone, Debug)]
pub struct Request {
    /// The engine that the workflow replays on: `url` is a service container of the job, `local` and `auto`
    /// a private server from the programs of the runner.
    pub engine: Engine,
    /// The SHA-256 of the release's archive, in hexadecimal digits, by which the workflow pins it.
    pub sha256: Option<String>,
    /// Whether an existing workflow that differs is replaced.
    pub replaces: bool,
}

/// The workflow that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub path: RelPath,
    /// Whether it did not exist with the same content.
    pub is_new: bool,
    /// The branch whose pushes run it.
    pub branch: String,
    /// Major version of the server.
    pub major: u32,
    /// Whether a project or the configuration names that major version.
    pub is_named: bool,
}

/// Reason why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The repository cannot be read or written.
    #[error(transparent)]
    Git(#[from] git::Error),
    /// The projects cannot be read.
    #[error(transparent)]
    Verify(#[from] verify::Error),
    /// The repository has no working tree (user).
    #[error("cannot write {PATH}: a bare repository has no working tree")]
    NoWorkTree,
    /// Another workflow exists (user).
    #[error("{0} already exists and differs from the generated workflow")]
    Differs(RelPath),
}

/// Writes the workflow for GitHub Actions.
pub fn github(repository: &dyn Repository, settings: &Settings, request: &Request) -> Result<Outcome, Error> {
    let paths = repository.paths();
    if paths.work_dir.is_none() {
        return Err(Error::NoWorkTree);
    }
    let named = verify::majors(repository, settings)?.into_iter().max();
    let outcome = Outcome {
        path: PATH.into(),
        is_new: true,
        branch: default_branch(repository)?,
        major: named.unwrap_or(MAJOR),
        is_named: named.is_some(),
    };
    let text = workflow(&outcome, request);
    match git::read_beneath(paths, &outcome.path, None)? {
        Some(found) if found == text.as_bytes() => return Ok(Outcome { is_new: false, ..outcome }),
        Some(_) if !request.replaces => return Err(Error::Differs(outcome.path)),
        _ => git::write_beneath(paths, &outcome.path, text.as_bytes(), Existing::Replace)?,
    }
    Ok(outcome)
}

/// The default branch of the remote, or else the current branch.
fn default_branch(repository: &dyn Repository) -> Result<String, Error> {
    let remotes = branches::remotes(repository)?;
    if let Some(origin) = remotes.iter().find(|remote| remote.name == "origin") {
        let defaults = branches::defaults(repository, origin)?;
        let first = defaults.names.iter().find_map(|name| origin.branch_of(name));
        if let Some(name) = first.filter(|_| !defaults.is_guess) {
            return Ok(name);
        }
    }
    Ok(repository.branch()?.unwrap_or_else(|| "main".to_owned()))
}

/// The text of the workflow. A line of the template that begins with `@url` is for a service
/// container only, one with `@named` for a private server of a named major version.
fn workflow(outcome: &Outcome, request: &Request) -> String {
    let (engine, marked) = match request.engine {
        Engine::Url => (Engine::Url, "url"),
        Engine::Auto | Engine::Local => (Engine::Local, if outcome.is_named { "named" } else { "" }),
        Engine::Embedded => (Engine::Embedded, ""),
    };
    let values = [
        ("<<branch>>", yaml_scalar(&outcome.branch)),
        ("<<engine>>", engine.name().to_owned()),
        ("<<major>>", outcome.major.to_string()),
        ("<<sha256>>", request.sha256.clone().unwrap_or_default()),
        ("<<version>>", env!("CARGO_PKG_VERSION").to_owned()),
    ];
    let mut text = String::new();
    for line in WORKFLOW.lines() {
        let (mark, line) = match line.strip_prefix('@') {
            Some(rest) => rest.split_at(rest.find(' ').unwrap_or(0)),
            None => ("", line),
        };
        if !mark.is_empty() && mark != marked {
            continue;
        }
        let indent = &line[..line.len() - line.trim_start().len()];
        match line.trim() {
            "<<install.sh>>" => indented(&mut text, indent, INSTALL),
            "<<check.sh>>" => indented(&mut text, indent, CHECK),
            "<<verify.sh>>" => indented(&mut text, indent, VERIFY),
            _ => {
                let filled = values.iter().fold(line.to_owned(), |line, (name, value)| line.replace(name, value));
                text.push_str(&filled);
                text.push('\n');
            }
        }
    }
    text
}

fn indented(text: &mut String, indent: &str, lines: &str) {
    for line in lines.lines() {
        text.push_str(if line.is_empty() { "" } else { indent });
        text.push_str(line);
        text.push('\n');
    }
}

/// A name as a quoted YAML scalar, in which no character is special.
fn yaml_scalar(name: &str) -> String {
    format!("'{}'", name.replace('\'', "''"))
}
