//! `doctor`: the state of everything, each part with the next command to run.

use crate::config::Settings;
use crate::git::{self, Repository};
use crate::hooks;
use crate::jobs::check;
use crate::jobs::projects;
use crate::jobs::verify::{self, ReplayReadiness};
use crate::migration::{IgnoredFolder, Schema};
use crate::postgres;
use crate::text::RelPath;

/// Everything that was looked at.
pub struct Outcome {
    /// Which reader the repository needs.
    pub reader: String,
    /// The hooks.
    pub hooks: hooks::State,
    /// The projects.
    pub projects: Vec<ProjectState>,
    /// Migrations folders that are not judged.
    pub ignored: Vec<IgnoredFolder>,
    /// Where published migrations are looked up, as people say it.
    pub published: Vec<String>,
    /// Names in `published` that are no branch here.
    pub unknown_branches: Vec<String>,
    /// When and where the projects are replayed.
    pub replays: Result<Vec<ReplayReadiness>, verify::Error>,
}

/// A project as `doctor` tells it.
pub struct ProjectState {
    /// Its migrations folder.
    pub folder: RelPath,
    /// Its layout's id.
    pub layout: &'static str,
    /// How many migrations it has.
    pub migrations: usize,
    /// How many SQL files its tool steps over.
    pub unread: usize,
    /// Its schema file.
    pub schema: Schema,
    /// True when that file is there.
    pub schema_exists: bool,
}

/// Looks at everything; `address` is that of a server, where the user names one.
pub fn run(
    repository: &dyn Repository,
    settings: &Settings,
    address: Option<&str>,
    environment: &postgres::Environment,
) -> Result<Outcome, git::Error> {
    let found = projects::find(repository, settings)?;
    let projects = found.projects.iter().map(|seen| ProjectState {
        folder: seen.project.folder.clone(),
        layout: seen.project.layout.id,
        migrations: seen.history.migrations.len(),
        unread: seen.history.unread.len(),
        schema: seen.project.schema.clone(),
        schema_exists: seen.history.schema.is_some(),
    });
    let published = match repository.head()? {
        Some(commit) => {
            let places = check::places(
                repository,
                settings,
                &check::Place { name: "HEAD".to_owned(), tip: commit.clone(), commit },
            )?;
            places.into_iter().map(|place| place.name).collect()
        }
        None => Vec::new(),
    };
    let mut unknown_branches = Vec::new();
    for name in &settings.published {
        if repository.commit(name)?.is_none() {
            unknown_branches.push(name.clone());
        }
    }
    let replays = if repository.places().work_dir.is_some() {
        verify::replay_readiness(repository, settings, address, environment)
    } else {
        Ok(Vec::new())
    };
    Ok(Outcome {
        unknown_branches,
        reader: repository.reader(),
        hooks: hooks::state(repository),
        projects: projects.collect(),
        ignored: found.found.ignored,
        published,
        replays,
    })
}
