#![doc = include_str!("schema_changed_alone.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::dump;
use crate::migration::SchemaTouch;
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, SealState, Sink};
use crate::text::words::shell;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "schema-changed-alone",
        summary: "schema file changes without a migration",
        severity: Severity::Error,
        fixable: false,
        forward_only: false,
        preset: Preset::Minimal,
        family: Family::History,
        expects: None,
        page: include_str!("schema_changed_alone.md"),
    },
    scope: Scope::History,
    needs: Needs::Nothing,
    check: Check::Project(check),
};

fn check(context: &ProjectContext, sink: &mut Sink) {
    let Some(path) = context.project.schema.file() else {
        return;
    };
    // In a merge the schema file changes with the migrations of either side.
    let is_merge = context.bases.len() > 1;
    if is_merge && context.bases.iter().any(|base| base.migrations != context.target.migrations) {
        return;
    }
    // A matching seal proves that the file was generated from exactly these migrations.
    if context.changes.touches_migrations() || *context.seal == SealState::Matches {
        return;
    }
    if context.before.get(path).zip(context.contents.get(path)).is_some_and(|(old, new)| dump::same_schema(old, new)) {
        return;
    }
    let message = match context.changes.schema {
        SchemaTouch::Untouched | SchemaTouch::Added => return,
        SchemaTouch::Edited => format!("{path} changes without a migration"),
        SchemaTouch::Deleted => format!("{path} is deleted"),
    };
    sink.report(
        Diagnostic::new(&RULE.info, Place::File { path: path.clone() }, message)
            .why("Only migrations change a database: a schema file that is edited by hand describes a schema that no database has.")
            .help(format!("write the change as a migration (`tidegate new NAME`) and stage both, or unstage the file: `git restore --staged {}`", shell(path))),
    );
}
