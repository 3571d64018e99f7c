//! The verdict on a replay, what limits it, and what to do, in the words of every format.

use super::{difference, mirrors};
use crate::catalog::Aspect;
use crate::jobs::sides::Selection;
use crate::jobs::verify::{Outcome, SchemaFileWrite, VerifiedProject};
use crate::migration::IgnoredFolder;
use crate::replay::{Change, Difference, Failure, MirrorKind, NotCompared};
use crate::report::style::wording;
use crate::text::path::printable;
use crate::text::words;

pub(super) fn changes_of(project: &VerifiedProject) -> &[Change] {
    project.replay.comparison.as_ref().map_or(&[], |comparison| &comparison.changes)
}

/// Remedies for a schema file that differs, the command for most cases last.
pub(super) fn remedies(project: &VerifiedProject, schema: &str, selection: &Selection) -> Vec<String> {
    let changes = changes_of(project);
    let mut remedies = Vec::new();
    if changes.iter().any(|change| change.difference != Difference::Added) {
        remedies.push(format!(
            "to keep what only {schema} has, write the migration that creates it: `tidegate new --from-schema NAME`"
        ));
    }
    remedies.extend(details(changes.len(), project, selection));
    if let Some(writer) = project.writer {
        remedies.push(format!("write {schema} again with the tool that writes it: `{}`", writer.command));
        return remedies;
    }
    remedies.push(match selection {
        Selection::Staged => format!("regenerate {schema} from the migrations and stage it: `tidegate verify --write --stage`"),
        Selection::WorkTree => format!("regenerate {schema} from the migrations: `tidegate verify --all --write`"),
        Selection::Range { to: name, .. } | Selection::Revision { name, .. } | Selection::Commit { name, .. } => {
            format!("check out {name}, regenerate {schema} from the migrations and commit it: `tidegate verify --write --stage`")
        }
    });
    remedies
}

/// Differences from which on the report of a verification does not show all of them.
const MANY: usize = 20;

/// The command that shows each property of many differences, with its class and its migration.
fn details(changes: usize, project: &VerifiedProject, selection: &Selection) -> Option<String> {
    let side = match selection {
        Selection::Staged => "index",
        Selection::WorkTree => "worktree",
        Selection::Range { .. } | Selection::Revision { .. } | Selection::Commit { .. } => return None,
    };
    let root = &project.root;
    let root = if root.is_top() { String::new() } else { format!(" --project {}", words::shell(root.as_bytes())) };
    let command = format!("tidegate diff schema {side}{root}");
    (changes > MANY).then(|| format!("to see how risky each step is and which migration made it: `{command}`"))
}

/// The verdict on SQL files of which none is in a project.
pub(super) fn unplaced(outcome: &Outcome) -> String {
    let names: Vec<String> = outcome.unplaced.iter().map(ToString::to_string).collect();
    let files = if names.len() == 1 {
        format!("the SQL file of {} is not", outcome.target)
    } else {
        format!("none of the {} SQL files of {} is", names.len(), outcome.target)
    };
    format!("nothing was replayed: {files} in a migrations folder that tidegate recognises: {}", words::list(&names, 3))
}

/// Help for such files.
pub(super) const HELP_FOR_UNPLACED: [&str; 2] = [
    "name the folder and the tool of the migrations: `tidegate init --layout plain --migrations FOLDER`",
    "if the files are not migrations, list their folders as `ignore` in tidegate.toml",
];

/// The verdict on a project in one sentence.
pub(super) fn verdict(project: &VerifiedProject, outcome: &Outcome) -> String {
    let place = if project.root.is_top() { String::new() } else { format!("{}: ", project.root) };
    let server = &project.server;
    if let Some(failure) = project.failure().filter(|failure| !is_of_schema_file(project, failure)) {
        if project.has_command {
            return format!("{place}`{}` failed on {server}", failure.statement);
        }
        let path = failure.place.path().map_or_else(|| format!("`{}`", failure.statement), ToString::to_string);
        let (replayed, all) = (project.replay.replayed, migrations(project.total, "migrations", outcome));
        return format!("{place}replay failed at {path} ({replayed} of {all} applied on {server})");
    }
    if project.replayed_nothing() {
        let count = words::count(project.ignored_files.len(), "SQL file");
        return format!("{place}nothing was replayed: {} ignores {count} of the migrations folder", project.tool);
    }
    if project.has_command {
        let (schema, problems) = (verdict_on_schema_file(project), verdict_on_problems(project));
        return format!("{place}the command of tidegate.toml ran on {server}; {schema}{problems}");
    }
    let noun = if project.total == 1 { "migration" } else { "migrations" };
    let all = migrations(project.total, noun, outcome);
    format!("{place}replayed {all} on {server}; {}{}", verdict_on_schema_file(project), verdict_on_problems(project))
}

