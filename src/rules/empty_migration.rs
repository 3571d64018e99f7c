#![doc = include_str!("empty_migration.md")]

use super::{Check, Rule, Scope, Sink, Subject};
use crate::diagnostic::{Diagnostic, Place, Preset, RuleInfo, Severity};
use crate::migration::{Kind, Role};
use crate::sql;
use crate::text::words::shell;

pub(super) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "empty-migration",
        summary: "the migration holds no statement",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Minimal,
        page: include_str!("empty_migration.md"),
    },
    scope: Scope::File,
    check: Check::Project(check),
};

fn check(subject: &Subject, sink: &mut Sink) {
    for (touched, content) in subject.touched() {
        let path = &touched.file.path;
        let migration = subject.target.of_file(path);
        let moves_forward = migration.is_some_and(|migration| {
            migration.scripts.iter().any(|script| &script.file.path == path && script.role != Role::Down)
        });
        if touched.file.kind != Kind::File
            || !moves_forward
            || !sql::is_empty(subject.project.layout.forward_part(content))
        {
            continue;
        }
        let what = if content.is_empty() { "the file is empty" } else { "the file holds nothing but comments" };
        sink.report(
            Diagnostic::new(&RULE.info, Place::File { path: path.clone() }, what)
                .why("It will be recorded as applied everywhere; the SQL that was meant to be in it can then never be added.")
                .help(format!("write the SQL and `git add {0}`, or unstage it: `git restore --staged {0}`", shell(path))),
        );
    }
}
