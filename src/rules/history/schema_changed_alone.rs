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
    // In a merge the schema file changes with the migrations of either side.
    let is_merge = context.bases.len() > 1;
    if is_merge && context.bases.iter().any(|base| base.migrations != context.target.migrations) {
        return;
    }
    if context.changes.touches_migrations() {
        return;
    }
    check_declared(context, sink);
    // A matching seal proves that the file was generated from exactly these migrations.
    let Some(path) = context.project.schema.file().filter(|_| *context.seal != SealState::Matches) else {
        return;
    };
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

/// Reports declarations that change by meaning: whichever of the files they are in.
fn check_declared(context: &ProjectContext, sink: &mut Sink) {
    let touched = &context.changes.declared;
    // The first declarations of a project describe what its migrations have created.
    let is_first = context.project.declared.iter().filter(|path| context.project.declares(path)).count()
        == touched.len()
        && touched.iter().all(|(_, touch)| *touch == SchemaTouch::Added);
    let Some((path, touch)) = touched.first().filter(|_| !is_first) else { return };
    let side = |contents: &'_ crate::rules::Contents| {
        let content = |(path, _): &(crate::text::RelPath, SchemaTouch)| contents.get(path).cloned();
        touched.iter().filter_map(content).collect::<Vec<_>>()
    };
    let (old, new) = (side(context.before), side(context.contents));
    if dump::same_declarations(old.iter().map(|file| &file[..]), new.iter().map(|file| &file[..])) {
        return;
    }
    let verb = if *touch == SchemaTouch::Deleted { "is deleted" } else { "changes" };
    sink.report(
        Diagnostic::new(&RULE.info, Place::File { path: path.clone() }, format!("{path} {verb} without a migration"))
            .why("This file declares the schema, and only migrations change a database: the declaration describes a schema that no database has.")
            .help("generate the migration from the declarations and stage it: `supabase db diff -f NAME`")
            .related(touched.iter().skip(1).map(|(path, _)| path.clone()).collect()),
    );
}
