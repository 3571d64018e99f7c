#![doc = include_str!("missing_description.md")]

use crate::diagnostic::{Diagnostic, Family, Preset, RuleInfo, Severity};
use crate::migration::{Role, layout};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{Kind, tokens};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "missing-description",
        summary: "migration does not describe its purpose",
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

/// First words of comments that tidegate and linters read; those of migration tools are facts of their
/// layouts.
const MARKS: [&str; 2] = ["tidegate:", "sqlfluff"];

fn check(script: &ScriptContext, sink: &mut Sink) {
    let is_start = script.role == Role::Up && !script.script.continues;
    let Some(first) = script.script.statements.first().filter(|_| is_start) else {
        return;
    };
    let head = tokens(&script.content[..first.span.start]).filter(|token| token.kind == Kind::Comment);
    if head.into_iter().any(|comment| describes(&script.content[comment.span])) {
        return;
    }
    let place = script.place(&first.span);
    sink.report(
        Diagnostic::new(
            &RULE.info,
            place,
            "no comment above the first statement describes the purpose of the migration",
        )
        .label("no description above this statement")
        .why(
            "Anyone who reads the migration a year later, or during an outage, sees the statements but not the reason.",
        )
        .help("begin the file with a comment: `-- <purpose of the change, and what required it>`"),
    );
}

/// Whether a comment has at least three words and is not written for a tool.
fn describes(comment: &[u8]) -> bool {
    let text = String::from_utf8_lossy(comment).to_lowercase();
    let start = text.trim_start_matches(['-', '/', '*', ' ']);
    let mut marks = layout::ALL.iter().flat_map(|layout| layout.comment_marks).chain(&MARKS);
    let is_mark = marks.any(|mark| start.starts_with(mark));
    let words =
        text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| word.chars().any(char::is_alphabetic));
    !is_mark && words.count() >= 3
}