/// `; 1 error and 2 warnings`, or nothing.
fn verdict_on_problems(project: &VerifiedProject) -> String {
    wording::counted(&project.problems).map(|found| format!("; {found}")).unwrap_or_default()
}

fn verdict_on_schema_file(project: &VerifiedProject) -> String {
    let others = project.replay.mirrors.iter().map(mirrors::verdict);
    // Declarations take the place of a schema file.
    let is_declared =
        project.replay.mirrors.iter().any(|mirror| matches!(mirror.kind, MirrorKind::Declared | MirrorKind::Alone));
    let has_file = project.schema.is_some() || project.written.is_some() || !is_declared;
    let file = has_file.then(|| verdict_on_file(project));
    file.into_iter().chain(others).collect::<Vec<_>>().join("; ")
}

fn verdict_on_file(project: &VerifiedProject) -> String {
    if project.written == Some(SchemaFileWrite::Disabled) {
        return "no schema file was written, because tidegate.toml sets `schema = false`".to_owned();
    }
    if project.written == Some(SchemaFileWrite::OfFramework) {
        return "no schema file was written, because the migrations are code and their framework writes it".to_owned();
    }
    let Some(schema) = &project.schema else {
        return "no schema file to compare".to_owned();
    };
    match &project.replay.comparison {
        _ if project.failure().is_some() => format!("{schema} cannot be loaded"),
        None if project.written == Some(SchemaFileWrite::Unchanged) => format!("{schema} is unchanged"),
        None if project.written.is_some() => format!("{schema} was written"),
        None => "no schema file to compare".to_owned(),
        Some(comparison) if comparison.is_equal() => format!("{schema} matches"),
        Some(comparison) if comparison.changes.is_empty() => {
            let count = words::count(comparison.not_modelled.len(), "object");
            format!("{schema} was not fully compared: {count} not modelled")
        }
        Some(comparison) => format!("{schema} differs: {}", difference::counted(&comparison.changes)),
    }
}

/// `5 staged migrations`, `5 migrations of the working tree`
fn migrations(count: usize, noun: &str, outcome: &Outcome) -> String {
    match outcome.selection {
        Selection::Staged => format!("{count} staged {noun}"),
        _ => format!("{count} {noun} of {}", outcome.target),
    }
}

/// Whether every migration ran, and the schema file could not be loaded.
pub(super) fn is_of_schema_file(project: &VerifiedProject, failure: &Failure) -> bool {
    project.schema.is_some() && project.schema.as_ref() == failure.place.path()
}

/// Notes on a project.
pub(super) fn notes(project: &VerifiedProject) -> Vec<String> {
    let mut notes = weaknesses(project);
    let stubs = &project.replay.stubs;
    if !stubs.is_empty() {
        notes.push(format!("extensions not installed on this server were stubbed: {}", stubs.join(", ")));
    }
    notes
}

/// Notes that belong to no project.
pub(super) fn notes_on_all(outcome: &Outcome) -> Vec<String> {
    if !outcome.unplaced.is_empty() {
        return std::iter::once(unplaced(outcome)).chain(notes_on_ignored(outcome)).collect();
    }
    if outcome.projects.is_empty() && outcome.ignored.is_empty() {
        return vec![
            "nothing was replayed; if there are migrations, `tidegate init --layout` names their tool".to_owned(),
        ];
    }
    notes_on_ignored(outcome)
}

/// Notes on migrations folders that were not replayed.
pub(super) fn notes_on_ignored(outcome: &Outcome) -> Vec<String> {
    outcome.ignored.iter().map(IgnoredFolder::note).collect()
}

/// Help for migrations that cannot be read.
pub(super) fn help_on_unreadable(outcome: &Outcome) -> Option<String> {
    let paths: Vec<String> =
        outcome.unreadable().flat_map(|ignored| &ignored.unreadable).map(|path| format!("\"{path}\"")).collect();
    let list = paths.join(", ");
    (!paths.is_empty()).then(|| {
        format!(
            "to verify only the others, add `ignore = [{list}]` to tidegate.toml; to verify all, name the program that runs \
             them as `command` under `[replay]`"
        )
    })
}

