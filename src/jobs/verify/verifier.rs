//! The replay of one project after the other, each with a verdict of an earlier run if there is one.

use super::error::Error;
use super::inputs::ReplayInputs;
use super::request::{Request, SchemaTask};
use super::schema_file;
use super::server::{self, ChosenServer, OpenServer, ServerRequirements};
use super::state::NewScripts;
use super::verdict_cache::{self, ProjectVerdict, VerdictCache};
use crate::config::Engine;
use crate::postgres::{self, Deadline, VersionProbe};
use crate::progress::Progress;
use crate::replay::{
    self, Comparison, FrameworkCommand, KeptCatalogs, Plan, PlanChecks, ReplayTarget, SchemaFileTask, SideTask,
};
use crate::text::RelPath;
use std::collections::BTreeSet;

/// Verifies one project after the other.
pub(super) struct Verifier<'a> {
    request: &'a Request,
    verdict_cache: VerdictCache,
    versions: VersionProbe,
    /// The server of the last project that needed one.
    open: Option<OpenServer>,
    progress: &'a mut dyn Progress,
    /// The files to observe.
    observed: Option<&'a BTreeSet<RelPath>>,
    new: &'a NewScripts,
    /// The side of a comparison that is read, in place of the task of the request.
    side: Option<SideTask<'a>>,
}

impl<'a> Verifier<'a> {
    pub(super) fn new(
        request: &'a Request,
        observed: Option<&'a BTreeSet<RelPath>>,
        new: &'a NewScripts,
        progress: &'a mut dyn Progress,
    ) -> Self {
        let verdict_cache = VerdictCache::of(request);
        Self {
            request,
            versions: verdict_cache.versions(),
            verdict_cache,
            open: None,
            progress,
            observed,
            new,
            side: None,
        }
    }

    /// Reads a side of a comparison from now on.
    pub(super) fn read_side(&mut self, side: SideTask<'a>) {
        self.side = Some(side);
    }

    /// Keeps the versions of programs for the next run.
    pub(super) fn keep_versions(&self) {
        self.verdict_cache.keep_versions(&self.versions);
    }

    /// The verdict of an earlier run, or else that of a replay; with the kind of server.
    pub(super) fn verify(
        &mut self,
        project: &ReplayInputs,
        command: Option<&FrameworkCommand>,
    ) -> Result<(&'static str, ProjectVerdict), Error> {
        let request = self.request;
        let plan = Plan { command, ..self.plan(project) };
        let required = ServerRequirements {
            // Only such a server is open to other programs.
            engine: match request.engine.unwrap_or(project.engine) {
                Engine::Auto if command.is_some() => Engine::Local,
                engine => engine,
            },
            major: project.major,
            purpose: project.setup.purpose(project.platform, request.superuser),
        };
        let (address, environment) = (request.address.as_deref(), &request.environment);
        let chosen = server::choose(required.engine, required.major, address, environment, &mut self.versions)?;
        let key = verdict_cache::key(request, project, &plan, &chosen);
        let cached = self.verdict_cache.get(key.as_ref()).or_else(|| self.cached_write(project, &plan, &chosen));
        if let Some(verdict) = cached {
            return Ok((chosen.kind(), verdict));
        }
        // The server of the last project is kept if it meets the requirements of this one.
        let mut server = match self.open.take().filter(|open| open.required == required) {
            Some(open) => open,
            None => server::open(request, &chosen, required.clone())?,
        };
        let kept = verdict_cache::catalogs(request, &chosen);
        let mut verdict = self.replay(&mut server, &plan, kept.clone());
        if !server.is_new && may_be_damage(&verdict) {
            // The verdict counts if it is the same on a server without anything of earlier runs.
            server.engine.invalidate();
            drop(server);
            server = server::open(request, &chosen, required)?;
            verdict = self.replay(&mut server, &plan, kept);
        }
        let verdict = verdict?;
        if let Some(key) = key.filter(|_| !server.is_repaired)
            && let Ok(Some(sources)) = server.engine.sources()
        {
            self.verdict_cache.put(&key, &verdict, sources);
        }
        self.open = Some(server);
        Ok((chosen.kind(), verdict))
    }

