//! `verify`: every migration of a side run for real on a throw-away Postgres, and the schema
//! file compared with what they make.

mod gather;
mod observe;
mod schema_file;
mod server;
mod settings;
mod verdict_cache;

pub use crate::config::Engine;
pub use observe::Finding;
pub use schema_file::Written;
pub use server::{ServerPreview, prospect};
pub use settings::{TargetSettings, settings_of};
pub(super) use verdict_cache::store as remembered;

use crate::config::{self, Settings, VerifyAt};
use crate::git::{self, Id, Repository};
use crate::hooks::Event;
use crate::jobs::check;
use crate::migration::IgnoredFolder;
use crate::postgres::{self, VersionProbe};
use crate::progress::Progress;
use crate::replay::{self, Comparison, Failure, Plan, PlanChecks, ReplayTarget, SchemaFileTask};
use crate::text::RelPath;
use gather::{Gathered, ReplayInputs};
use server::{ChosenServer, OpenServer, ServerRequirements};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use verdict_cache::{ProjectVerdict, VerdictCache};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// Whose migrations are run.
    pub target: Target,
    /// On which kind of server, where somebody says so; otherwise the configuration does.
    pub engine: Option<Engine>,
    /// The address of a server, where the user names one.
    pub address: Option<String>,
    /// What the process's environment says about servers.
    pub environment: postgres::Environment,
    /// What is done with the schema file.
    pub schema: SchemaTask,
    /// Whether what was replayed and judged is kept for the next run on a private server, and
    /// what earlier runs kept is used.
    pub keeps: bool,
    /// Which projects are replayed, where it is not all of them.
    pub only: Option<ProjectFilter>,
    /// What is to be told beyond pass or fail.
    pub proofs: ExtraChecks,
    /// Watches the statements of new migrations: how `check` would tell which these are and
    /// what it fears of them.
    pub observe: Option<check::Request>,
}

/// What is told only when it is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExtraChecks {
    /// How long each migration takes; every one is run for that.
    pub timings: bool,
    /// Whether the last migration can be run twice.
    pub idempotency: bool,
    /// Whether the way back of each migration leads back.
    pub round_trip: bool,
}

/// Which projects are replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectFilter {
    /// Those with a migration, a schema file or a setting among these paths.
    pub changed: Vec<RelPath>,
    /// Those of them that are to be replayed in this hook.
    pub at: Option<Event>,
}

/// What is done with the schema file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SchemaTask {
    /// It is compared.
    #[default]
    Compare,
    /// It is compared, and where it differs, what mends it is told.
    Patch,
    /// It is written anew.
    Write,
    /// It is written anew and staged.
    WriteAndStage,
}

impl SchemaTask {
    /// True when the file is written.
    fn writes(self) -> bool {
        matches!(self, Self::Write | Self::WriteAndStage)
    }
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
    /// A commit, with the name under which people know it.
    Commit(Id, String),
}

/// What a verification found.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// What was replayed, in words: `the staged migrations`.
    pub target: String,
    /// The same as it was asked for.
    pub side: Target,
    /// One for every project, by folder.
    pub projects: Vec<VerifiedProject>,
    /// Migrations folders that were seen and not replayed.
    pub ignored: Vec<IgnoredFolder>,
    /// Problems of statements that were watched, by file and place, when that was asked for.
    pub findings: Vec<Finding>,
}

/// A project that was replayed.
#[derive(Clone, Debug)]
pub struct VerifiedProject {
    /// Its folder.
    pub root: RelPath,
    /// How many files its migrations have.
    pub total: usize,
    /// SQL files in the migrations folder that the layout's tool steps over.
    pub ignored_files: Vec<RelPath>,
    /// The tool.
    pub tool: &'static str,
    /// The kind of server: `local` or `url`.
    pub engine: &'static str,
    /// Which server.
    pub server: String,
    /// The major that migrations are run on, if it is known.
    pub wanted: Option<u32>,
    /// What a user should know of the server.
    pub remarks: Vec<String>,
    /// The schema file, where the project has one.
    pub schema: Option<RelPath>,
    /// What was done to the schema file, when that was asked for and everything ran.
    pub written: Option<Written>,
    /// What mends the schema file, for `git apply`, when that was asked for, every migration ran
    /// and the file is not what they make.
    pub patch: Option<Vec<u8>>,
    /// What came of it.
    pub replay: replay::Outcome,
    /// How long it took.
    pub took: Duration,
}

