#![doc = include_str!("missing_description.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::migration::Role;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{Kind, tokens};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "missing-description",
        summary: "a migration does not say what it is for",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        family: Family::Style,
        expects: None,
        page: include_str!("missing_description.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

/// Comments that tools write or read.
const MARKS: [&str; 9] = [
    "migrate:",
    "+goose",
    "tidegate:",
    "no-transaction",
    "prisma",
    "createtable",
    "altertable",
    "dropindex",
    "sqlfluff",
];

fn check(script: &ScriptContext, sink: &mut Sink) {
    let Some(first) = script.script.statements.first().filter(|_| script.role == Role::Up) else {
        return;
    };
    let head = tokens(&script.content[..first.span.start]).filter(|token| token.kind == Kind::Comment);
    if head.into_iter().any(|comment| describes(&script.content[comment.span])) {
        return;
    }
    let place = Place::content(script.path, script.content, &first.span);
    sink.report(
        Diagnostic::new(&RULE.info, place, "no comment above the first statement says what the migration is for")
            .label("why is this done?")
            .why("Whoever meets it in a year, or in an outage, has the statements and not the reason.")
            .help("begin the file with a comment: `-- <what it is for, and what asked for it>`"),
    );
}

/// Three words of a person's.
fn describes(comment: &[u8]) -> bool {
    let text = String::from_utf8_lossy(comment).to_lowercase();
    let is_mark = MARKS.iter().any(|mark| text.trim_start_matches(['-', '/', '*', ' ']).starts_with(mark));
    let words =
        text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| word.chars().any(char::is_alphabetic));
    !is_mark && words.count() >= 3
}
