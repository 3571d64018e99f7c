#![doc = include_str!("untracked_migration.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};
use crate::text::words::shell;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "untracked-migration",
        summary: "migration is untracked while others are committed",
        severity: Severity::Warning,
        fixable: false,
        forward_only: false,
        preset: Preset::Minimal,
        family: Family::History,
        expects: None,
        page: include_str!("untracked_migration.md"),
    },
    scope: Scope::History,
    needs: Needs::Nothing,
    check: Check::Project(check),
};

fn check(context: &ProjectContext, sink: &mut Sink) {
    if !context.changes.touches_migrations() {
        return;
    }
    for path in context.unstorable {
        sink.report(
            Diagnostic::new(
                &RULE.info,
                Place::File { path: path.clone() },
                "a pipe, a socket or a device has the name of a migration",
            )
            .why("Git cannot store it, so it is not part of this commit, and its content was not read.")
            .help(format!("remove it, or give it another name: `rm {}`", shell(path))),
        );
    }
    for path in context.untracked {
        sink.report(
            Diagnostic::new(
                &RULE.info,
                Place::File { path: path.clone() },
                "migration is untracked and not part of this commit",
            )
            .why("Your own database may already have it; all other databases will not get it.")
            .help(format!("stage it if it belongs to this commit: `git add {}`", shell(path))),
        );
    }
}