impl VerifiedProject {
    /// True when everything ran, the schema file, if there is one, is what it gives, and what else
    /// was asked for holds.
    pub fn is_in_order(&self) -> bool {
        let replay = &self.replay;
        let is_idempotent = replay.idempotency.as_ref().is_none_or(replay::Idempotency::is_idempotent);
        let is_failed = replay.round_trip.iter().flatten().any(replay::RoundTrip::is_failed);
        replay.failure.is_none() && self.is_equal() && is_idempotent && !is_failed
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
    /// What changed cannot be told.
    #[error(transparent)]
    Check(check::Error),
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
    /// A file that the configuration names is not there (user).
    #[error("`{key}` in tidegate.toml names {path}, and there is no such file in {side}")]
    NoAddition {
        /// The key.
        key: &'static str,
        /// The file.
        path: RelPath,
        /// Where it was looked for, in words.
        side: String,
    },
    /// The schema file is to cover what belongs to the platform (user).
    #[error("`verify.schemas` in tidegate.toml names `{0}`, which belongs to the platform and not to the migrations")]
    PlatformSchema(String),
    /// The settings of the side that is replayed cannot be used (user).
    #[error("{cause} of {side}")]
    Settings {
        /// The side, in words.
        side: String,
        /// What is wrong with them.
        cause: Box<config::Error>,
    },
    /// None of the schemas that the schema file is to cover is there after the last migration (user).
    #[error("`verify.schemas` in tidegate.toml names {}, and the migrations make no such schema", crate::text::words::list(.0, 3))]
    AbsentSchemas(Vec<String>),
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
    let Gathered { label, projects, ignored } =
        gather::gather(repository, settings, &request.target, request.only.as_ref(), request.schema)?;
    let mut outcome =
        Outcome { target: label, side: request.target.clone(), projects: Vec::new(), ignored, findings: Vec::new() };
    let observed = observe::files(repository, settings, request)?;
    let verdict_cache = VerdictCache::of(request);
    let mut judge = Verifier {
        request,
        answers: verdict_cache.answers(),
        verdict_cache,
        open: None,
        progress,
        observed: observed.as_ref(),
    };
    for project in projects {
        let start = Instant::now();
        let (engine, ProjectVerdict { server, mut remarks, replay }) = judge.judge(&project)?;
        let covered = project.schemas.as_deref().unwrap_or_default();
        if !covered.is_empty() && replay.absent_schemas.len() == covered.len() {
            return Err(Error::AbsentSchemas(covered.to_vec()));
        }
        // What is true of several projects is told once.
        remarks.retain(|remark| !outcome.projects.iter().any(|before| before.remarks.contains(remark)));
        if request.target == Target::Staged && request.schema == SchemaTask::Compare {
            remarks.extend(schema_file::unstaged(repository, &project));
        }
        let (mut written, mut patch) = (None, None);
        match (&replay.text, request.schema) {
            (None, _) => {}
            (Some(text), SchemaTask::Compare | SchemaTask::Patch) => patch = schema_file::patch(&project, text)?,
            (Some(text), SchemaTask::Write | SchemaTask::WriteAndStage) => {
                written = Some(schema_file::write(repository, &project, text, request.schema, &mut remarks)?);
            }
        }
        outcome.projects.push(VerifiedProject {
            ignored_files: project.not_shelved().cloned().collect(),
            root: project.root,
            total: project.migrations.len(),
            tool: project.layout.tool,
            engine,
            server,
            wanted: project.major,
            remarks,
            schema: project.schema.map(|schema| schema.path).or(project.new_schema.filter(|_| written.is_some())),
            written,
            patch,
            replay,
            took: start.elapsed(),
        });
    }
    judge.verdict_cache.keep_answers(&judge.answers);
    outcome.findings = observe::findings(repository, settings, request, &outcome.projects)?;
    Ok(outcome)
}

/// The majors that the projects of the index, or the configuration, name.
pub fn majors(repository: &dyn Repository, settings: &Settings) -> Result<Vec<u32>, Error> {
    let gathered = gather::gather(repository, settings, &Target::Staged, None, SchemaTask::Compare)?;
    Ok(gathered.projects.into_iter().filter_map(|project| project.major).collect())
}

/// How a project of the work tree stands.
#[derive(Debug)]
pub struct ReplayReadiness {
    /// Its folder.
    pub root: RelPath,
    /// In which hook it is replayed.
    pub at: VerifyAt,
    /// Where it would be.
    pub on: Result<ServerPreview, Error>,
}

/// Looks how the projects of the work tree stand, without replaying anything.
pub fn stands(
    repository: &dyn Repository,
    settings: &Settings,
    address: Option<&str>,
    environment: &postgres::Environment,
) -> Result<Vec<ReplayReadiness>, Error> {
    let gathered = gather::gather(repository, settings, &Target::WorkTree, None, SchemaTask::Compare)?;
    let stand = |project: ReplayInputs| ReplayReadiness {
        on: prospect(project.engine, address, environment, project.major),
        root: project.root,
        at: project.at,
    };
    Ok(gathered.projects.into_iter().map(stand).collect())
}

/// Who judges one project after the other.
struct Verifier<'a> {
    request: &'a Request,
    verdict_cache: VerdictCache,
    answers: VersionProbe,
    /// The server of the last project that needed one.
    open: Option<OpenServer>,
    progress: &'a mut dyn Progress,
    /// The files to watch.
    observed: Option<&'a BTreeSet<RelPath>>,
}

