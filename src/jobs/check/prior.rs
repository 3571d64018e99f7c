//! The DDL of migrations before the touched ones. It may show that a table is as new as the statement
//! that was reported, or that a column's new type only widens the old one.

use super::error::Error;
use super::gather::GatheredProject;
use super::parsed_script::ParsedScript;
use super::published::{self, PublishedRevision};
use crate::config::Settings;
use crate::git::{Repository, Side};
use crate::jobs::sides::Sides;
use crate::migration::Role;
use crate::migration::layout::ScriptFile;
use crate::object::{Name, ObjectKind};
use crate::rules::{Pending, PriorDdl};
use crate::sql::{self, Operation};
use crate::text::RelPath;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Reads the DDL about objects that the touched scripts name; `None` if they name none.
pub(super) fn read(
    repository: &dyn Repository,
    project: &GatheredProject,
    revisions: &[PublishedRevision],
    pending: &BTreeMap<RelPath, Pending>,
) -> Result<Option<PriorDdl>, Error> {
    if project.has_long_script() {
        return collect(repository, project, &Names::any(), revisions).map(Some);
    }
    let mut names = names(project).unwrap_or_default();
    names.extend(pending.values().flat_map(|open| &open.values).map(|added| added.name.name.clone()));
    if names.is_empty() {
        return Ok(None);
    }
    let prior = collect(repository, project, &Names::of(&names), revisions)?;
    // The indexes and constraints of a partition name the partition only.
    let partitions: Vec<String> = parents(project)
        .flat_map(|table| prior.timeline.partitions(table))
        .map(|partition| partition.name.clone())
        .filter(|partition| !names.contains(partition))
        .collect();
    if partitions.is_empty() {
        return Ok(Some(prior));
    }
    names.extend(partitions);
    collect(repository, project, &Names::of(&names), revisions).map(Some)
}

/// The DDL of SQL that creates everything before the only script, as that of a migration that every database has.
pub(super) fn of_sql(project: &GatheredProject, sql: &str) -> PriorDdl {
    let names = names(project).map_or_else(Names::any, |names| Names::of(&names));
    let mut prior = PriorDdl { unpublished_from: usize::MAX, ..PriorDdl::default() };
    add(&mut prior, project, &RelPath::new("0_before.sql"), sql.as_bytes(), &names);
    prior
}

/// The tables that get an index or a partition in a touched script.
fn parents(project: &GatheredProject) -> impl Iterator<Item = &Name> {
    let scripts = project.scripts.iter().filter_map(|parsed| parsed.whole.as_ref());
    scripts.flat_map(|whole| whole.script.run()).filter_map(|(_, action)| match &action.operation {
        Operation::CreateIndex(create) => Some(&create.table),
        Operation::CreateTable(create) => create.partition_of.as_ref(),
        Operation::AttachPartition { table, .. } => Some(table),
        _ => None,
    })
}

/// The names in the touched scripts.
fn names(project: &GatheredProject) -> Option<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    let scripts = project.scripts.iter().filter_map(|parsed| parsed.whole.as_ref());
    for (_, action) in scripts.flat_map(|whole| whole.script.run()) {
        names.extend(action.operation.table().map(|table| table.name.clone()));
        names.extend(sql::locks(&action.operation).into_iter().map(|(table, _)| table.name.clone()));
        match &action.operation {
            Operation::Drop { object, .. }
            | Operation::Rename { object, .. }
            | Operation::Alter { object, .. }
            | Operation::Reindex { object: Some(object), .. } => {
                names.insert(object.name.name.clone());
            }
            Operation::AddColumn { column, .. } => {
                let calls = column.default.iter().flat_map(|default| &default.calls);
                names.extend(calls.map(|call| call.name.clone()));
                // It may be a domain.
                names.extend((!column.type_.is_built_in()).then(|| column.type_.name.clone()));
            }
            Operation::AddEnumValue { name, .. } => {
                names.insert(name.name.clone());
            }
            Operation::Create { object, .. } => {
                let reads = action.operation.view().map_or(&[][..], |view| &view.reads);
                names.extend(reads.iter().map(|read| read.name.clone()));
                // Row-level security may be enabled for all tables at once.
                names.extend((object.kind == ObjectKind::Policy).then(|| "security".to_owned()));
            }
            Operation::CreateRoutine(routine) if routine.security_definer && !routine.sets_search_path => {
                names.insert(routine.object.name.name.clone());
            }
            Operation::OwnerTo { role, .. } => {
                names.insert(role.clone());
            }
            Operation::Privileges { roles, on, schemas, .. } => {
                names.extend(roles.iter().chain(schemas).cloned());
                names.extend(on.iter().map(|object| object.name.clone()));
            }
            Operation::Truncate { tables, .. } | Operation::Lock { tables, .. } => {
                names.extend(tables.iter().map(|table| table.name.clone()));
            }
            _ => {}
        }
    }
    names.remove("");
    (!names.is_empty()).then_some(names)
}

/// Names to find in SQL, by their first words: a text without any of these words has none of the names.
struct Names {
    words: HashSet<Vec<u8>>,
    /// Whether a name has no word in it, so that any text may have it.
    is_any: bool,
}

impl Names {
    /// Every name.
    fn any() -> Self {
        Self { words: HashSet::new(), is_any: true }
    }

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

/// Adds the DDL about some objects in a script.
fn add(prior: &mut PriorDdl, project: &GatheredProject, path: &RelPath, content: &[u8], names: &Names) {
    prior.starts.insert(path.clone(), vec![(0, prior.timeline.len())]);
    let file = ScriptFile { settings: &project.inputs.tool, name: path.file_name(), ..ScriptFile::alone(content) };
    let section = (project.inputs.project.layout.parse)(file).up;
    let (part, spliced) = (section.with_head(content), section.spliced(content));
    let (content, part) = match &spliced {
        Some(spliced) => (&spliced.text[..], spliced.new_span(&part)),
        None => (content, part),
    };
    let content = &sql::with_doubled_quotes(content)[..];
    let is_wanted = |statement: &[u8]| names.are_in(statement);
    sql::Script::read_each(content, &part, &is_wanted, &mut |statement| {
        prior.builds_row_security |= builds_row_security(statement, content);
        statement.run().for_each(|action| prior.timeline.see(action));
    });
}

/// Whether a block or a function builds the statement that enables row-level security.
fn builds_row_security(statement: &sql::Statement, content: &[u8]) -> bool {
    let is_built =
        |action: &sql::Action| matches!(action.operation, Operation::DynamicSql | Operation::CreateRoutine(_));
    statement.actions.iter().any(is_built)
        && String::from_utf8_lossy(&content[statement.span.clone()]).to_lowercase().contains("row level security")
}

/// Adds the DDL of a long script, without the types of its columns, of which there may be millions.
fn add_segments(prior: &mut PriorDdl, parsed: &ParsedScript) {
    prior.timeline.set_sparse(true);
    let mut starts = Vec::new();
    parsed.each_segment(&mut |segment| {
        starts.push((segment.script.part.start, prior.timeline.len()));
        segment.own().for_each(|action| prior.timeline.see(action));
    });
    prior.starts.insert(parsed.path.clone(), starts);
    prior.timeline.set_sparse(false);
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
            if role != Role::Down {
                let long = project.scripts.iter().find(|parsed| parsed.whole.is_none() && parsed.path == *path);
                match long.filter(|parsed| parsed.role != Role::Down) {
                    Some(parsed) => add_segments(&mut prior, parsed),
                    None => add(&mut prior, project, path, &content, names),
                }
            }
        }
    }
    Ok(prior)
}
