#![doc = include_str!("empty_migration.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::migration::{Kind, Role};
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};
use crate::sql;
use crate::text::words::shell;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "empty-migration",
        summary: "the migration holds no statement",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::Files,
        expects: None,
        page: include_str!("empty_migration.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Project(check),
};

fn check(context: &ProjectContext, sink: &mut Sink) {
    for (touched, content) in context.touched() {
        let path = &touched.file.path;
        let migration = context.target.of_file(path);
        let moves_forward = migration.is_some_and(|migration| {
            migration.scripts.iter().any(|script| &script.file.path == path && script.role != Role::Down)
        });
        let forward = context.project.layout.forward_part(content);
        if touched.file.kind != Kind::File || !moves_forward || !sql::is_empty(forward) {
            continue;
        }
        let severity = if is_explained(forward) { Severity::Warning } else { Severity::Error };
        let operation = if content.is_empty() { "the file is empty" } else { "the file holds nothing but comments" };
        sink.report(
            Diagnostic::new(&RULE.info, Place::File { path: path.clone() }, operation)
                .severity(severity)
                .why("It will be recorded as applied everywhere; the SQL that was meant to be in it can then never be added.")
                .help(format!("write the SQL and `git add {0}`, or unstage it: `git restore --staged {0}`", shell(path))),
        );
    }
}

/// Words of a comment from which on it tells why nothing follows.
const A_SENTENCE: usize = 6;

/// True where somebody wrote down why there is nothing: a sentence that is no reminder to
/// write something.
fn is_explained(content: &[u8]) -> bool {
    let text = String::from_utf8_lossy(content).to_lowercase();
    let words: Vec<&str> =
        text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.len() >= A_SENTENCE && !words.iter().any(|word| matches!(*word, "todo" | "fixme" | "xxx" | "placeholder"))
}