impl Verifier<'_> {
    /// Gives the verdict that is remembered, or replays the project; with the kind of server.
    fn judge(&mut self, project: &ReplayInputs) -> Result<(&'static str, ProjectVerdict), Error> {
        let plan = Plan {
            layout: project.layout,
            migrations: &project.migrations,
            ignored_files: &project.ignored_files,
            setup: &project.setup,
            schemas: project.schemas.as_deref(),
            schema_file: match (&project.schema, self.request.schema) {
                (Some(schema), SchemaTask::Compare | SchemaTask::Patch) => SchemaFileTask::Compare(schema),
                (None, SchemaTask::Compare | SchemaTask::Patch) => SchemaFileTask::Skip,
                (_, SchemaTask::Write | SchemaTask::WriteAndStage) => SchemaFileTask::Write,
            },
            checks: PlanChecks {
                timings: self.request.proofs.timings,
                idempotency: self.request.proofs.idempotency,
                down_migrations: self.request.proofs.round_trip.then_some(&project.down_migrations[..]),
                observed: self.observed,
                remedy: self.request.schema == SchemaTask::Patch,
            },
        };
        let engine = self.request.engine.unwrap_or(project.engine);
        let purpose = project.setup.purpose(project.layout.platform);
        let wish = ServerRequirements { engine, major: project.major, purpose };
        let chosen = server::choose(self.request, &wish, &mut self.answers)?;
        let key = verdict_cache::key(self.request, project, &plan, &chosen);
        let remembered = self.verdict_cache.recall(key.as_ref()).or_else(|| self.as_written(project, &plan, &chosen));
        if let Some(judged) = remembered {
            return Ok((chosen.kind(), judged));
        }
        // A server that fits the last project as well is kept.
        let mut server = match self.open.take().filter(|open| open.wish == wish) {
            Some(open) => open,
            None => server::open(self.request, &chosen, wish.clone())?,
        };
        let mut judged = self.replay(&mut server, &plan);
        if !server.is_new && may_be_damage(&judged) {
            // It is believed on a server on which nothing is kept.
            server.engine.invalidate();
            drop(server);
            server = server::open(self.request, &chosen, wish)?;
            judged = self.replay(&mut server, &plan);
        }
        let judged = judged?;
        if let Some(key) = key.filter(|_| !server.is_repaired)
            && let Ok(Some(sources)) = server.engine.sources()
        {
            self.verdict_cache.keep(&key, &judged, sources);
        }
        self.open = Some(server);
        Ok((chosen.kind(), judged))
    }

    /// The verdict on a schema file that is, to the byte, what `--write` made of the same
    /// migrations on the same server.
    fn as_written(&self, project: &ReplayInputs, plan: &Plan<'_>, chosen: &ChosenServer<'_>) -> Option<ProjectVerdict> {
        let SchemaFileTask::Compare(schema) = plan.schema_file else { return None };
        let writing =
            Plan { schema_file: SchemaFileTask::Write, checks: PlanChecks { remedy: false, ..plan.checks }, ..*plan };
        let key = verdict_cache::key(self.request, project, &writing, chosen);
        let mut judged = self.verdict_cache.recall(key.as_ref())?;
        let text = judged.replay.text.take()?;
        (schema.content == schema_file::content(project, &text).as_bytes()).then(|| {
            judged.replay.comparison = Some(Comparison::default());
            judged
        })
    }

    fn replay(&mut self, server: &mut OpenServer, plan: &Plan<'_>) -> Result<ProjectVerdict, Error> {
        let keeps = server.is_own && self.request.keeps && !self.request.proofs.timings;
        let target = ReplayTarget {
            engine: server.engine.as_mut(),
            is_private: server.is_own,
            caches_prefixes: keeps,
            progress: self.progress,
        };
        let ran = replay::run(target, plan);
        if !matches!(ran, Ok(_) | Err(postgres::Error::NoDump { .. })) {
            server.engine.invalidate();
        }
        let replay = ran?;
        Ok(ProjectVerdict { server: server.engine.server().to_string(), remarks: server.remarks.clone(), replay })
    }
}

/// True for what may come from damage to what an earlier run has kept, and not from the SQL or
/// from the moment.
fn may_be_damage(judged: &Result<ProjectVerdict, Error>) -> bool {
    match judged {
        Ok(judged) => judged.replay.failures().any(|failure| failure.error.may_be_damage()),
        // What the engine itself says is not refused on a sound server.
        Err(Error::Postgres(postgres::Error::Connect { .. } | postgres::Error::Sql(_))) => true,
        Err(Error::Postgres(postgres::Error::Unhealthy(error))) => error.may_be_damage(),
        Err(_) => false,
    }
}
