#![doc = include_str!("schema_changed_alone.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::migration::SchemaTouch;
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, SealState, Sink};
use crate::sql;
use crate::text::words::shell;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "schema-changed-alone",
        summary: "the schema file changes without any migration",
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
    // In a merge the file follows the migrations that either side brings.
    let is_merge = context.bases.len() > 1;
    if is_merge && context.bases.iter().any(|base| base.migrations != context.target.migrations) {
        return;
    }
    // A seal that matches proves that the file was generated from these very migrations.
    if context.changes.touches_migrations() || *context.seal == SealState::Matches {
        return;
    }
    if context.before.get(path).zip(context.contents.get(path)).is_some_and(|(old, new)| sql::same_statements(old, new))
    {
        return;
    }
    let message = match context.changes.schema {
        SchemaTouch::Untouched | SchemaTouch::Added => return,
        SchemaTouch::Edited => format!("{path} changes without any migration"),
        SchemaTouch::Deleted => format!("{path} is deleted"),
    };
    sink.report(
        Diagnostic::new(&RULE.info, Place::File { path: path.clone() }, message)
            .why("Only migrations reach a database; a schema file edited by hand describes one that nobody can build.")
            .help(format!("write the change as a migration (`tidegate new NAME`) and stage both, or unstage the file: `git restore --staged {}`", shell(path))),
    );
}
