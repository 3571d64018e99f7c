#![doc = include_str!("refused_by_tool.md")]

use crate::diagnostic::{Diagnostic, Family, Preset, RuleInfo, Severity};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::text::lines;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "refused-by-tool",
        summary: "migration tool does not accept the file",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::Correctness,
        expects: None,
        page: include_str!("refused_by_tool.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for refusal in script.refusals {
        // Only the first line is marked, not the rest of the file.
        let end = lines::line_end(script.content, refusal.span.start).min(refusal.span.end);
        let place = script.place(&(refusal.span.start..end));
        sink.report(
            Diagnostic::new(&RULE.info, place, refusal.message.clone())
                .label("refused here")
                .why(format!("{} stops at this file, and so does every deployment that has it.", script.layout().tool))
                .help(refusal.help.clone()),
        );
    }
}
