//! Changed files that describe the schema without being read as files of a project, and have the markers of a merge
//! conflict: schema files of frameworks, lists of migrations, and the files that programs are compiled with.

use super::allowances::Allowances;
use super::error::Error;
use super::outcome::Outcome;
use super::request::Request;
use crate::config::Settings;
use crate::git::{Change, Mode, Repository};
use crate::jobs::project_files::is_schema_file;
use crate::migration::is_of_others;
use crate::mirror::QueryFile;
use crate::rules::{self, Sink};
use crate::text::{RelPath, lines};

/// Names of files that describe a schema, or the order of migrations.
const NAMES: [&[u8]; 8] = [
    b"atlas.sum",
    b"schema.sql",
    b"structure.sql",
    b"schema.prisma",
    b"_journal.json",
    b"snapshot.json",
    b"migration_lock.toml",
    b"diesel.toml",
];

/// A file with conflict markers.
pub(super) type Conflict = (RelPath, Vec<u8>);

/// Whether a project has read a file.
type IsRead<'a> = &'a dyn Fn(&RelPath) -> bool;

/// Reads the changed files of this kind, and keeps those with conflict markers.
pub(super) fn gather(
    repository: &dyn Repository,
    settings: &Settings,
    changes: &[Change],
) -> Result<Vec<Conflict>, Error> {
    let mut found = Vec::new();
    for entry in changes.iter().filter_map(|change| change.new.as_ref()).filter(|entry| entry.mode == Mode::File) {
        if describes(settings, &entry.path) {
            let content = repository.read(entry)?;
            if lines::conflict_marker(&content).is_some() && is_about_a_schema(&entry.path, &content) {
                found.push((entry.path.clone(), content));
            }
        }
    }
    Ok(found)
}

fn describes(settings: &Settings, path: &RelPath) -> bool {
    let name = path.file_name();
    let is_kind = NAMES.contains(&name)
        || name == b"schema.rs"
        || name.ends_with(b"_snapshot.json") && path.parent().file_name() == b"meta"
        || QueryFile::is_at(path.as_bytes())
        || is_schema_file(settings, path.as_bytes());
    is_kind && !is_of_others(path, &settings.ignore)
}

/// Other programs than those of Diesel have a file of this name, too.
fn is_about_a_schema(path: &RelPath, content: &[u8]) -> bool {
    path.file_name() != b"schema.rs" || memchr::memmem::find(content, b"table!").is_some()
}

/// Reports those that no project has read, and so reported.
pub(super) fn assess(
    settings: &Settings,
    request: &Request,
    (conflicts, is_read): (&[Conflict], IsRead<'_>),
    outcome: &mut Outcome,
) {
    let is_named = |path: &RelPath| request.files.is_empty() || request.files.contains(path);
    for (path, content) in conflicts.iter().filter(|(path, _)| is_named(path) && !is_read(path)) {
        let mut sink = Sink::default();
        rules::conflict_in_file(path, content, &mut sink);
        let mut allowances = Allowances::new(Vec::new(), request, &settings.rules.levels);
        let (kept, accepted) = allowances.apply(&settings.allow, sink.diagnostics);
        outcome.accepted.extend(accepted);
        let reported = kept.into_iter().filter(|diagnostic| request.reports(diagnostic));
        outcome.diagnostics.extend(reported.filter_map(|diagnostic| settings.rules.levels.apply(diagnostic)));
        outcome.files += 1;
    }
}
