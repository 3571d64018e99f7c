#![doc = include_str!("duplicate_version.md")]

use crate::diagnostic::{Diagnostic, Family, Fix, Place, Preset, RuleInfo, Severity};
use crate::migration::{FileStatus, History, Migration, Role, next_version};
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "duplicate-version",
        summary: "two migrations have one version",
        severity: Severity::Error,
        fixable: true,
        forward_only: false,
        preset: Preset::Minimal,
        family: Family::History,
        expects: None,
        page: include_str!("duplicate_version.md"),
    },
    scope: Scope::History,
    needs: Needs::Nothing,
    check: Check::Project(check),
};

fn check(context: &ProjectContext, sink: &mut Sink) {
    for twins in same_version(context.target) {
        // Twins that one base side has together are old news unless somebody asks for them.
        let is_old = context.bases.iter().any(|base| {
            let in_base = |twin: &&Migration| base.migrations.iter().any(|migration| migration.path == twin.path);
            twins.iter().filter(|twin| in_base(twin)).count() == twins.len()
        });
        let is_asked = twins
            .iter()
            .flat_map(|twin| &twin.scripts)
            .any(|script| context.changes.status(&script.file.path) == Some(&FileStatus::Unchanged));
        if is_old && !is_asked {
            continue;
        }
        let newcomer = newcomer(context, &twins);
        let Some(other) = twins.iter().find(|twin| twin.path != newcomer.path) else {
            continue;
        };
        sink.report(diagnostic(context, newcomer, other));
    }
    // What the other branch has got meanwhile meets this at the merge.
    for newcomer in context.added().filter(|newcomer| newcomer.is_versioned()) {
        let is_twin = |other: &&Migration| {
            other.version.identity == newcomer.version.identity
                && other.path != newcomer.path
                && other.scripts.iter().any(|script| script.role == Role::Up)
        };
        let moves_forward = newcomer.scripts.iter().any(|script| script.role == Role::Up);
        let there = context.shared.into_iter().flat_map(History::iter).find(is_twin);
        if let Some(other) = there.filter(|other| moves_forward && !context.is_in_target(&other.path)) {
            sink.report(diagnostic(context, newcomer, other));
        }
    }
}

/// Groups of migrations that the tool would take for one, or that nothing but chance puts
/// in order.
fn same_version(history: &History) -> Vec<Vec<&Migration>> {
    let moves_forward = |migration: &&Migration| {
        migration.is_versioned() && migration.scripts.iter().any(|script| script.role == Role::Up)
    };
    let key = |migration: &Migration| {
        let version = &migration.version;
        if version.is_stamp() { version.text.clone().into_bytes() } else { version.identity.clone() }
    };
    let mut keyed: Vec<(Vec<u8>, &Migration)> =
        history.iter().filter(moves_forward).map(|migration| (key(migration), migration)).collect();
    keyed.sort_by(|one, other| one.0.cmp(&other.0));
    let groups = keyed.chunk_by(|one, other| one.0 == other.0).filter(|group| group.len() > 1);
    groups.map(|group| group.iter().map(|(_, migration)| *migration).collect()).collect()
}

/// The one that is to move: not in any base, staged now, and the last by name.
fn newcomer<'a>(context: &ProjectContext, twins: &[&'a Migration]) -> &'a Migration {
    let is_new = |twin: &&&Migration| !context.is_in_base(&twin.path);
    let in_first_base = |twin: &&&Migration| {
        context.bases.first().is_some_and(|base| base.migrations.iter().any(|migration| migration.path == twin.path))
    };
    // In a merge both may be old, each on its side: the one that is not ours moves least.
    let found = twins.iter().rfind(is_new).or_else(|| twins.iter().rfind(in_first_base));
    found.unwrap_or(&twins[twins.len() - 1])
}

fn diagnostic(context: &ProjectContext, newcomer: &Migration, other: &Migration) -> Diagnostic {
    let version = &newcomer.version.text;
    let start = memchr::memmem::find(newcomer.name(), version.as_bytes()).unwrap_or(0);
    let place = Place::Name { path: newcomer.path.clone(), span: start..start + version.len() };
    let fix = fix(context, newcomer);
    let is_key = newcomer.version.identity == other.version.identity;
    let tool = context.project.layout.tool;
    let why = if is_key {
        format!(
            "The version is how {tool} remembers what it has applied: one of the two would never run, or the run fails."
        )
    } else {
        format!("{tool} orders them by the rest of their names, which nobody chose for that.")
    };
    let diagnostic = Diagnostic::new(
        &RULE.info,
        place,
        format!("version {version} is taken by `{}`", crate::text::path::printable(other.name())),
    )
    .label("the same version")
    .why(why)
    .help(crate::rules::context::rename::help(fix.as_ref(), "rename one of them to a free version"))
    .fix(fix);
    if is_key { diagnostic } else { diagnostic.severity(Severity::Warning) }
}

/// The version the newcomer gets with all others that need one; in a merge, where neither
/// side is new, the next free one.
fn fix(context: &ProjectContext, newcomer: &Migration) -> Option<Fix> {
    crate::rules::context::rename::fix(context, newcomer).or_else(|| {
        let version =
            next_version(context.target, context.project.layout, Some(&newcomer.version), context.options.now);
        crate::rules::context::rename::fix_to(context, newcomer, &version)
    })
}
