#![doc = include_str!("conflict_markers.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};
use crate::text::words::shell;
use crate::text::{RelPath, lines};

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
        if context.project.schema.file() == Some(path) {
            let help = format!("regenerate {path} from the migrations and stage it: `tidegate verify --write --stage`");
            report(path, content, help, sink);
        } else {
            in_file(path, content, sink);
        }
    }
}

/// Reports the markers in a file that is resolved by hand.
pub fn in_file(path: &RelPath, content: &[u8], sink: &mut Sink) {
    report(
        path,
        content,
        format!("keep the correct lines, delete the markers, then run `git add {}`", shell(path)),
        sink,
    );
}

fn report(path: &RelPath, content: &[u8], help: String, sink: &mut Sink) {
    let Some(span) = lines::conflict_marker(content) else { return };
    sink.report(
        Diagnostic::new(&RULE.info, Place::content(path, content, &span), "merge conflict is not resolved")
            .label("conflict marker")
            .why("Both sides of the conflict would be sent to the database.")
            .help(help),
    );
}
