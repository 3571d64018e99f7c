#![doc = include_str!("out_of_order.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::migration::{History, Migration, Role};
use crate::rules::context::{baseline, rename};
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};
use crate::text::path::printable;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "out-of-order",
        summary: "new migration sorts before one that the base already has",
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
        if !moves_forward || context.is_in_base(&migration.path) || baseline::has_new_name(context, migration) {
            continue;
        }
        let is_after = |last: &&&Migration| {
            last.version.order > migration.version.order && last.version.identity != migration.version.identity
        };
        if let Some(last) = lasts.iter().find(is_after) {
            sink.report(diagnostic(context, migration, last, "is already committed"));
        } else if let Some(last) = shared.iter().find(is_after) {
            // The other branch has new migrations: not wrong yet, but it will be after the merge.
            let found = diagnostic(context, migration, last, "has been added to the other branch");
            sink.report(found.severity(Severity::Warning));
        }
    }
}

/// The last migration of a base, without masters that always sort last.
fn last<'a>(context: &ProjectContext, base: &'a History) -> Option<&'a Migration> {
    let is_master = |migration: &&Migration| context.options.allowed_timestamps.contains(&migration.version.text);
    // A migration that is deleted or renamed does not count.
    base.iter().rfind(|migration| migration.is_versioned() && !is_master(migration) && context.is_kept(&migration.path))
}

fn diagnostic(context: &ProjectContext, migration: &Migration, last: &Migration, which: &str) -> Diagnostic {
    let version = &migration.version.text;
    let start = memchr::memmem::find(migration.name(), version.as_bytes()).unwrap_or(0);
    let place = Place::Name { path: migration.path.clone(), span: start..start + version.len() };
    let fix = rename::fix(context, migration);
    let help = match baseline::better_name(context, last) {
        Some(name) => baseline::help(context, last, name),
        None => {
            rename::help(fix.as_ref(), &format!("rename it to a version after {} with `git mv`", last.version.text))
        }
    };
    Diagnostic::new(&RULE.info, place, format!("migration sorts before `{}`, which {which}", printable(last.name())))
        .label(format!("earlier than {}", last.version.text))
        .why(format!(
            "Databases that have applied the later one would run this one after it, new databases before it: the same files give two schemas, and {} may reject this file.",
            context.project.layout.tool
        ))
        .help(help)
        .fix(fix)
}
