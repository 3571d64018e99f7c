#![doc = include_str!("case_collision.md")]

use super::{Check, Rule, Scope, Sink, Subject};
use crate::diagnostic::{Diagnostic, Place, RuleInfo, Severity};
use crate::text::RelPath;

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
    let newcomers: Vec<&RelPath> = subject
        .changes
        .touched
        .iter()
        .filter(|touched| touched.has_new_name())
        .map(|touched| &touched.file.path)
        .collect();
    if newcomers.is_empty() {
        return;
    }
    let scripts = subject.target.iter().flat_map(|migration| migration.scripts.iter().map(|script| &script.file.path));
    let paths: Vec<&RelPath> = scripts.chain(subject.target.unread.iter().map(|unread| &unread.file.path)).collect();
    for newcomer in newcomers {
        // Of two newcomers the later one is reported.
        let is_twin = |path: &&&RelPath| {
            ***path != *newcomer && same_but_for_case(path, newcomer) && (!is_new(subject, path) || **path < newcomer)
        };
        let Some(other) = paths.iter().find(is_twin) else {
            continue;
        };
        let place = Place::Name { path: newcomer.clone(), span: 0..newcomer.file_name().len() };
        sink.report(
            Diagnostic::new(&RULE.info, place, format!("`{other}` is the same name but for upper and lower case"))
                .label("one file on macOS and Windows")
                .why("On file systems that ignore case one of the two replaces the other at checkout, and one migration is lost.")
                .help(format!("rename one: `git mv {newcomer} <another name>`")),
        );
    }
}

fn is_new(subject: &Subject, path: &RelPath) -> bool {
    subject.changes.standing(path).is_some_and(|standing| *standing != crate::migration::Standing::Edited)
}

fn same_but_for_case(one: &RelPath, other: &RelPath) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.is_ascii() || other.is_ascii() {
        return one.eq_ignore_ascii_case(other);
    }
    String::from_utf8_lossy(one).to_lowercase() == String::from_utf8_lossy(other).to_lowercase()
}
