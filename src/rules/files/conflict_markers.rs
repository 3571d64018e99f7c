#![doc = include_str!("conflict_markers.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};
use crate::text::lines;
use crate::text::words::shell;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "conflict-markers",
        summary: "file contains merge conflict markers",
        severity: Severity::Error,
        fixable: false,
        forward_only: false,
        preset: Preset::Minimal,
        family: Family::Files,
        expects: None,
        page: include_str!("conflict_markers.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Project(check),
};

fn check(context: &ProjectContext, sink: &mut Sink) {
    for (path, content) in context.contents {
        if let Some(span) = lines::conflict_marker(content) {
            let help = if context.project.schema.file() == Some(path) {
                format!("regenerate {path} from the migrations and stage it: `tidegate verify --write --stage`")
            } else {
                format!("keep the correct lines, delete the markers, then run `git add {}`", shell(path))
            };
            sink.report(
                Diagnostic::new(&RULE.info, Place::content(path, content, &span), "merge conflict is not resolved")
                    .label("conflict marker")
                    .why("Both sides of the conflict would be sent to the database.")
                    .help(help),
            );
        }
    }
}
