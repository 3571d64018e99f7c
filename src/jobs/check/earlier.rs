//! What the migrations before the judged ones make, read only when something is to be said
//! of a statement: then it may turn out that the table is as new as the statement, or that
//! the type of the column only widens.

use super::gather::Gathered;
use super::material::Material;
use super::published::{self, Place};
use super::sides::Sides;
use super::{Error, statements};
use crate::config::Settings;
use crate::git::{Entry, Repository, Side};
use crate::migration::Role;
use crate::rules::Earlier;
use crate::sql::{self, What};
use crate::text::RelPath;
use regex::bytes::{Regex, RegexBuilder};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Reads it for every project that has statements to judge.
pub(super) fn read(
    repository: &dyn Repository,
    settings: &Settings,
    sides: &Sides,
    gathered: &mut Gathered,
) -> Result<(), Error> {
    for material in gathered.projects.iter_mut().filter(|material| !material.scripts.is_empty()) {
        let Some(names) = names(material) else {
            continue;
        };
        let published = published_files(repository, settings, sides, material)?;
        let entries = entries(repository, sides, material)?;
        material.earlier = Some(collect(repository, material, &names, &published, &entries)?);
    }
    Ok(())
}

/// A pattern of the names that the judged scripts speak of.
fn names(material: &Material) -> Option<Regex> {
    let mut names = BTreeSet::new();
    for (_, action) in material.scripts.iter().flat_map(|read| read.script.run()) {
        names.extend(action.what.table().map(|table| table.name.clone()));
        names.extend(sql::locks(&action.what).into_iter().map(|(table, _)| table.name.clone()));
        match &action.what {
            What::Drop { object, .. }
            | What::Rename { object, .. }
            | What::Alter { object }
            | What::Reindex { object: Some(object), .. } => {
                names.insert(object.name.name.clone());
            }
            What::AddColumn { column, .. } => {
                let calls = column.default.iter().flat_map(|default| &default.calls);
                names.extend(calls.map(|call| call.name.clone()));
            }
            What::AddEnumValue { name, .. } => {
                names.insert(name.name.clone());
            }
            What::OwnerTo { role, .. } => {
                names.insert(role.clone());
            }
            What::Privileges { roles, .. } => names.extend(roles.iter().cloned()),
            What::Truncate { tables, .. } | What::Lock { tables, .. } => {
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

/// The project's files as they are on the shared branches.
fn published_files(
    repository: &dyn Repository,
    settings: &Settings,
    sides: &Sides,
    material: &Material,
) -> Result<BTreeSet<RelPath>, Error> {
    let range_start = sides.bases.iter().find_map(|base| match base {
        Side::Revision(commit) => Some(commit.clone()),
        _ => None,
    });
    let start = match &sides.target {
        Side::Revision(_) => range_start,
        _ => repository.head()?,
    };
    let Some(commit) = start else {
        return Ok(BTreeSet::new());
    };
    let place = Place { name: "HEAD".to_owned(), tip: commit.clone(), commit };
    let mut found = BTreeSet::new();
    for place in published::places(repository, settings, &place)? {
        let is_ours = |path: &[u8]| RelPath::new(path).below(&material.project.folder).is_some();
        for side in [Side::Revision(place.commit), Side::Revision(place.tip)] {
            found.extend(repository.entries(&side, &is_ours)?.into_iter().map(|entry| entry.path));
        }
    }
    Ok(found)
}

fn entries(repository: &dyn Repository, sides: &Sides, material: &Material) -> Result<BTreeMap<RelPath, Entry>, Error> {
    let is_ours = |path: &[u8]| RelPath::new(path).below(&material.project.folder).is_some();
    let entries = repository.entries(&sides.target, &is_ours)?;
    Ok(entries.into_iter().map(|entry| (entry.path.clone(), entry)).collect())
}

/// The published migrations in order, then those that only this repository has.
fn collect(
    repository: &dyn Repository,
    material: &Material,
    names: &Regex,
    published: &BTreeSet<RelPath>,
    entries: &BTreeMap<RelPath, Entry>,
) -> Result<Earlier, Error> {
    let (old, new): (Vec<_>, Vec<_>) =
        material.target.migrations.iter().partition(|migration| {
            migration.scripts.first().is_some_and(|script| published.contains(&script.file.path))
        });
    let mut earlier = Earlier { unpublished_from: usize::MAX, ..Earlier::default() };
    for (migrations, are_new) in [(old, false), (new, true)] {
        if are_new {
            earlier.unpublished_from = earlier.known.len();
        }
        for script in migrations.into_iter().map(Arc::as_ref).flat_map(|migration| &migration.scripts) {
            let path = &script.file.path;
            earlier.starts.insert(path.clone(), earlier.known.len());
            if script.role == Role::Down {
                continue;
            }
            let content = match (material.content(path), entries.get(path)) {
                (Some(content), _) => content.to_vec(),
                (None, Some(entry)) => repository.read(entry)?,
                (None, None) => continue,
            };
            earlier.builds_concurrently = earlier.builds_concurrently || builds_concurrently(&content);
            earlier.uses_row_security = earlier.uses_row_security || switches_row_security_on(&content);
            if names.is_match(&content) {
                let (part, _) = statements::parts(material, &content, script.role).swap_remove(0);
                let read = sql::Script::read_some(&content, &part, &|statement| names.is_match(statement));
                read.run().for_each(|(_, action)| earlier.known.see(action));
            }
        }
    }
    Ok(earlier)
}

/// `ENABLE ROW LEVEL SECURITY`, as people write it.
fn switches_row_security_on(content: &[u8]) -> bool {
    [&b"ENABLE ROW LEVEL SECURITY"[..], b"enable row level security"]
        .iter()
        .any(|words| memchr::memmem::find(content, words).is_some())
}

/// `CREATE INDEX CONCURRENTLY`, in words: how many blanks stand between them does not matter.
fn builds_concurrently(content: &[u8]) -> bool {
    sql::tokens(content)
        .filter(|token| token.kind == sql::Kind::Word)
        .map(|token| &content[token.span])
        .scan(false, |was_index, word| {
            let found = *was_index && word.eq_ignore_ascii_case(b"concurrently");
            *was_index = word.eq_ignore_ascii_case(b"index");
            Some(found)
        })
        .any(|found| found)
}
