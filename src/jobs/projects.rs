//! The projects of a repository, tracked or only on disk, for `init`, `new` and `doctor`.

use super::project_files::{SideFiles, is_project_file};
use crate::config::Settings;
use crate::git::{self, Repository, Side};
use crate::migration::{Found, History, Project, is_supabase_config};
use crate::text::RelPath;
use std::collections::BTreeSet;

/// A project with its history.
pub struct ProjectHistory {
    pub project: Project,
    /// The migrations in the working tree, staged or not.
    pub history: History,
}

impl ProjectHistory {
    /// The folder of a new migration: that of the last one where the tool reads some places of the folder only.
    pub(super) fn new_folder(&self) -> RelPath {
        let last = self.history.last().filter(|_| !self.project.locations.is_empty());
        last.map_or_else(|| self.project.folder.clone(), |last| last.path.parent())
    }
}

/// The projects of a repository.
pub struct Projects {
    pub projects: Vec<ProjectHistory>,
    /// The result of detection, with the folders that it ignored.
    pub found: Found,
}

/// Finds the projects in the working tree, or in the index of a bare repository.
pub fn find(repository: &dyn Repository, settings: &Settings) -> Result<Projects, git::Error> {
    let side = if repository.paths().work_dir.is_some() { Side::WorkTree } else { Side::Index };
    let files = SideFiles::list(repository, &side, &|path| is_project_file(path) || is_supabase_config(path))?;
    let found = files.projects(settings, &[])?;
    let history = |project: &Project| ProjectHistory { project: project.clone(), history: files.history(project) };
    Ok(Projects { projects: found.projects.iter().map(history).collect(), found })
}

impl Projects {
    /// The innermost project that holds `folder` or is named by it; if none does, the only project
    /// of the repository.
    pub fn at<'a>(&'a self, folder: &RelPath) -> Option<&'a ProjectHistory> {
        let holds = |found: &&ProjectHistory| {
            let project = &found.project;
            folder == &project.root || folder == &project.folder || folder.below(&project.root).is_some()
        };
        let depth = |found: &ProjectHistory| found.project.root.as_bytes().len();
        let holding: Vec<&ProjectHistory> = self.projects.iter().filter(holds).collect();
        let deepest = holding.iter().copied().map(depth).max();
        let mut deepest = holding.into_iter().filter(|found| Some(depth(found)) == deepest);
        match (deepest.next(), deepest.next(), self.projects.as_slice()) {
            (Some(only), None, _) | (None, _, [only]) => Some(only),
            _ => None,
        }
    }

    /// The migrations folders, which name the projects, each once.
    pub fn names(&self) -> Vec<String> {
        let names: BTreeSet<String> = self.projects.iter().map(|found| found.project.folder.to_string()).collect();
        names.into_iter().collect()
    }
}
