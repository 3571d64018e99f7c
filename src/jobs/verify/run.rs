//! A verification from the request to the outcome.

use super::error::Error;
use super::gather::{self, Gathered};
use super::inputs::ReplayInputs;
use super::outcome::{Outcome, VerifiedProject};
use super::request::{ExtraChecks, Request, SchemaTask};
use super::schema_writer::SchemaWriter;
use super::state::{self, NewScripts};
use super::verdict_cache::ProjectVerdict;
use super::verifier::Verifier;
use super::{elsewhere, framework, left_out, observe, pinned, schema_file};
use crate::config::Settings;
use crate::git::Repository;
use crate::jobs::sides::Selection;
use crate::progress::Progress;
use crate::text::RelPath;
use std::time::{Duration, Instant};

/// Replays the selection of a request.
pub fn run(
    repository: &dyn Repository,
    settings: &Settings,
    request: &Request,
    progress: &mut dyn Progress,
) -> Result<Outcome, Error> {
    let request = &with_repository(repository, request);
    let Gathered { label, projects, ignored, unplaced } =
        gather::gather(repository, settings, &request.selection, request.only.as_ref(), request.schema)?;
    if request.schema.writes() {
        projects.iter().try_for_each(|project| schema_file::check_target(repository, project, &projects))?;
    }
    let wants_seed = |project: &ReplayInputs| request.checks.seed || project.runs_seed;
    let seeded: Vec<&ReplayInputs> = projects.iter().filter(|project| wants_seed(project)).collect();
    if !seeded.is_empty() && seeded.iter().all(|project| project.seed.is_empty()) {
        return Err(Error::NoSeed(label));
    }
    if request.schema == SchemaTask::CatalogOfFile && projects.iter().any(|project| project.schema.is_none()) {
        return Err(Error::NoSchemaFile(label));
    }
    framework::check(repository, settings, &request.selection, &projects)?;
    let observed = observe::files(repository, settings, request)?;
    let new = NewScripts::read(repository, settings, request, &projects);
    let mut verifier = Verifier::new(request, observed.as_ref(), &new, progress);
    let mut verified: Vec<VerifiedProject> = Vec::new();
    for project in projects {
        let start = Instant::now();
        let command = framework::command(repository, &project, request.environment.deadline.left());
        let (engine, mut verdict) = verifier.verify(&project, command.as_ref())?;
        verdict.remarks.extend(new.remark());
        // A remark that applies to several projects is shown once.
        verdict.remarks.retain(|remark| !verified.iter().any(|earlier| earlier.remarks.contains(remark)));
        if let Some(failure) = &mut verdict.replay.failure {
            let is_own = |path: &RelPath| project.reads(path) || project.schema_path() == Some(path);
            elsewhere::explain(repository, &request.selection, (&is_own, &ignored), failure)?;
        }
        let problems = match &verdict.replay.state {
            Some(state) => state::problems(repository, settings, request, (&project, &new), state)?,
            None => Vec::new(),
        };
        let mut project = with_schema_file(repository, request, project, engine, verdict)?;
        project.problems = problems;
        project.took = start.elapsed();
        verified.push(project);
    }
    verifier.keep_versions();
    let diagnostics = observe::diagnostics(repository, settings, request, &verified)?;
    Ok(Outcome {
        target: label,
        selection: request.selection.clone(),
        projects: verified,
        ignored,
        unplaced,
        diagnostics,
    })
}

/// The request with the repository whose private servers are used. A copy of a repository is another
/// one; the working trees of a repository are the same.
pub(super) fn with_repository(repository: &dyn Repository, request: &Request) -> Request {
    let mut request = request.clone();
    let environment = &mut request.environment;
    environment.is_fresh = !request.uses_cache;
    environment.repository.get_or_insert_with(|| {
        let folder = &repository.paths().common_dir;
        folder.canonicalize().unwrap_or_else(|_| folder.clone())
    });
    request
}

/// The verified project, with its schema file written or patched.
fn with_schema_file(
    repository: &dyn Repository,
    request: &Request,
    project: ReplayInputs,
    engine: &'static str,
    verdict: ProjectVerdict,
) -> Result<VerifiedProject, Error> {
    let ProjectVerdict { server, mut remarks, replay } = verdict;
    remarks.extend(project.mirrors.remarks.iter().cloned());
    remarks.extend(project.platform_remark.clone());
    let covered = project.schemas.as_deref().unwrap_or_default();
    if !covered.is_empty() && replay.absent_schemas.len() == covered.len() {
        return Err(Error::AbsentSchemas(covered.to_vec()));
    }
    if request.selection == Selection::Staged && request.schema == SchemaTask::Compare {
        remarks.extend(schema_file::unstaged(repository, &project));
    }
    let is_compared = matches!(request.schema, SchemaTask::Compare | SchemaTask::Patch) && replay.comparison.is_some();
    remarks.extend(pinned::remarks(&project.migrations, &replay.stubs));
    remarks.extend(left_out::remarks(project.forward(), replay.major, project.major));
    remarks.extend(schema_file::empty(&project).filter(|_| is_compared));
    let (mut written, mut patch, mut generated) = (None, None, None);
    match (&replay.text, request.schema) {
        (None, _) | (_, SchemaTask::Catalog | SchemaTask::CatalogOfFile) => {}
        (Some(text), SchemaTask::Return) => generated = Some(schema_file::content(&project, text).into_bytes()),
        (Some(text), SchemaTask::Compare | SchemaTask::Patch) => patch = schema_file::patch(&project, text)?,
        (Some(text), SchemaTask::Write | SchemaTask::WriteAndStage) => {
            written = Some(schema_file::write(repository, &project, text, request.schema, &mut remarks)?);
        }
    }
    let writer = project.schema.as_ref().and_then(|schema| SchemaWriter::of(&schema.content));
    Ok(VerifiedProject {
        writer: writer.filter(|writer| !writer.loads(project.layout.id)),
        ignored_files: project.not_shelved().cloned().collect(),
        root: project.root,
        total: project.migrations.len(),
        has_command: project.command.is_some(),
        tool: project.layout.tool,
        engine,
        server,
        wanted: project.major,
        remarks,
        schema: project.schema.map(|schema| schema.path).or(project.new_schema.filter(|_| written.is_some())),
        written,
        generated,
        patch,
        problems: Vec::new(),
        checks: ExtraChecks { seed: request.checks.seed || project.runs_seed, ..request.checks },
        replay,
        took: Duration::ZERO,
    })
}
