#![doc = include_str!("refused_by_tool.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::migration::layout::Refusal;
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, ScriptContext, Sink};
use crate::sql;
use crate::text::{Span, lines};

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
    check: Check::ScriptAndProject(check, check_schema_file),
};

fn first_line(script: &ScriptContext, span: &Span) -> Place {
    let end = lines::line_end(script.file_content(), span.start).min(span.end);
    script.place_in_file(&(span.start..end))
}

fn check(script: &ScriptContext, sink: &mut Sink) {
    for condition in script.conditions {
        sink.report(
            Diagnostic::new(&RULE.info, first_line(script, &condition.span), condition.message.clone())
                .severity(Severity::Warning)
                .label("needs a setting of the tool")
                .why(condition.why.clone())
                .help(condition.help.clone()),
        );
    }
    // An empty down migration is reported by others.
    let is_empty_down = script.is_down() && sql::is_empty(script.content);
    for refusal in script.refusals.iter().filter(|refusal| !is_empty_down && !is_about_bytes(script, refusal)) {
        // Only the first line is marked, not the rest of the file.
        let place = first_line(script, &refusal.span);
        let tool = script.layout().tool;
        let diagnostic = Diagnostic::new(&RULE.info, place, refusal.message.clone()).label("refused here");
        sink.report(match refusal.until {
            None => diagnostic
                .why(if script.is_down() {
                    format!("{tool} stops at this file when it reverts the migration.")
                } else {
                    format!("{tool} stops at this file, and so does every deployment that has it.")
                })
                .help(refusal.help.clone()),
            Some(release) => diagnostic
                .severity(Severity::Warning)
                .why(format!("A deployment with a release before {release} stops at this file; newer ones accept it."))
                .help(refusal.help.clone()),
        });
    }
}

/// Reports a command in the schema file that psql refuses, with which the file is loaded.
fn check_schema_file(context: &ProjectContext, sink: &mut Sink) {
    let Some(path) = context.project.schema.file() else { return };
    let Some(content) = context.contents.get(path) else { return };
    let Some((span, reason)) = sql::refused_by_psql(content) else { return };
    // The other side of a conflict has a key of its own.
    if lines::conflict_marker(content).is_some() {
        return;
    }
    sink.report(
        Diagnostic::new(&RULE.info, Place::content(path, content, &span), reason)
            .label("refused here")
            .why(format!("psql stops at this line when it loads {path}."))
            .help(format!("regenerate {path} from the migrations and stage it: `tidegate verify --write --stage`")),
    );
}

/// Whether a refusal is about a byte that `not-utf8` reports.
fn is_about_bytes(script: &ScriptContext, refusal: &Refusal) -> bool {
    let text = &script.content[refusal.span.clone()];
    text == b"\0" || std::str::from_utf8(text).is_err()
}
