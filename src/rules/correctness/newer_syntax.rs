#![doc = include_str!("newer_syntax.md")]

use crate::diagnostic::{Diagnostic, Family, Preset, RuleInfo, Severity};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "newer-syntax",
        summary: "syntax requires a newer PostgreSQL than the project uses",
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
        let Some((needed, syntax, span)) = statement.needs.as_deref().filter(|(needed, _, _)| *needed > major) else {
            continue;
        };
        let place = script.place(span);
        sink.report(
            Diagnostic::new(&RULE.info, place, format!("PostgreSQL {major} does not support {syntax}"))
                .statement(statement.span.clone(), None)
                .label(format!("added in PostgreSQL {needed}"))
                .why(format!("The project runs on PostgreSQL {major}, according to `postgres` in tidegate.toml; it rejects the statement, and the migration stops here."))
                .help(format!("rewrite the statement for PostgreSQL {major}, or set `postgres = {needed}` in tidegate.toml once every database runs that version")),
        );
    }
}
