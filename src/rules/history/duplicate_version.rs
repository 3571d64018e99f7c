#![doc = include_str!("duplicate_version.md")]

use crate::diagnostic::{Diagnostic, Family, Fix, Place, Preset, RuleInfo, Severity};
use crate::migration::{FileStatus, History, Migration, Role, next_version};
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "duplicate-version",
        summary: "two migrations share a version",
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
    for duplicates in same_version(context.target) {
        // Duplicates that already exist together on one base are reported only if their files
        // are checked explicitly.
        let is_old = context.bases.iter().any(|base| duplicates.iter().all(|other| base.has(&other.path)));
        let is_requested = duplicates
            .iter()
            .flat_map(|migration| &migration.scripts)
            .any(|script| context.changes.status(&script.file.path) == Some(&FileStatus::Unchanged));
        if is_old && !is_requested {
            continue;
        }
        for migration in to_rename(context, &duplicates) {
            if let Some(other) = duplicates.iter().find(|other| other.path != migration.path) {
                sink.report(diagnostic(context, migration, other));
            }
        }
    }
    // Migrations added to the other branch since the base meet these at the merge.
    for migration in context.added().filter(|migration| migration.is_versioned()) {
        let is_duplicate = |other: &&Migration| {
            other.path != migration.path && other.scripts.iter().any(|script| script.role == Role::Up)
        };
        let moves_forward = migration.scripts.iter().any(|script| script.role == Role::Up);
        let mut shared = context.shared.into_iter().flat_map(|shared| shared.of_identity(&migration.version.identity));
        let shared = shared.find(is_duplicate);
        if let Some(other) = shared.filter(|other| moves_forward && !context.is_in_target(&other.path)) {
            sink.report(diagnostic(context, migration, other));
        }
    }
}

/// Groups of migrations that the migration tool cannot distinguish by version, or whose order
/// is decided by the rest of their names.
fn same_version(history: &History) -> Vec<Vec<&Migration>> {
    let moves_forward = |migration: &&Migration| {
        migration.is_versioned() && migration.scripts.iter().any(|script| script.role == Role::Up)
    };
    let mut keyed: Vec<(&[u8], &Migration)> =
        history.iter().filter(moves_forward).map(|migration| (key(migration), migration)).collect();
    keyed.sort_by(|one, other| one.0.cmp(other.0));
    let groups = keyed.chunk_by(|one, other| one.0 == other.0).filter(|group| group.len() > 1);
    groups.map(|group| group.iter().map(|(_, migration)| *migration).collect()).collect()
}

fn key(migration: &Migration) -> &[u8] {
    let version = &migration.version;
    if version.is_stamp() { version.text.as_bytes() } else { &version.identity }
}

/// The migrations to rename: all that no base has, except the first where no base has any.
fn to_rename<'a>(context: &ProjectContext, duplicates: &[&'a Migration]) -> Vec<&'a Migration> {
    let is_new = |migration: &&Migration| !context.is_in_base(&migration.path);
    let new: Vec<&Migration> = duplicates.iter().copied().filter(is_new).collect();
    if !new.is_empty() {
        let kept = usize::from(new.len() == duplicates.len());
        return new[kept..].to_vec();
    }
    // In a merge both can be old, one on each side: renaming our own disturbs least.
    let own = duplicates.iter().rfind(|duplicate| context.bases.first().is_some_and(|base| base.has(&duplicate.path)));
    own.or(duplicates.last()).into_iter().copied().collect()
}

fn diagnostic(context: &ProjectContext, migration: &Migration, other: &Migration) -> Diagnostic {
    let version = &migration.version.text;
    let start = memchr::memmem::find(migration.name(), version.as_bytes()).unwrap_or(0);
    let place = Place::Name { path: migration.path.clone(), span: start..start + version.len() };
    let fix = fix(context, migration);
    let is_key = migration.version.identity == other.version.identity;
    let tool = context.project.layout.tool;
    let why = if is_key {
        format!(
            "The version is the key under which {tool} records applied migrations: one of the two is never applied, or the run fails."
        )
    } else {
        format!(
            "With equal versions, {tool} orders the two by the rest of their names, which were not chosen for that."
        )
    };
    let diagnostic = Diagnostic::new(
        &RULE.info,
        place,
        format!("version {version} is already used by `{}`", crate::text::path::printable(other.name())),
    )
    .label("same version")
    .why(why)
    .help(crate::rules::context::rename::help(fix.as_ref(), "rename one of the two to an unused version with `git mv`"))
    .fix(fix);
    if is_key { diagnostic } else { diagnostic.severity(Severity::Warning) }
}

/// The version assigned along with those of all other migrations that need one; in a merge,
/// where neither side is new, the next free one.
fn fix(context: &ProjectContext, migration: &Migration) -> Option<Fix> {
    crate::rules::context::rename::fix(context, migration).or_else(|| {
        let version =
            next_version(context.target, context.project.layout, Some(&migration.version), context.options.now);
        crate::rules::context::rename::fix_to(context, migration, &version)
    })
}
