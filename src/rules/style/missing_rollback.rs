#![doc = include_str!("missing_rollback.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::migration::Role;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{Kind, tokens};
use crate::text::RelPath;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "missing-rollback",
        summary: "migration has no rollback",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        family: Family::Style,
        expects: None,
        page: include_str!("missing_rollback.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    if script.role != Role::Up || script.script.statements.is_empty() || has_rollback(script) {
        return;
    }
    let place = Place::File { path: script.path.clone() };
    sink.report(
        Diagnostic::new(&RULE.info, place, "migration has no rollback")
            .why("If the release that needs it is rolled back, the down migration has to be written in a hurry, against a production database.")
            .help(help(script)),
    );
}

fn help(script: &ScriptContext) -> String {
    let name = String::from_utf8_lossy(script.path.file_name()).into_owned();
    let stem = name.strip_suffix(".sql").unwrap_or(&name);
    script.layout().rollback_hint.replace("{stem}", stem.trim_end_matches(".up"))
}

/// In a part of the same file, in a file beside it or in a folder for it, or said in a comment.
fn has_rollback(script: &ScriptContext) -> bool {
    let context = script.context;
    let of_file = context.target.of_file(script.path);
    if of_file.is_some_and(|migration| migration.scripts.iter().any(|script| script.role == Role::Down)) {
        return true;
    }
    if describes_down(script) {
        return true;
    }
    let touched = context.changes.touched.iter().map(|touched| &touched.file.path);
    let unread = context.target.unread.iter().map(|unread| &unread.file.path);
    touched.chain(unread).chain(context.misplaced).any(|other| is_rollback_of(other, script.path))
        || describes_rollback(script)
}

/// Whether there is more below the up migration than the marks of the tool.
fn describes_down(script: &ScriptContext) -> bool {
    let below = &script.content[script.script.part.end..];
    let is_mark = |comment: &[u8]| {
        let text = String::from_utf8_lossy(comment).to_lowercase();
        let text = text.trim_start_matches('-').trim_start();
        script.layout().comment_marks.iter().any(|mark| text.starts_with(mark))
    };
    tokens(below).any(|token| token.kind != Kind::Whitespace && !is_mark(&below[token.span]))
}

/// Whether a file is the down migration of another: `down.sql` in its folder, or a file with the
/// same version or name that is called a rollback, in its own name or that of its folder.
fn is_rollback_of(other: &RelPath, path: &RelPath) -> bool {
    let lower = |name: &[u8]| String::from_utf8_lossy(name).to_lowercase();
    let (name, own) = (lower(other.file_name()), lower(path.file_name()));
    if other.parent() == path.parent() && name == "down.sql" {
        return true;
    }
    let stem = own.strip_suffix(".sql").unwrap_or(&own);
    let stem = stem.strip_suffix(".up").unwrap_or(stem);
    let version: String = stem.chars().take_while(char::is_ascii_digit).collect();
    let belongs = name.contains(stem) || (version.len() >= 8 && name.starts_with(&version));
    let names_rollback = |text: &str| ["rollback", "revert", "down", "undo"].iter().any(|word| text.contains(word));
    belongs && other != path && (names_rollback(&name) || names_rollback(&lower(other.parent().file_name())))
}

/// Whether a comment describes the rollback, such as `-- Rollback: …`.
fn describes_rollback(script: &ScriptContext) -> bool {
    let comments = tokens(script.content).filter(|token| token.kind == Kind::Comment);
    comments.into_iter().any(|comment| {
        let text = String::from_utf8_lossy(&script.content[comment.span]).to_lowercase();
        text.lines().any(|line| {
            let line = line.trim_start_matches(['-', '/', '*', ' ']);
            ["rollback", "down:", "revert", "irreversible"].iter().any(|word| line.starts_with(word))
        })
    })
}