    fn plan<'p>(&self, project: &'p ReplayInputs) -> Plan<'p>
    where
        'a: 'p,
    {
        let checks = self.request.checks;
        Plan {
            layout: project.layout,
            platform: project.platform,
            wanted: project.major,
            migrations: &project.migrations,
            command: None,
            ignored_files: &project.ignored_files,
            setup: &project.setup,
            schemas: project.schemas.as_deref(),
            schema_file: match (&project.schema, self.request.schema) {
                _ if self.side.is_some() => self.side.map_or(SchemaFileTask::Skip, SchemaFileTask::Side),
                (Some(schema), SchemaTask::Compare | SchemaTask::Patch) => SchemaFileTask::Compare(schema),
                (None, SchemaTask::Compare | SchemaTask::Patch | SchemaTask::CatalogOfFile) => SchemaFileTask::Skip,
                (like, SchemaTask::Write | SchemaTask::WriteAndStage | SchemaTask::Return) => {
                    SchemaFileTask::Write(like.as_ref())
                }
                (Some(schema), SchemaTask::CatalogOfFile) => SchemaFileTask::Catalog(Some(schema)),
                (_, SchemaTask::Catalog) => SchemaFileTask::Catalog(None),
            },
            mirrors: if self.side.is_some() { &[] } else { &project.mirrors.all },
            state: self.new.task(self.request, project),
            checks: PlanChecks {
                timings: checks.timings,
                idempotency: checks.idempotency,
                seed: if project.runs_seed || checks.seed { &project.seed } else { &[] },
                down_migrations: checks.round_trip.then_some(&project.down_migrations[..]),
                observed: self.observed,
                remedy: self.request.schema == SchemaTask::Patch,
                double_check: checks.double_check,
            },
        }
    }

    /// The verdict on a schema file that is, to the byte, what `--write` made of the same
    /// migrations on the same server.
    fn cached_write(
        &self,
        project: &ReplayInputs,
        plan: &Plan<'_>,
        chosen: &ChosenServer<'_>,
    ) -> Option<ProjectVerdict> {
        let SchemaFileTask::Compare(schema) = plan.schema_file else { return None };
        let writing = Plan {
            schema_file: SchemaFileTask::Write(Some(schema)),
            checks: PlanChecks { remedy: false, ..plan.checks },
            ..*plan
        };
        let key = verdict_cache::key(self.request, project, &writing, chosen);
        let mut verdict = self.verdict_cache.get(key.as_ref())?;
        let text = verdict.replay.text.take()?;
        let comparison = verdict.replay.written.take().filter(Comparison::is_equal)?;
        (schema.content == schema_file::content(project, &text).as_bytes()).then(|| {
            verdict.replay.comparison = Some(comparison);
            verdict
        })
    }

    fn replay(
        &mut self,
        server: &mut OpenServer,
        plan: &Plan<'_>,
        kept: Option<KeptCatalogs>,
    ) -> Result<ProjectVerdict, Error> {
        let keeps = server.is_own && self.request.uses_cache && !self.request.checks.timings && plan.command.is_none();
        let target = ReplayTarget {
            engine: server.engine.as_mut(),
            is_private: server.is_own,
            caches_prefixes: keeps,
            kept: kept.filter(|_| keeps),
            progress: &mut Noted { progress: self.progress, deadline: &self.request.environment.deadline },
        };
        let ran = replay::run(target, plan);
        if !matches!(ran, Ok(_) | Err(postgres::Error::NoDump { .. })) {
            server.engine.invalidate();
        }
        let replay = ran?;
        Ok(ProjectVerdict { server: server.engine.server().to_string(), remarks: server.remarks.clone(), replay })
    }
}

/// Progress that is noted for the message about a run that takes too long.
struct Noted<'a> {
    progress: &'a mut dyn Progress,
    deadline: &'a Deadline,
}

impl Progress for Noted<'_> {
    fn report(&mut self, done: usize, total: usize, what: &str) {
        self.deadline.note_place(what);
        self.progress.report(done, total, what);
    }
}

/// Whether a failure may come from damage to what an earlier run kept, and not from the SQL or a
/// temporary condition.
fn may_be_damage(verdict: &Result<ProjectVerdict, Error>) -> bool {
    match verdict {
        Ok(verdict) => verdict.replay.failures().any(|failure| failure.error.may_be_damage()),
        // A sound server does not reject the engine's own statements.
        Err(Error::Postgres(postgres::Error::Connect { .. } | postgres::Error::Sql(_))) => true,
        Err(Error::Postgres(postgres::Error::Unhealthy(error))) => error.may_be_damage(),
        Err(_) => false,
    }
}
