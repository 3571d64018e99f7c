//! The deletion of a shared branch by a push: the published migrations that no other shared branch of the
//! remote has.

use super::allowances::Allowances;
use super::error::Error;
use super::outcome::Outcome;
use super::published::{self, PublishedRevision};
use super::request::Request;
use crate::config::Settings;
use crate::git::{Content, Entry, Id, Repository, Side};
use crate::jobs::project_files::{SideFiles, is_project_file};
use crate::migration::{Project, Role};
use crate::rules::{self, DELETED_BRANCH};
use crate::text::RelPath;
use std::collections::{BTreeMap, BTreeSet};

/// A shared branch that a push deletes.
pub(in crate::jobs) struct Deletion<'a> {
    /// Its name on the remote.
    pub(in crate::jobs) branch: &'a str,
    /// The remote, unless it is an address.
    pub(in crate::jobs) remote: Option<&'a str>,
    /// Its last commit on the remote that is known here.
    pub(in crate::jobs) tip: Option<Id>,
    /// The commits of the shared branches that remain.
    pub(in crate::jobs) remaining: Vec<Id>,
}

/// Checks the deletion with the settings of the deleted branch.
pub(in crate::jobs) fn check_deletion(
    repository: &dyn Repository,
    settings: &Settings,
    request: &Request,
    deletion: &Deletion<'_>,
) -> Result<Outcome, Error> {
    let mut outcome = Outcome::default();
    if !request.runs(&DELETED_BRANCH) {
        return Ok(outcome);
    }
    let Deletion { branch, remote, .. } = *deletion;
    let Some(tip) = &deletion.tip else {
        outcome.diagnostics.extend(settings.rules.levels.apply(rules::deleted_unknown_branch(branch, remote)));
        return Ok(outcome);
    };
    let files = SideFiles::list(repository, &Side::Revision(tip.clone()), &is_project_file)?;
    for project in &files.projects(settings, &[])?.projects {
        let lost = lost(repository, &files, project, &deletion.remaining)?;
        if lost == 0 {
            continue;
        }
        let found = rules::deleted_branch(branch, remote, &project.folder, lost);
        let mut allowances = Allowances::new(Vec::new(), request, &settings.rules.levels);
        let (open, accepted) = allowances.apply(&settings.allow, vec![found]);
        outcome.accepted.extend(accepted);
        let levels = settings.rules.levels.with(settings.of(project).map(|settings| &settings.rules.levels));
        outcome.diagnostics.extend(open.into_iter().filter_map(|found| levels.apply(found)));
    }
    Ok(outcome)
}

/// The number of migrations that are in none of the remaining commits, or only with another content.
fn lost(
    repository: &dyn Repository,
    files: &SideFiles<'_>,
    project: &Project,
    remaining: &[Id],
) -> Result<usize, Error> {
    let history = files.history(project);
    let mut missing: BTreeMap<&RelPath, (&RelPath, &Content)> = BTreeMap::new();
    for migration in &history.migrations {
        for script in migration.scripts.iter().filter(|script| script.role != Role::Repeatable) {
            if let Some(entry) = files.entry(&script.file.path) {
                missing.insert(&entry.path, (&migration.path, &entry.content));
            }
        }
    }
    for commit in remaining {
        let place = PublishedRevision::itself("", commit);
        let paths: BTreeSet<&RelPath> = missing.keys().copied().collect();
        let kept: BTreeMap<RelPath, Entry> = published::entries(repository, &place, &paths)?;
        missing.retain(|path, (_, content)| kept.get(*path).is_none_or(|kept| kept.content != **content));
    }
    Ok(missing.values().map(|(migration, _)| *migration).collect::<BTreeSet<_>>().len())
}
