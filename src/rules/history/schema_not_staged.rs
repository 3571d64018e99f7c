#![doc = include_str!("schema_not_staged.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::migration::{FileStatus, Role, Schema, SchemaTouch};
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, SealState, Sink};
use crate::sql;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "schema-not-staged",
        summary: "migrations change but the schema file does not",
        severity: Severity::Error,
        fixable: false,
        forward_only: false,
        preset: Preset::Minimal,
        family: Family::History,
        expects: None,
        page: include_str!("schema_not_staged.md"),
    },
    scope: Scope::History,
    needs: Needs::Nothing,
    check: Check::Project(check),
};

fn check(context: &ProjectContext, sink: &mut Sink) {
    if !context.changes.touches_migrations() {
        return;
    }
    let path = match &context.project.schema {
        Schema::File(path) => path,
        Schema::None if !context.project.declared.is_empty() => return check_declared(context, sink),
        Schema::None => {
            sink.not_run(&RULE.info, context.project, "the project has no schema file");
            return;
        }
        // `schema = false` disables this rule on purpose, so it is not listed as not run.
        Schema::Disabled => return,
    };
    // `stale-seal` reports the same more precisely.
    if context.changes.schema != SchemaTouch::Untouched
        || matches!(context.seal, SealState::Stale { .. } | SealState::Matches)
    {
        return;
    }
    let Some(cause) = first_schema_change(context) else {
        return;
    };
    let help = if context.target.schema.is_some() {
        format!(
            "regenerate and stage {path} with `tidegate verify --write --stage`; if it does not change, add this comment at the head of the migration: `-- tidegate:allow schema-not-staged <reason>`"
        )
    } else {
        format!(
            "generate and stage {path} with `tidegate verify --write --stage`, or set `schema = false` in tidegate.toml"
        )
    };
    sink.report(
        Diagnostic::new(&RULE.info, Place::File { path: path.clone() }, format!("{path} is not staged together with `{cause}`"))
            .why("The schema file no longer matches the migrations, so developers, reviewers and code generators see an outdated schema.")
            .help(help)
            .related(context.changes.touched.iter().map(|touched| touched.file.path.clone()).collect()),
    );
}

/// Reports a change of the schema that no declaration follows.
fn check_declared(context: &ProjectContext, sink: &mut Sink) {
    let (true, Some(path)) = (
        context.changes.declared.is_empty(),
        context.project.declared.iter().find(|path| context.project.declares(path)),
    ) else {
        return;
    };
    let Some(cause) = first_schema_change(context) else { return };
    let folder = path.parent();
    sink.report(
        Diagnostic::new(&RULE.info, Place::File { path: path.clone() }, format!("no file of {folder} is staged together with `{cause}`"))
            .why("These files declare the schema: the next migration that is generated from them reverts what this one changes.")
            .help(format!("make the same change in the files of {folder} and stage them; if the migration does not change what they declare, add this comment at its head: `-- tidegate:allow schema-not-staged <reason>`"))
            .related(context.changes.touched.iter().map(|touched| touched.file.path.clone()).collect()),
    );
}

/// The first touched file that can change the schema: neither one that only changes data, nor
/// one of which only comments are edited.
fn first_schema_change(context: &ProjectContext) -> Option<String> {
    let role = |path| {
        context
            .target
            .of_file(path)
            .and_then(|migration| migration.scripts.iter().find(|script| &script.file.path == path))
            .map(|script| script.role)
    };
    let touched = context.touched().find(|(touched, content)| {
        let moves_forward = role(&touched.file.path).is_some_and(|role| role != Role::Down);
        let is_change = match touched.status {
            FileStatus::Unchanged => false,
            FileStatus::Edited | FileStatus::Renamed { .. } => {
                context.before.get(&touched.file.path).is_none_or(|old| !sql::same_statements(old, content))
            }
            FileStatus::Added => true,
        };
        moves_forward && is_change && sql::may_change_schema(content)
    });
    let found = touched.map(|(touched, _)| &touched.file.path);
    let old_names = context.changes.old_names();
    let found = found.or_else(|| {
        let was_migration =
            |path: &&crate::text::RelPath| context.bases.iter().any(|base| base.of_file(path).is_some());
        context
            .changes
            .deleted
            .iter()
            .map(|file| &file.path)
            .filter(|path| !old_names.contains(path))
            .find(was_migration)
    });
    found.map(|path| crate::text::path::printable(path.file_name()))
}
