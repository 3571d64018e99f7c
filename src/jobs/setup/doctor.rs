//! `doctor`: a diagnosis of hooks, projects, published branches and replays.

use super::job_states::HookJobs;
use super::merge_driver;
use crate::config::Settings;
use crate::git::{self, Repository};
use crate::hooks;
use crate::jobs::projects::{self, ProjectHistory};
use crate::jobs::verify::{self, ReplayReadiness, ServerOptions};
use crate::jobs::{branches, check};
use crate::migration::layout::LineEnds;
use crate::migration::{IgnoredFolder, Platform, Schema};
use crate::text::RelPath;

/// The diagnosis.
pub struct Outcome {
    /// The reader that the repository needs: `libgit2` or `git`.
    pub reader: String,
    pub hooks: hooks::State,
    pub merge_driver: Result<merge_driver::State, hooks::Error>,
    /// The repository's own jobs, of hooks that have some.
    pub jobs: Vec<HookJobs>,
    pub projects: Vec<ProjectState>,
    /// Migrations folders that are not checked.
    pub ignored: Vec<IgnoredFolder>,
    /// The branches where published migrations are looked up.
    pub published: Vec<String>,
    /// Names in `published` that are not a branch here.
    pub unknown_branches: Vec<String>,
    /// Remotes of several branches of which none is known to be the default one.
    pub unknown_defaults: Vec<String>,
    /// Server and hook of each project's replay.
    pub replays: Result<Vec<ReplayReadiness>, verify::Error>,
}

/// The state of a project.
pub struct ProjectState {
    /// The migrations folder.
    pub folder: RelPath,
    /// Id of the layout.
    pub layout: &'static str,
    /// The platform, if it is not the one of the layout.
    pub platform: Option<Platform>,
    /// Number of migrations.
    pub migrations: usize,
    /// Number of SQL files that the migration tool ignores.
    pub unread: usize,
    pub schema: Schema,
    pub schema_exists: bool,
    /// Number of files that declare the schema.
    pub declared: usize,
    /// The tool, where its checksums cover line endings and git may change those of a migration.
    pub unsafe_line_ends: Option<&'static str>,
}

/// Diagnoses a repository with these jobs.
pub fn run(
    repository: &dyn Repository,
    settings: &Settings,
    jobs: Vec<HookJobs>,
    server: ServerOptions<'_>,
) -> Result<Outcome, git::Error> {
    let found = projects::find(repository, settings)?;
    let projects = found.projects.iter().map(|seen| ProjectState {
        folder: seen.project.folder.clone(),
        layout: seen.project.layout.id,
        platform: seen.project.is_on_other_platform().then(|| seen.project.platform()),
        migrations: seen.history.migrations.len(),
        unread: seen.history.unread.len(),
        schema: seen.project.schema.clone(),
        schema_exists: seen.history.schema.is_some(),
        declared: seen.project.declared.len(),
        unsafe_line_ends: unsafe_line_ends(repository, seen),
    });
    let published = match repository.head()? {
        Some(commit) => {
            let branches =
                check::shared_branches(repository, settings, &check::PublishedRevision::itself("HEAD", &commit))?;
            branches.into_iter().map(|branch| branch.name).collect()
        }
        None => Vec::new(),
    };
    let unknown_branches = check::unknown_names(repository, settings)?;
    let replays = if repository.paths().work_dir.is_some() {
        verify::replay_readiness(repository, settings, server)
    } else {
        Ok(Vec::new())
    };
    Ok(Outcome {
        unknown_defaults: unknown_defaults(repository, settings)?,
        unknown_branches,
        reader: repository.reader(),
        hooks: hooks::state(repository),
        merge_driver: merge_driver::state(
            repository,
            &found.projects.iter().map(|seen| &seen.project).collect::<Vec<_>>(),
        ),
        jobs,
        projects: projects.collect(),
        ignored: found.found.ignored,
        published,
        replays,
    })
}

/// Whether a checkout may change line endings that a checksum covers.
fn unsafe_line_ends(repository: &dyn Repository, seen: &ProjectHistory) -> Option<&'static str> {
    let layout = seen.project.layout;
    if !layout.has_checksum || layout.line_ends == LineEnds::Ignored {
        return None;
    }
    let script = seen.history.iter().flat_map(|migration| &migration.scripts).next();
    let path = script.map_or_else(|| seen.project.folder.join("1_a.sql"), |script| script.file.path.clone());
    (git::keeps_line_ends(repository.paths(), &path) == Some(false)).then_some(layout.tool)
}

fn unknown_defaults(repository: &dyn Repository, settings: &Settings) -> Result<Vec<String>, git::Error> {
    let mut names = Vec::new();
    if settings.published.is_empty() {
        for (remote, found) in branches::all_defaults(repository)? {
            names.extend((found.is_guess && !found.names.is_empty()).then_some(remote.name));
        }
    }
    Ok(names)
}
