//! Changed files outside the migrations that can run SQL on a database: scripts, functions, workflows,
//! package scripts; and SQL that runs without being a migration of a project.

use super::allowances::{self, Allowances};
use super::error::Error;
use super::outcome::Outcome;
use super::request::Request;
use crate::config::Settings;
use crate::diagnostic::{Diagnostic, Preset};
use crate::git::{Change, Entry, Mode, Repository, Side};
use crate::migration::is_sql;
use crate::rules::{self, Check, Sink, StagedFile};
use crate::text::{RelPath, Span};
use std::collections::BTreeSet;

/// A script with its content on both sides.
pub(super) struct StagedScript {
    path: RelPath,
    content: Vec<u8>,
    base: Option<Vec<u8>>,
    /// Whether it is SQL, of which only what reaches outside the database is checked.
    is_sql: bool,
    /// The statements in which nothing is reported.
    exempt: Vec<Span>,
    /// Whether it is counted as a file of a project already.
    is_counted: bool,
}

impl StagedScript {
    /// SQL that runs beside the migrations of a project.
    pub(super) fn of_project(path: RelPath, content: Vec<u8>, base: Option<Vec<u8>>, exempt: Vec<Span>) -> Self {
        Self { path, content, base, is_sql: true, exempt, is_counted: true }
    }

    pub(super) fn path(&self) -> &RelPath {
        &self.path
    }
}

/// Endings of files that run commands or API calls.
const ENDINGS: [&str; 19] = [
    ".sh", ".bash", ".zsh", ".ps1", ".ts", ".tsx", ".mts", ".js", ".jsx", ".mjs", ".cjs", ".py", ".rb", ".go", ".php",
    ".yml", ".yaml", ".toml", ".http",
];
/// Names of files that run commands.
const NAMES: [&str; 5] = ["package.json", "Makefile", "justfile", "Justfile", "Taskfile"];

/// Size limit in bytes; a larger file is data or a bundle.
const SIZE_LIMIT: usize = 1 << 20;

/// Whether a path has the name of a script.
pub(super) fn is_script(path: &[u8]) -> bool {
    let path = RelPath::new(path);
    let name = path.file_name();
    let is_hook = path.parent().file_name() == b".husky";
    is_hook
        || NAMES.iter().any(|known| name == known.as_bytes())
        || ENDINGS.iter().any(|ending| name.ends_with(ending.as_bytes()))
}

/// Whether a path is SQL that a migration tool or a replay may run although it is not a migration of a project: in a
/// folder that the settings ignore, or a file that runs before the first migration.
fn is_other_sql(settings: &Settings, path: &RelPath) -> bool {
    let is_ignored = || settings.ignore.iter().any(|folder| path.below(folder).is_some());
    let replays = || std::iter::once(&settings.replay).chain(settings.projects.iter().map(|project| &project.replay));
    is_sql(path.as_bytes()) && is_ignored()
        || path.file_name() == b"roles.sql" && path.parent().file_name() == b"supabase"
        || replays().any(|replay| replay.files().any(|file| file == path))
}

/// Reads the changed scripts that contain a word that some rule looks for, and other SQL.
pub(super) fn gather(
    repository: &dyn Repository,
    settings: &Settings,
    request: &Request,
    changes: &[Change],
    target: &Side,
) -> Result<Vec<StagedScript>, Error> {
    let mut scripts = Vec::new();
    let changed = changes.iter().filter_map(|change| change.new.as_ref().map(|new| (new.clone(), change.old.as_ref())));
    let named = named_files(repository, request, changes, target)?;
    for (entry, old) in changed.chain(named.into_iter().map(|entry| (entry, None))) {
        let is_sql = is_other_sql(settings, &entry.path);
        if entry.mode != Mode::File || !(is_sql || is_script(entry.path.as_bytes())) {
            continue;
        }
        let content = repository.read(&entry)?;
        let mentions = is_sql
            || content.len() <= SIZE_LIMIT
                && rules::mentions().any(|word| memchr::memmem::find(&content, word.as_bytes()).is_some());
        if mentions {
            let base = old.map(|old| repository.read(old)).transpose()?;
            let (path, exempt) = (entry.path, Vec::new());
            scripts.push(StagedScript { path, content, base, is_sql, exempt, is_counted: false });
        }
    }
    Ok(scripts)
}

