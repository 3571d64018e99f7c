#![doc = include_str!("empty_migration.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::migration::{Kind, Role};
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};
use crate::sql;
use crate::text::words::shell;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "empty-migration",
        summary: "migration contains no statement",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::Files,
        expects: None,
        page: include_str!("empty_migration.md"),
    },
    scope: Scope::File,
    needs: Needs::Conventions,
    check: Check::Project(check),
};

fn check(context: &ProjectContext, sink: &mut Sink) {
    for (touched, content) in context.touched() {
        let path = &touched.file.path;
        let migration = context.target.of_file(path);
        let moves_forward = migration.is_some_and(|migration| {
            migration.scripts.iter().any(|script| &script.file.path == path && script.role != Role::Down)
        });
        let forward = context.project.layout.up_text(content);
        if touched.file.kind != Kind::File || !moves_forward || !sql::is_empty(forward) {
            continue;
        }
        let is_explained = is_explained(forward);
        if is_explained && !context.options.is_enforced(RULE.info.id) {
            continue;
        }
        let severity = if is_explained { Severity::Warning } else { Severity::Error };
        let message = if content.is_empty() { "file is empty" } else { "file contains nothing but comments" };
        sink.report(
            Diagnostic::new(&RULE.info, Place::File { path: path.clone() }, message)
                .severity(severity)
                .why("Every database records it as applied, so SQL that is added to it later never runs there.")
                .help(format!(
                    "write the SQL and run `git add {0}`, or unstage the file: `git restore --staged {0}`",
                    shell(path)
                )),
        );
    }
}

/// The number of words from which a comment counts as an explanation.
const SENTENCE_WORDS: usize = 6;

/// The same for a comment that calls the file a placeholder: `-- Placeholder for the next release`.
const PLACEHOLDER_WORDS: usize = 3;

/// Words with which a shorter comment explains itself: `-- intentionally left empty`, `-- stub of a remote migration`.
const MEANT: [&str; 14] = [
    "applied",
    "baseline",
    "deliberately",
    "intentionally",
    "manually",
    "moved",
    "noop",
    "obsolete",
    "purpose",
    "remote",
    "reverted",
    "squashed",
    "stub",
    "superseded",
];

/// Whether a comment explains why the file is empty: it is a sentence or has a word that says so, and no line of it
/// begins as a reminder to write something.
fn is_explained(content: &[u8]) -> bool {
    let text = String::from_utf8_lossy(content).to_lowercase().replace("no-op", "noop");
    // A reason for the rule itself is not one for the file.
    if text.contains("tidegate:allow") {
        return false;
    }
    let first = |line: &str| {
        line.split(|letter: char| !letter.is_alphanumeric()).find(|word| !word.is_empty()).map(str::to_owned)
    };
    if text.lines().filter_map(first).any(|word| matches!(word.as_str(), "todo" | "fixme" | "xxx")) {
        return false;
    }
    let words = || text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let least = if words().any(|word| word == "placeholder") { PLACEHOLDER_WORDS } else { SENTENCE_WORDS };
    words().count() >= least || words().any(|word| MEANT.contains(&word))
}
