#![doc = include_str!("filtered_content.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::rules::context::stored::stored;
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "filtered-content",
        summary: "git stores a pointer or encrypted text instead of the SQL",
        severity: Severity::Error,
        fixable: false,
        forward_only: false,
        preset: Preset::Minimal,
        family: Family::Files,
        expects: None,
        page: include_str!("filtered_content.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Project(check),
};

fn check(context: &ProjectContext, sink: &mut Sink) {
    for (path, content) in context.contents {
        let Some(stored) = stored(content) else { continue };
        let file = if context.project.schema.file() == Some(path) { "schema file" } else { "migration" };
        let end = memchr::memchr(b'\n', content).unwrap_or(content.len()).min(80);
        sink.report(
            Diagnostic::new(&RULE.info, Place::content(path, content, &(0..end)), format!("{file} is {}", stored.what))
                .label("not SQL")
                .why("Git stores this text and not the SQL, so the SQL was not checked, and the migration tool fails on it wherever the filter is not installed.")
                .help(stored.remedy(path)),
        );
    }
}
