#![doc = include_str!("out_of_order.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::migration::{History, Migration, Role};
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};
use crate::text::path::printable;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "out-of-order",
        summary: "a new migration sorts before one that the base already has",
        severity: Severity::Error,
        fixable: true,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::History,
        expects: None,
        page: include_str!("out_of_order.md"),
    },
    scope: Scope::History,
    needs: Needs::Nothing,
    check: Check::Project(check),
};

fn check(context: &ProjectContext, sink: &mut Sink) {
    let lasts: Vec<&Migration> = context.bases.iter().filter_map(|base| last(context, base)).collect();
    let shared = context.shared.and_then(|shared| last(context, shared));
    for migration in context.added() {
        let moves_forward = migration.scripts.iter().any(|script| script.role == Role::Up);
        if !moves_forward || context.is_in_base(&migration.path) {
            continue;
        }
        let is_after = |last: &&&Migration| {
            last.version.order > migration.version.order && last.version.identity != migration.version.identity
        };
        if let Some(last) = lasts.iter().find(is_after) {
            sink.report(diagnostic(context, migration, last, "is committed already"));
        } else if let Some(last) = shared.iter().find(is_after) {
            // The branch has gone on meanwhile; that is nobody's fault, but will be in the way.
            let told = diagnostic(context, migration, last, "the other branch has by now");
            sink.report(told.severity(Severity::Warning));
        }
    }
}

/// The last migration of a base, masters that always sort last left out.
fn last<'a>(context: &ProjectContext, base: &'a History) -> Option<&'a Migration> {
    let is_master = |migration: &&Migration| context.options.allowed_timestamps.contains(&migration.version.text);
    // A migration that goes away, or gets another name, is nobody's predecessor.
    base.iter().rfind(|migration| migration.is_versioned() && !is_master(migration) && context.is_kept(&migration.path))
}

fn diagnostic(context: &ProjectContext, migration: &Migration, last: &Migration, which: &str) -> Diagnostic {
    let version = &migration.version.text;
    let start = memchr::memmem::find(migration.name(), version.as_bytes()).unwrap_or(0);
    let place = Place::Name { path: migration.path.clone(), span: start..start + version.len() };
    let fix = crate::rules::context::rename::fix(context, migration);
    Diagnostic::new(&RULE.info, place, format!("this migration sorts before `{}`, which {which}", printable(last.name())))
        .label(format!("earlier than {}", last.version.text))
        .why(format!(
            "A database that has the later one gets this one after it, a fresh one before it: the same files give two schemas, and {} may refuse it.",
            context.project.layout.tool
        ))
        .help(crate::rules::context::rename::help(fix.as_ref(), "give it a version after the last one"))
        .fix(fix)
}
