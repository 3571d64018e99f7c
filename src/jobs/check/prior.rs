//! The DDL of migrations before the touched ones. It may show that a table is as new as the statement
//! that was reported, or that a column's new type only widens the old one.

use super::error::Error;
use super::gather::GatheredProject;
use super::parsed_script;
use super::published::{self, PublishedRevision};
use crate::config::Settings;
use crate::git::{Repository, Side};
use crate::jobs::sides::Sides;
use crate::migration::Role;
use crate::rules::PriorDdl;
use crate::sql::{self, Operation};
use crate::text::RelPath;
use regex::bytes::{Regex, RegexBuilder};
use std::collections::BTreeSet;

/// Reads the DDL about objects that the touched scripts name; `None` if they name none.
pub(super) fn read(
    repository: &dyn Repository,
    project: &GatheredProject,
    revisions: &[PublishedRevision],
) -> Result<Option<PriorDdl>, Error> {
    names(project).map(|names| collect(repository, project, &names, revisions)).transpose()
}

/// A pattern of the names in the touched scripts.
fn names(project: &GatheredProject) -> Option<Regex> {
    let mut names = BTreeSet::new();
    for (_, action) in project.scripts.iter().flat_map(|parsed| parsed.script.run()) {
        names.extend(action.operation.table().map(|table| table.name.clone()));
        names.extend(sql::locks(&action.operation).into_iter().map(|(table, _)| table.name.clone()));
        match &action.operation {
            Operation::Drop { object, .. }
            | Operation::Rename { object, .. }
            | Operation::Alter { object }
            | Operation::Reindex { object: Some(object), .. } => {
                names.insert(object.name.name.clone());
            }
            Operation::AddColumn { column, .. } => {
                let calls = column.default.iter().flat_map(|default| &default.calls);
                names.extend(calls.map(|call| call.name.clone()));
            }
            Operation::AddEnumValue { name, .. } => {
                names.insert(name.name.clone());
            }
            Operation::OwnerTo { role, .. } => {
                names.insert(role.clone());
            }
            Operation::Privileges { roles, .. } => names.extend(roles.iter().cloned()),
            Operation::Truncate { tables, .. } | Operation::Lock { tables, .. } => {
                names.extend(tables.iter().map(|table| table.name.clone()));
            }
            _ => {}
        }
    }
    names.remove("");
    let any: Vec<String> = names.iter().map(|name| regex::escape(name)).collect();
    if any.is_empty() {
        return None;
    }
    RegexBuilder::new(&format!("(?-u)search_path|{}", any.join("|"))).case_insensitive(true).build().ok()
}

/// The revisions that the published migrations are read from.
pub(super) fn published_revisions(
    repository: &dyn Repository,
    settings: &Settings,
    sides: &Sides,
) -> Result<Vec<PublishedRevision>, Error> {
    let start = match &sides.target {
        Side::Revision(_) => sides.base_commit().cloned(),
        _ => repository.head()?,
    };
    let Some(commit) = start else {
        return Ok(Vec::new());
    };
    Ok(published::shared_branches(repository, settings, &PublishedRevision::itself("HEAD", &commit))?)
}

fn is_published(repository: &dyn Repository, revisions: &[PublishedRevision], path: &RelPath) -> Result<bool, Error> {
    for revision in revisions {
        if repository.entry_at(&revision.commit, path)?.is_some() || repository.entry_at(&revision.tip, path)?.is_some()
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Collects from published migrations in order, then from those that only this repository has.
fn collect(
    repository: &dyn Repository,
    project: &GatheredProject,
    names: &Regex,
    revisions: &[PublishedRevision],
) -> Result<PriorDdl, Error> {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for script in project.inputs.target.iter().flat_map(|migration| &migration.scripts) {
        let path = &script.file.path;
        let Some(content) = project.read(repository, path)?.filter(|content| names.is_match(content)) else {
            continue;
        };
        let side = if is_published(repository, revisions, path)? { &mut old } else { &mut new };
        side.push((path, script.role, content));
    }
    let mut prior = PriorDdl { unpublished_from: usize::MAX, ..PriorDdl::default() };
    for (scripts, has_changed) in [(old, false), (new, true)] {
        if has_changed {
            prior.unpublished_from = prior.timeline.len();
        }
        for (path, role, content) in scripts {
            prior.starts.insert(path.clone(), prior.timeline.len());
            if role != Role::Down {
                let (part, _) = parsed_script::parts(project.inputs.project.layout, &content, role).swap_remove(0);
                let script = sql::Script::read_some(&content, &part, &|statement| names.is_match(statement));
                script.run().for_each(|(_, action)| prior.timeline.see(action));
            }
        }
    }
    Ok(prior)
}
