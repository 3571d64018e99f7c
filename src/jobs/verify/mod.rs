//! `verify`: every migration of a side run for real on a throw-away Postgres, and the schema
//! file compared with what they make.

mod gather;
mod server;
mod witness;

pub use server::Engine;
pub use witness::Finding;

use crate::config::Settings;
use crate::git::{self, Repository};
use crate::jobs::check;
use crate::migration::LeftAlone;
use crate::postgres;
use crate::progress::Progress;
use crate::replay::{self, Asked, Failure, Plan, Stage, Then};
use crate::text::RelPath;
use gather::{Gathered, Material};
use server::Open;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// Whose migrations are run.
    pub target: Target,
    /// On which kind of server.
    pub engine: Engine,
    /// The address of a server, where the user names one.
    pub address: Option<String>,
    /// What the process's environment says about servers.
    pub environment: postgres::Environment,
    /// What is done with the schema file.
    pub schema: SchemaTask,
    /// Whether what was replayed is kept for the next run on a private server.
    pub keeps: bool,
    /// What is to be told beyond pass or fail.
    pub proofs: Proofs,
    /// Watches the statements of new migrations: how `check` would tell which these are and
    /// what it fears of them.
    pub witness: Option<check::Request>,
}

/// What is told only when it is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proofs {
    /// How long each migration takes; every one is run for that.
    pub timings: bool,
    /// Whether the last migration can be run twice.
    pub twice: bool,
    /// Whether the way back of each migration leads back.
    pub each: bool,
}

/// What is done with the schema file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SchemaTask {
    /// It is compared.
    #[default]
    Compare,
    /// It is written anew.
    Write,
    /// It is written anew and staged.
    WriteAndStage,
}

/// Whose migrations are run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// What is staged.
    #[default]
    Staged,
    /// The files on disk.
    WorkTree,
    /// A revision.
    Revision(String),
}

/// What a verification found.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// What was replayed, in words: `the staged migrations`.
    pub target: String,
    /// The same as it was asked for.
    pub side: Target,
    /// One for every project, by folder.
    pub projects: Vec<Verified>,
    /// Migrations folders that were seen and not replayed.
    pub left_alone: Vec<LeftAlone>,
    /// Problems of statements that were watched, by file and place, when that was asked for.
    pub findings: Vec<Finding>,
}

/// What was done to a schema file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is what the migrations give already, to the byte.
    AsItWas,
    /// It was written.
    Anew,
    /// The configuration says that the project has none.
    Disabled,
}

/// A project that was replayed.
#[derive(Clone, Debug)]
pub struct Verified {
    /// Its folder.
    pub root: RelPath,
    /// How many files its migrations have.
    pub total: usize,
    /// SQL files in the migrations folder that the layout's tool steps over.
    pub passed_over: Vec<RelPath>,
    /// The tool.
    pub tool: &'static str,
    /// The kind of server: `local` or `url`.
    pub engine: &'static str,
    /// Which server.
    pub server: String,
    /// Its major.
    pub major: u32,
    /// The major that migrations are run on, if it is known.
    pub wanted: Option<u32>,
    /// What a user should know of the server.
    pub remarks: Vec<String>,
    /// The schema file, where the project has one.
    pub schema: Option<RelPath>,
    /// What was done to the schema file, when that was asked for and everything ran.
    pub written: Option<Written>,
    /// What came of it.
    pub replay: replay::Outcome,
    /// How long it took.
    pub took: Duration,
}

impl Verified {
    /// True when everything ran, the schema file, if there is one, is what it gives, and what else
    /// was asked for holds.
    pub fn is_in_order(&self) -> bool {
        let replay = &self.replay;
        let is_idempotent = replay.twice.as_ref().is_none_or(replay::Twice::is_idempotent);
        let is_astray = replay.each.iter().flatten().any(replay::RoundTrip::is_astray);
        replay.failure.is_none() && self.is_equal() && is_idempotent && !is_astray
    }

    /// True when the schema file was compared and is what the migrations give, and when there
    /// is none.
    pub fn is_equal(&self) -> bool {
        self.replay.comparison.as_ref().is_none_or(|comparison| comparison.changes.is_empty())
    }

    /// The failure, when one stopped it.
    pub fn failure(&self) -> Option<&Failure> {
        self.replay.failure.as_ref()
    }
}

impl Outcome {
    /// True when the commit must stop.
    pub fn has_problems(&self) -> bool {
        self.projects.iter().any(|project| !project.is_in_order())
    }
}