/// Limits of the verdict.
pub(super) fn weaknesses(project: &VerifiedProject) -> Vec<String> {
    let mut notes = project.remarks.clone();
    let replay = &project.replay;
    notes.extend(replay.remarks.iter().map(|remark| wording::safe(remark)));
    if !project.ignored_files.is_empty() {
        let names: Vec<String> = project.ignored_files.iter().map(|path| printable(path.file_name())).collect();
        let pronoun = if names.len() == 1 { "it" } else { "them" };
        let (count, tool) = (words::count(names.len(), "file"), project.tool);
        notes.push(format!("{count} did not run, because {tool} ignores {pronoun}: {}", words::list(&names, 3)));
    }
    if let Some(first) = replay.platform_gaps.first() {
        let count = words::count(replay.platform_gaps.len(), "part");
        notes.push(format!("{count} of the platform could not be created on this server, the first: {first}"));
    }
    if !replay.absent_schemas.is_empty() {
        let names: Vec<String> = replay.absent_schemas.iter().map(|schema| format!("`{schema}`")).collect();
        let (noun, verb) = if names.len() == 1 { ("schema", "does") } else { ("schemas", "do") };
        let names = words::list(&names, names.len());
        notes.push(format!("{noun} {names} of `verify.schemas` {verb} not exist after the last migration"));
    }
    if let Some(reason) = replay.state.as_ref().and_then(|state| state.not_checked.as_ref()) {
        notes.push(format!("rules about the replayed schema were not checked: {reason}"));
    }
    notes.extend(mirrors::notes(project));
    notes.extend(gaps_of_comparison(project));
    notes
}

/// Parts that the comparison with the schema file left out.
fn gaps_of_comparison(project: &VerifiedProject) -> Vec<String> {
    let mut notes = not_written(project);
    let comparison = project.replay.comparison.as_ref();
    notes.extend(not_compared(comparison.map(|all| &all.schemas_not_covered), "not named in `verify.schemas`"));
    notes.extend(comparison.into_iter().flat_map(|all| all.not_compared.iter().map(not_compared_aspect)));
    let not_modelled = comparison.map_or(&[][..], |all| &all.not_modelled);
    if !not_modelled.is_empty() {
        let objects: Vec<String> = not_modelled.iter().map(|object| wording::safe(object)).collect();
        notes.push(format!("not modelled, so not compared in full: {}", words::list(&objects, 6)));
    }
    let not_run = comparison.map_or(&[][..], |comparison| &comparison.not_run);
    if !not_run.is_empty() {
        let statements: Vec<String> = not_run.iter().map(|statement| wording::safe(statement)).collect();
        let count = words::count(statements.len(), "statement");
        notes.push(format!("{count} of the schema file not run: {}", words::list(&statements, 3)));
    }
    let objects: Vec<String> = project.replay.in_platform_schemas.iter().map(|object| wording::safe(object)).collect();
    if !objects.is_empty() {
        let (count, verb) = (words::count(objects.len(), "object"), if objects.len() == 1 { "is" } else { "are" });
        let objects = words::list(&objects, 6);
        notes.push(format!("{count} in schemas of the platform {verb} neither written nor compared: {objects}"));
    }
    notes
}

/// Notes on aspects that a written file leaves out, and on objects that it does not make as they are.
fn not_written(project: &VerifiedProject) -> Vec<String> {
    let is_written = matches!(project.written, Some(SchemaFileWrite::Written | SchemaFileWrite::Unchanged));
    let (Some(schema), Some(written)) = (&project.schema, &project.replay.written) else { return Vec::new() };
    if !is_written {
        return Vec::new();
    }
    let is_omitted =
        |one: &&NotCompared| matches!(one.aspect, Aspect::Owners | Aspect::Grants | Aspect::OutsideSchemas);
    let note = |one: &NotCompared| {
        let objects: Vec<String> = one.objects.iter().map(|object| wording::safe(object)).collect();
        format!("{} are not written to {schema}: {}", one.aspect.word(), words::list(&objects, 6))
    };
    let mut notes: Vec<String> = written.not_compared.iter().filter(is_omitted).map(note).collect();
    if !written.changes.is_empty() {
        let objects: Vec<String> = written.changes.iter().map(|change| difference::named(&change.object)).collect();
        notes.push(format!("{schema} as written does not make the replayed schema: {}", words::list(&objects, 6)));
    }
    notes
}

/// The note on an aspect that was not compared.
fn not_compared_aspect(not_compared: &NotCompared) -> String {
    let objects: Vec<String> = not_compared.objects.iter().map(|object| wording::safe(object)).collect();
    let (aspect, objects) = (not_compared.aspect, words::list(&objects, 6));
    let verb = if aspect == Aspect::ColumnOrder { "differs and was" } else { "differ and were" };
    let why = match aspect {
        Aspect::Owners => ", because the schema file has no `OWNER TO`",
        Aspect::Grants => ", because the schema file has no `GRANT` or `REVOKE`",
        Aspect::NotNullNames => ", because the schema file has none",
        Aspect::OutsideSchemas => ", because `verify.schemas` is set",
        _ => "",
    };
    format!("{} {verb} not compared{why}: {objects}", aspect.word())
}

fn not_compared<'a>(schemas: Option<impl IntoIterator<Item = &'a String>>, why: &str) -> Option<String> {
    let names: Vec<String> = schemas?.into_iter().map(|schema| format!("`{schema}`")).collect();
    let (noun, verb) = if names.len() == 1 { ("schema", "was") } else { ("schemas", "were") };
    (!names.is_empty()).then(|| format!("{noun} {} {verb} not compared: {why}", words::list(&names, 6)))
}
