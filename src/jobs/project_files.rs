//! The projects of a repository as a person sees them: what is tracked and what already
//! lies on disk beside it.

use super::check::{is_wanted, stored};
use crate::config::Settings;
use crate::git::{self, Entry, Repository, Side};
use crate::migration::{FileRef, Found, History, Project, detect};
use crate::text::RelPath;
use std::collections::BTreeSet;

/// A project with its history on disk.
pub struct Seen {
    /// The project.
    pub project: Project,
    /// Its history, staged or not.
    pub history: History,
}

/// Everything that was found.
pub struct Projects {
    /// The projects, by folder.
    pub seen: Vec<Seen>,
    /// What detection said, with the folders it left alone.
    pub found: Found,
}

/// Finds the projects among tracked files and those on disk.
pub fn find(repository: &dyn Repository, settings: &Settings) -> Result<Projects, git::Error> {
    let side = if repository.places().work_dir.is_some() { Side::WorkTree } else { Side::Index };
    let entries = repository.entries(&side, &is_wanted)?;
    let files: Vec<FileRef> = entries.iter().map(stored).collect();
    let specs: Vec<_> = settings.projects.iter().map(|project| project.spec.clone()).collect();
    let mut peek = |file: &FileRef| {
        let entry: Option<&Entry> = entries.iter().find(|entry| entry.path == file.path);
        entry.map_or_else(|| Ok(Vec::new()), |entry| repository.read(entry))
    };
    let found = detect(&files, &specs, &settings.ignore, &mut peek)?;
    let seen =
        found.projects.iter().map(|project| Seen { project: project.clone(), history: History::read(project, &files) });
    Ok(Projects { seen: seen.collect(), found })
}

impl Projects {
    /// The project that holds `folder` (or is named by it); the only one when there is one.
    pub fn at<'a>(&'a self, folder: &RelPath) -> Option<&'a Seen> {
        let holds = |seen: &&Seen| {
            folder == &seen.project.root || folder == &seen.project.folder || folder.below(&seen.project.root).is_some()
        };
        let holding: Vec<&Seen> = self.seen.iter().filter(holds).collect();
        let deepest = holding.iter().map(|seen| seen.project.root.as_bytes().len()).max();
        let mut deepest = holding.into_iter().filter(|seen| Some(seen.project.root.as_bytes().len()) == deepest);
        match (deepest.next(), deepest.next(), self.seen.as_slice()) {
            (Some(only), None, _) | (None, _, [only]) => Some(only),
            _ => None,
        }
    }

    /// The folders by which projects are named, each once.
    pub fn names(&self) -> Vec<String> {
        let names: BTreeSet<String> = self.seen.iter().map(|seen| seen.project.folder.to_string()).collect();
        names.into_iter().collect()
    }
}
