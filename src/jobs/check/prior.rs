//! The DDL of migrations before the touched ones. It may show that a table is as new as the statement
//! that was reported, or that a column's new type only widens the old one.

use super::error::Error;
use super::gather::GatheredProject;
use super::published::{self, PublishedRevision};
use crate::config::Settings;
use crate::git::{Repository, Side};
use crate::jobs::sides::Sides;
use crate::migration::Role;
use crate::migration::layout::ScriptFile;
use crate::rules::PriorDdl;
use crate::sql::{self, Operation};
use crate::text::RelPath;
use std::collections::{BTreeSet, HashSet};

/// Reads the DDL about objects that the touched scripts name; `None` if they name none.
pub(super) fn read(
    repository: &dyn Repository,
    project: &GatheredProject,
    revisions: &[PublishedRevision],
) -> Result<Option<PriorDdl>, Error> {
    names(project).map(|names| collect(repository, project, &names, revisions)).transpose()
}

/// The names in the touched scripts.
fn names(project: &GatheredProject) -> Option<Names> {
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
    (!names.is_empty()).then(|| Names::of(&names))
}

/// Names to find in SQL, by their first words: a text without any of these words has none of the names.
struct Names {
    words: HashSet<Vec<u8>>,
    /// Whether a name has no word in it, so that any text may have it.
    is_any: bool,
}

impl Names {
    fn of(names: &BTreeSet<String>) -> Self {
        let first = |name: &String| words_of(name.as_bytes()).next().map(<[u8]>::to_ascii_lowercase);
        let words = names.iter().filter_map(first).chain([b"search_path".to_vec()]).collect();
        Self { words, is_any: names.iter().any(|name| first(name).is_none()) }
    }

    fn are_in(&self, text: &[u8]) -> bool {
        let mut lower = Vec::new();
        let mut is_known = |word: &[u8]| {
            lower.clear();
            lower.extend(word.iter().map(u8::to_ascii_lowercase));
            self.words.contains(&lower)
        };
        self.is_any || words_of(text).any(&mut is_known)
    }
}

/// The words of a text: letters, digits, `_` and every byte above ASCII.
fn words_of(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
    text.split(move |byte| !is_part(byte)).filter(|word| !word.is_empty())
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

/// Collects from published migrations in order, then from those that only this repository has.
fn collect(
    repository: &dyn Repository,
    project: &GatheredProject,
    names: &Names,
    revisions: &[PublishedRevision],
) -> Result<PriorDdl, Error> {
    let mut scripts = Vec::new();
    for script in project.inputs.target.iter().flat_map(|migration| &migration.scripts) {
        let path = &script.file.path;
        if let Some(content) = project.read(repository, path)?.filter(|content| names.are_in(content)) {
            scripts.push((path, script.role, content));
        }
    }
    let paths: BTreeSet<&RelPath> = scripts.iter().map(|(path, ..)| *path).collect();
    let mut published = BTreeSet::new();
    for revision in revisions {
        published.extend(published::entries(repository, revision, &paths)?.into_keys());
    }
    let (old, new): (Vec<_>, Vec<_>) = scripts.into_iter().partition(|(path, ..)| published.contains(*path));
    let mut prior = PriorDdl { unpublished_from: usize::MAX, ..PriorDdl::default() };
    for (scripts, has_changed) in [(old, false), (new, true)] {
        if has_changed {
            prior.unpublished_from = prior.timeline.len();
        }
        for (path, role, content) in scripts {
            prior.starts.insert(path.clone(), prior.timeline.len());
            if role != Role::Down {
                let up = (project.inputs.project.layout.parse)(ScriptFile::alone(&content)).up;
                let part = up.with_head(&content);
                let script = sql::Script::read_some(&content, &part, &|statement| names.are_in(statement));
                script.run().for_each(|(_, action)| prior.timeline.see(action));
            }
        }
    }
    Ok(prior)
}
