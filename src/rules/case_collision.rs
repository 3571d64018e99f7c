#![doc = include_str!("case_collision.md")]

use super::{Check, Rule, Scope, Sink, Subject};
use crate::diagnostic::{Diagnostic, Place, RuleInfo, Severity};
use crate::text::RelPath;
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "case-collision",
        summary: "two file names differ in upper and lower case only",
        severity: Severity::Error,
        fixable: false,
        forward_only: false,
        page: include_str!("case_collision.md"),
    },
    scope: Scope::History,
    check: Check::Project(check),
};

fn check(subject: &Subject, sink: &mut Sink) {
    let has_new_name = |path: &RelPath| {
        subject.changes.touched.iter().any(|touched| touched.has_new_name() && &touched.file.path == path)
    };
    if !subject.changes.touched.iter().any(crate::migration::Touched::has_new_name) {
        return;
    }
    let scripts =
        subject.target.migrations.iter().flat_map(|migration| migration.scripts.iter().map(|script| &script.file.path));
    let mut folded: BTreeMap<String, Vec<&RelPath>> = BTreeMap::new();
    for path in scripts.chain(subject.target.unread.iter().map(|unread| &unread.file.path)) {
        folded.entry(String::from_utf8_lossy(path.as_bytes()).to_lowercase()).or_default().push(path);
    }
    for twins in folded.values().filter(|twins| twins.len() > 1) {
        let Some(newcomer) = twins.iter().rfind(|path| has_new_name(path)) else {
            continue;
        };
        let Some(other) = twins.iter().find(|path| path != &newcomer) else {
            continue;
        };
        let place = Place::Name { path: (*newcomer).clone(), span: 0..newcomer.file_name().len() };
        sink.report(
            Diagnostic::new(&RULE.info, place, format!("`{other}` is the same name but for upper and lower case"))
                .label("one file on macOS and Windows")
                .why("On file systems that ignore case one of the two replaces the other at checkout, and one migration is lost.")
                .help(format!("rename one: `git mv {newcomer} <another name>`")),
        );
    }
}