/// Why a verification could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The repository cannot be read.
    #[error(transparent)]
    Git(#[from] git::Error),
    /// There is no server, or it failed.
    #[error(transparent)]
    Postgres(#[from] postgres::Error),
    /// A merge is not finished (user).
    #[error("{} not merged yet: {}", crate::text::words::count(.0.len(), "file"), crate::text::words::list(&.0.iter().map(ToString::to_string).collect::<Vec<_>>(), 3))]
    Unmerged(Vec<RelPath>),
    /// A name in the request names no commit (user).
    #[error("`{0}` names no commit in this repository")]
    NoCommit(String),
    /// The work tree or index of a bare repository was asked for (user).
    #[error("there is no work tree and no index to verify in a bare repository")]
    NoWorkTree,
    /// A migration is a symbolic link or a submodule, which has no content to run (user).
    #[error("{0} is not a regular file, so what is in it cannot be run")]
    NotAFile(RelPath),
    /// The new migrations cannot be told from the others.
    #[error(transparent)]
    Check(#[from] check::Error),
    /// A server of the user's was asked for and none was named (user).
    #[error("the engine `url` needs the address of a server")]
    NoAddress,
}

/// Replays what the request asks for.
pub fn run(
    repository: &dyn Repository,
    settings: &Settings,
    request: &Request,
    progress: &mut dyn Progress,
) -> Result<Outcome, Error> {
    let Gathered { label, projects, left_alone } = gather::gather(repository, settings, &request.target)?;
    let mut outcome =
        Outcome { target: label, side: request.target.clone(), projects: Vec::new(), left_alone, findings: Vec::new() };
    let watched = witness::files(repository, settings, request)?;
    let mut open: Option<Open> = None;
    for project in projects {
        // A server that fits the last project as well is kept.
        let mut server = match open.take().filter(|open| open.wanted == project.major) {
            Some(open) => open,
            None => server::open(request, project.major)?,
        };
        outcome.projects.push(verify(
            repository,
            request,
            project,
            Place { server: &mut server, progress, watched: watched.as_ref() },
        )?);
        open = Some(server);
    }
    outcome.findings = witness::findings(repository, settings, request, &outcome.projects)?;
    Ok(outcome)
}

/// The majors that the projects of the index, or the configuration, name.
pub fn majors(repository: &dyn Repository, settings: &Settings) -> Result<Vec<u32>, Error> {
    let gathered = gather::gather(repository, settings, &Target::Staged)?;
    Ok(gathered.projects.into_iter().filter_map(|project| project.major).collect())
}

/// Where a project is replayed, and who watches.
struct Place<'a> {
    server: &'a mut Open,
    progress: &'a mut dyn Progress,
    /// The files to watch.
    watched: Option<&'a BTreeSet<RelPath>>,
}

fn verify(
    repository: &dyn Repository,
    request: &Request,
    project: Material,
    Place { server, progress, watched }: Place<'_>,
) -> Result<Verified, Error> {
    let start = Instant::now();
    let plan = Plan {
        layout: project.layout,
        migrations: &project.migrations,
        passed_over: &project.passed_over,
        then: match (&project.schema, request.schema) {
            (Some(schema), SchemaTask::Compare) => Then::Compare(schema),
            (None, SchemaTask::Compare) => Then::Nothing,
            _ => Then::Write,
        },
        asked: Asked {
            timings: request.proofs.timings,
            twice: request.proofs.twice,
            ways_back: request.proofs.each.then_some(&project.ways_back[..]),
            watched,
        },
    };
    let keeps = server.is_own && request.keeps && !request.proofs.timings;
    let mut stage = Stage { engine: server.engine.as_mut(), is_own: server.is_own, keeps, progress };
    let replay = replay::run(&mut stage, &plan)?;
    let written = match &replay.text {
        Some(text) => Some(write(repository, &project, text, request.schema)?),
        None => None,
    };
    Ok(Verified {
        passed_over: project.not_shelved().cloned().collect(),
        root: project.root,
        total: project.migrations.len(),
        tool: project.layout.tool,
        engine: server.kind,
        server: server.engine.server().to_string(),
        major: server.engine.server().version.major,
        wanted: project.major,
        remarks: std::mem::take(&mut server.remarks),
        schema: project.schema.map(|schema| schema.path).or(project.new_schema.filter(|_| written.is_some())),
        written,
        replay,
        took: start.elapsed(),
    })
}

/// Writes a project's schema file: its head with the seal, and below it what the migrations
/// make.
fn write(repository: &dyn Repository, project: &Material, text: &str, task: SchemaTask) -> Result<Written, Error> {
    let Some(path) = project.schema.as_ref().map(|schema| &schema.path).or(project.new_schema.as_ref()) else {
        return Ok(Written::Disabled);
    };
    let content = format!("{HEAD}{}\n\n{text}", project.seal);
    let places = repository.places();
    let top = places.work_dir.as_ref().unwrap_or(&places.current_dir);
    let is_on_disk = std::fs::read(path.on_disk(top)).is_ok_and(|found| found == content.as_bytes());
    let is_on_side = project.schema.as_ref().is_some_and(|schema| schema.content == content.as_bytes());
    let is_to_be_staged = task == SchemaTask::WriteAndStage && !is_on_side;
    if is_on_disk && !is_to_be_staged {
        return Ok(Written::AsItWas);
    }
    if !is_on_disk {
        git::write(repository, path, content.as_bytes())?;
    }
    if is_to_be_staged {
        git::stage(repository, path)?;
    }
    Ok(Written::Anew)
}

/// The first lines of a schema file; the seal follows.
const HEAD: &str = "-- The schema that the migrations make, written by `tidegate verify --write`.\n";
