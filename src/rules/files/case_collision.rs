#![doc = include_str!("case_collision.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};
use crate::text::RelPath;
use crate::text::words::shell;
use std::collections::{BTreeMap, BTreeSet};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "case-collision",
        summary: "two file names differ only in case",
        severity: Severity::Error,
        fixable: false,
        forward_only: false,
        preset: Preset::Minimal,
        family: Family::Files,
        expects: None,
        page: include_str!("case_collision.md"),
    },
    scope: Scope::History,
    needs: Needs::Nothing,
    check: Check::Project(check),
};

fn check(context: &ProjectContext, sink: &mut Sink) {
    let added =
        context.changes.touched.iter().filter(|touched| touched.has_new_name()).map(|touched| &touched.file.path);
    let added: BTreeMap<Vec<u8>, &RelPath> = added.map(|path| (folded(path), path)).collect();
    if added.is_empty() {
        return;
    }
    // A name in ASCII is as long in lower case.
    let lengths: BTreeSet<usize> = added.keys().map(Vec::len).collect();
    let scripts = context.target.iter().flat_map(|migration| migration.scripts.iter().map(|script| &script.file.path));
    for other in scripts.chain(context.target.unread.iter().map(|unread| &unread.file.path)) {
        if !lengths.contains(&other.as_bytes().len()) && other.as_bytes().is_ascii() {
            continue;
        }
        let Some(path) = added.get(&folded(other)).filter(|path| **path != other) else {
            continue;
        };
        let place = Place::Name { path: (*path).clone(), span: 0..path.file_name().len() };
        sink.report(
            Diagnostic::new(&RULE.info, place, format!("file name differs from `{other}` only in case"))
                .label("same file on macOS and Windows")
                .why("On a case-insensitive file system, one of the two replaces the other at checkout, and one migration is lost.")
                .help(format!("rename one of them: `git mv {} NEW_NAME`", shell(path))),
        );
    }
}

/// The path as a case-insensitive file system compares it.
fn folded(path: &RelPath) -> Vec<u8> {
    let bytes = path.as_bytes();
    if bytes.is_ascii() {
        bytes.to_ascii_lowercase()
    } else {
        String::from_utf8_lossy(bytes).to_lowercase().into_bytes()
    }
}
