//! SQL of projects that runs without being a migration: schema files, seed files, files that the migration tool runs around
//! its migrations, and files that a replay runs before the first one.

use super::error::Error;
use super::request::Request;
use super::staged_scripts::StagedScript;
use crate::config::{self, Settings};
use crate::git::{Change, Entry, Mode, Repository};
use crate::jobs::project_files::SideFiles;
use crate::jobs::sides::Selection;
use crate::migration::{Project, is_supabase_config};
use crate::sql::{self, OutsideAccess, outside_accesses, words};
use crate::text::{RelPath, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Whether a change of the file decides which files run.
pub(super) fn names_files(path: &[u8]) -> bool {
    config::FILE_NAMES.iter().any(|name| path == name.as_bytes()) || is_supabase_config(path)
}

/// Reads such files of projects.
pub(super) struct RunFiles<'a> {
    pub(super) repository: &'a dyn Repository,
    pub(super) settings: &'a Settings,
    pub(super) request: &'a Request,
    pub(super) changes: &'a [Change],
    /// The files of the side that is checked.
    pub(super) files: &'a SideFiles<'a>,
}

impl RunFiles<'_> {
    /// Returns the changed files, all of them if a configuration changed, apart from those that `found` has.
    pub(super) fn read(&self, projects: &[Project], found: &[StagedScript]) -> Result<Vec<StagedScript>, Error> {
        let changed = self.changes.iter().filter_map(|change| Some((&change.new.as_ref()?.path, change.old.as_ref())));
        let changed: BTreeMap<&RelPath, Option<&Entry>> = changed.collect();
        let is_any = self.changes.iter().any(|change| names_files(change.path().as_bytes()));
        let is_whole = is_any || self.request.selection == Selection::WorkTree;
        let is_wanted = |path: &RelPath| {
            let is_named = || self.request.files.contains(path);
            (is_whole || changed.contains_key(path) || is_named()) && !found.iter().any(|found| found.path() == path)
        };
        // Nearly every commit changes migrations only.
        let mut named = changed.keys().copied().chain(&self.request.files);
        if !is_whole && named.all(|path| is_migration(projects, path)) {
            return Ok(Vec::new());
        }
        let mut scripts = Vec::new();
        let mut seen = BTreeSet::new();
        for (path, project) in self.paths(projects)? {
            let Some(entry) = self.files.entry(&path).filter(|entry| entry.mode == Mode::File) else { continue };
            if !is_wanted(&path) || !seen.insert(path.clone()) {
                continue;
            }
            let content = self.repository.read(entry)?;
            let old = changed.get(&path).copied().flatten();
            let base = old.map(|old| self.repository.read(old)).transpose()?;
            let exempt = match project {
                Some(project) => self.known_definitions(project, &content, base.as_deref())?,
                None => Vec::new(),
            };
            scripts.push(StagedScript::of_project(path, content, base, exempt));
        }
        Ok(scripts)
    }

    /// The files, each schema file with its project.
    fn paths<'p>(&self, projects: &'p [Project]) -> Result<Vec<(RelPath, Option<&'p Project>)>, Error> {
        let mut paths: Vec<(RelPath, Option<&Project>)> = Vec::new();
        for project in projects {
            let schema = project.schema.file().into_iter().chain(&project.declared);
            paths.extend(schema.map(|path| (path.clone(), Some(project))));
            let below = self.files.below(&project.folder).iter().map(|entry| &entry.path);
            let below = below.filter(|path| project.below(path).is_some());
            let callbacks = below.filter(|path| project.layout.callback(path.file_name()).is_some());
            paths.extend(callbacks.map(|path| (path.clone(), None)));
            let (folder, config) = self.files.supabase_file(project)?;
            let all = self.files.entries().iter().map(|entry| &entry.path);
            let seeds = config::named_files(&config.seed_paths, &folder, &all).into_iter();
            paths.extend(seeds.filter(|path| !is_migration(projects, path)).map(|path| (path, None)));
            paths.push((folder.join("roles.sql"), None));
        }
        paths.extend(self.settings.setup().map(|path| (path.clone(), None)));
        Ok(paths)
    }

    /// The statements of a schema file that define what reaches outside the database, and that are not new: the file had
    /// them before, or a migration, in which the same is reported or accepted, does the same. A schema file is generated, so
    /// that nothing can be accepted in it. A statement that reaches outside when the file is loaded is none of them.
    fn known_definitions(&self, project: &Project, content: &[u8], base: Option<&[u8]>) -> Result<Vec<Span>, Error> {
        let defining = reaching(content, &defines);
        if defining.is_empty() {
            return Ok(Vec::new());
        }
        let base = base.unwrap_or_default();
        let before: BTreeSet<&[u8]> = sql::statements(base).into_iter().map(|span| base[span].trim_ascii()).collect();
        let is_before = |span: &Span| before.contains(content[span.clone()].trim_ascii());
        let mut known: BTreeSet<String> = BTreeSet::new();
        if !defining.iter().all(|(span, _)| is_before(span)) {
            let history = self.files.history(project);
            for script in history.iter().flat_map(|migration| &migration.scripts) {
                let Some(entry) = self.files.regular_file(&script.file.path) else { continue };
                let migration = self.repository.read(entry)?;
                let reached = reaching(&migration, &|_| true).into_iter().flat_map(|(_, accesses)| accesses);
                known.extend(reached.map(|access| access.what.to_lowercase()));
            }
        }
        let is_known = |access: &OutsideAccess| known.contains(&access.what.to_lowercase());
        let spans = defining.into_iter().filter(|(span, accesses)| is_before(span) || accesses.iter().all(is_known));
        Ok(spans.map(|(span, _)| span).collect())
    }
}

fn is_migration(projects: &[Project], path: &RelPath) -> bool {
    let name = |project: &Project| path.below(&project.folder).and_then(project.layout.read);
    projects.iter().any(|project| name(project).is_some())
}

/// The statements that reach outside the database, of those that `is_wanted` accepts.
fn reaching(content: &[u8], is_wanted: &dyn Fn(&str) -> bool) -> Vec<(Span, Vec<OutsideAccess>)> {
    let accesses = |span: Span| {
        let text = String::from_utf8_lossy(&content[span.clone()]);
        let found = if is_wanted(&text) { outside_accesses(&text) } else { Vec::new() };
        (!found.is_empty()).then_some((span, found))
    };
    sql::statements(content).into_iter().filter_map(accesses).collect()
}

/// Whether a statement only defines an object, as those of a dump do.
fn defines(statement: &str) -> bool {
    let first: Vec<_> = words(statement).take(8).collect();
    let has = |keyword: &str| first.iter().any(|word| word.is(keyword));
    first.first().is_some_and(|first| first.is("create"))
        && (has("function") || has("procedure") || has("extension") || has("server") || has("foreign") || has("view"))
        && !has("materialized")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_definitions_can_be_known() {
        for statement in [
            "create or replace function f() returns text language sql as $$select pg_read_file('a')$$",
            "CREATE EXTENSION IF NOT EXISTS postgres_fdw WITH SCHEMA public",
            "create server a foreign data wrapper b",
            "create foreign table a (b int) server c",
            "create view a as select * from pg_hba_file_rules",
        ] {
            assert!(defines(statement), "{statement}");
        }
        for statement in [
            "copy a from program 'b'",
            "do $$ begin perform pg_read_file('a'); end $$",
            "select pg_read_file('a')",
            "create table a as select pg_read_file('b')",
            "create materialized view a as select pg_read_file('b')",
            "alter system set a = 1",
        ] {
            assert!(!defines(statement), "{statement}");
        }
    }
}
