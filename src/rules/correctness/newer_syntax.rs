#![doc = include_str!("newer_syntax.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "newer-syntax",
        summary: "a statement needs a newer PostgreSQL than the project runs on",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::Correctness,
        expects: None,
        page: include_str!("newer_syntax.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    let Some(major) = script.options().postgres else {
        return;
    };
    for statement in &script.script.statements {
        let Some((needed, operation, span)) = statement.needs.as_ref().filter(|(needed, _, _)| *needed > major) else {
            continue;
        };
        let place = Place::content(script.path, script.content, span);
        sink.report(
            Diagnostic::new(&RULE.info, place, format!("{operation} needs PostgreSQL {needed}, the project runs on {major}"))
                .statement(statement.span.clone(), None)
                .label(format!("not known before PostgreSQL {needed}"))
                .why(format!("PostgreSQL {major} answers with a syntax error, and the migration stops here."))
                .help(format!("write it for PostgreSQL {major}, or set `postgres = {needed}` in tidegate.toml once every database runs on that")),
        );
    }
}
