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

/// Markers that git writes at the start of a line (git-merge(1), "How conflicts are presented").
/// A bare `=======` is not included: it is also used to draw lines in comments.
const MARKERS: [&[u8]; 3] = [b"<<<<<<<", b"|||||||", b">>>>>>>"];

fn check(context: &ProjectContext, sink: &mut Sink) {
    for (path, content) in context.contents {
        let marker = lines::lines(content).find(|(_, line)| {
            let marked = line.get(..7).is_some_and(|start| MARKERS.contains(&start));
            marked && line.get(7).is_none_or(|next| *next == b' ')
        });
        if let Some((span, _)) = marker {
            sink.report(
                Diagnostic::new(&RULE.info, Place::content(path, content, &span), "merge conflict is not resolved")
                    .label("conflict marker")
                    .why("Both sides of the conflict would be sent to the database.")
                    .help(format!("keep the correct lines, delete the markers, then run `git add {}`", shell(path))),
            );
        }
    }
}
