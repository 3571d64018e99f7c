//! `ci`: a workflow that judges what is new and replays all migrations, for the repository
//! that it is asked in.
//!
//! The workflow and the scripts of its steps are data; tests run them as the service would.

use super::verify;
use crate::config::Settings;
use crate::git::{self, Repository};
use crate::text::RelPath;

/// Where the workflow of GitHub Actions is written.
const PATH: &str = ".github/workflows/tidegate.yml";

const WORKFLOW: &str = include_str!("../../ci/github.yml");
const CHECK: &str = include_str!("../../ci/check.sh");
const VERIFY: &str = include_str!("../../ci/verify.sh");

/// The major where no project names one: what the runner's own `pg_dump` can still read.
const MAJOR: u32 = 16;

/// Where the workflow replays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// On a container beside the job, with the engine `url`.
    Service,
    /// On a private server, from the programs that the runner has.
    Private,
    /// On the server inside tidegate, with the engine `embedded`.
    Inside,
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// Where the workflow replays.
    pub server: Server,
    /// Whether a workflow that is there and differs is replaced.
    pub replaces: bool,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The file.
    pub path: RelPath,
    /// False when it was there already, as it is.
    pub is_new: bool,
    /// The branch whose pushes start it.
    pub branch: String,
    /// The server's major.
    pub major: u32,
    /// True when a project or the configuration names that major.
    pub is_named: bool,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The repository cannot be read or written.
    #[error(transparent)]
    Git(#[from] git::Error),
    /// The projects cannot be read.
    #[error(transparent)]
    Verify(#[from] verify::Error),
    /// There is no work tree to write to (user).
    #[error("there is no work tree to write {PATH} to")]
    NoWorkTree,
    /// Another one is there (user).
    #[error("{0} is there already, and differs from what would be written")]
    Differs(RelPath),
}

/// Writes the workflow for GitHub Actions.
pub fn github(repository: &dyn Repository, settings: &Settings, request: Request) -> Result<Outcome, Error> {
    let places = repository.places();
    let top = places.work_dir.as_ref().ok_or(Error::NoWorkTree)?;
    let named = verify::majors(repository, settings)?.into_iter().max();
    let outcome = Outcome {
        path: PATH.into(),
        is_new: true,
        branch: default_branch(repository)?,
        major: named.unwrap_or(MAJOR),
        is_named: named.is_some(),
    };
    let text = workflow(&outcome, request.server);
    match std::fs::read(outcome.path.on_disk(top)) {
        Ok(there) if there == text.as_bytes() => return Ok(Outcome { is_new: false, ..outcome }),
        Ok(_) if !request.replaces => return Err(Error::Differs(outcome.path)),
        _ => git::write(repository, &outcome.path, text.as_bytes())?,
    }
    Ok(outcome)
}

/// The branch that others start from: the remote's default one, or else the one that is
/// checked out.
fn default_branch(repository: &dyn Repository) -> Result<String, Error> {
    let of_remote = repository.remote_head("origin")?;
    let of_remote = of_remote.and_then(|name| name.strip_prefix("origin/").map(str::to_owned));
    Ok(match of_remote {
        Some(name) => name,
        None => repository.branch()?.unwrap_or_else(|| "main".to_owned()),
    })
}

/// The text of the workflow. A line of the template that begins with `@url` is for a service
/// container only, one with `@named` for a private server of a major that is named, one with
/// `@embedded` for the server inside tidegate.
fn workflow(outcome: &Outcome, server: Server) -> String {
    let (engine, marked) = match server {
        Server::Service => ("url", "url"),
        Server::Private => ("local", if outcome.is_named { "named" } else { "" }),
        Server::Inside => ("embedded", "embedded"),
    };
    let values = [
        ("<<branch>>", quoted(&outcome.branch)),
        ("<<engine>>", engine.to_owned()),
        ("<<major>>", outcome.major.to_string()),
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

/// A name as a scalar of YAML: between quotes it means itself, whatever it holds.
fn quoted(name: &str) -> String {
    format!("'{}'", name.replace('\'', "''"))
}