/// Scripts named on the command line that did not change.
fn named_files(
    repository: &dyn Repository,
    request: &Request,
    changes: &[Change],
    target: &Side,
) -> Result<Vec<Entry>, Error> {
    if request.files.iter().all(|file| !is_script(file.as_bytes())) {
        return Ok(Vec::new());
    }
    let changed: BTreeSet<&[u8]> = changes.iter().map(|change| change.path().as_bytes()).collect();
    let named: BTreeSet<&[u8]> = request.files.iter().map(RelPath::as_bytes).collect();
    let is_named = |path: &[u8]| named.contains(path) && !changed.contains(path);
    Ok(repository.entries(target, &is_named)?)
}

/// Runs the rules about scripts.
pub(super) fn assess(settings: &Settings, request: &Request, scripts: &[StagedScript], outcome: &mut Outcome) {
    let named: BTreeSet<&RelPath> = request.files.iter().collect();
    for script in scripts.iter().filter(|script| named.is_empty() || named.contains(&script.path)) {
        let file = StagedFile { path: &script.path, content: &script.content, base: script.base.as_deref() };
        let mut sink = Sink::default();
        for rule in rules::ALL.iter().filter(|rule| request.runs(rule)) {
            match rule.check {
                Check::File(check) if !script.is_sql => check(&file, &mut sink),
                Check::Script(_) | Check::ScriptAndState(..) if script.is_sql && rule.info.preset == Preset::Always => {
                    rules::outside_access_of_file(&file, &mut sink);
                }
                _ => {}
            }
        }
        let is_exempt =
            |diagnostic: &Diagnostic| script.exempt.iter().any(|exempt| diagnostic.statement.as_ref() == Some(exempt));
        sink.diagnostics.retain(|diagnostic| !is_exempt(diagnostic));
        let must_match = script.base.is_none() && !script.is_sql;
        let written = allowances::read(&script.path, &script.content, script.is_sql, must_match);
        let mut allowances = Allowances::new(written, request, &settings.rules.levels);
        let (mut diagnostics, accepted) = allowances.apply(&settings.allow, sink.diagnostics);
        diagnostics.extend(allowances.problems());
        outcome.accepted.extend(accepted);
        let reported = diagnostics.into_iter().filter(|diagnostic| request.reports(diagnostic));
        outcome.diagnostics.extend(reported.filter_map(|diagnostic| settings.rules.levels.apply(diagnostic)));
        outcome.files += usize::from(!script.is_counted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pre_commit_manifest_matches_every_script() {
        let manifest = include_str!("../../../.pre-commit-hooks.yaml");
        let blocks = manifest.split("  files: |\n").skip(1);
        let block =
            |text: &str| text.lines().take_while(|line| line.starts_with("    ")).collect::<Vec<_>>().join("\n");
        let patterns: Vec<_> = blocks.map(|text| regex::bytes::Regex::new(&block(text)).expect("a pattern")).collect();
        assert!(!patterns.is_empty());
        assert!(patterns.iter().all(|pattern| !pattern.is_match(b"README.md")), "the patterns are read");
        let scripts =
            ENDINGS.iter().map(|ending| format!("tools/x{ending}")).chain(NAMES.iter().map(|name| format!("a/{name}")));
        for script in scripts.chain([".husky/pre-commit".to_owned()]) {
            assert!(is_script(script.as_bytes()), "{script}");
            assert!(patterns.iter().all(|pattern| pattern.is_match(script.as_bytes())), "no hook matches {script}");
        }
    }
}
