//! Objects that do not exist.

use super::super::failure::StatementError;
use super::super::plan::Plan;
use super::super::source::Source;
use super::cause::Cause;
use super::lookup::{Event, Occurrence, creates_a_table, occurrences};
use super::message::NamedObject;
use crate::migration::Platform;
use crate::object::{ObjectKind, quoted};
use crate::sql::words;
use crate::text::RelPath;
use crate::text::words::shell;

/// Help for a history that lacks the schema which existed before it.
const BASELINE: &str = "add a first migration with the existing schema, from a database that has it: \
    `pg_dump --schema-only --file dump.sql \"$DATABASE_URL\" && tidegate new baseline --from-dump dump.sql`";

/// Explains why an object does not exist when the statement runs.
pub(super) fn explain(plan: &Plan<'_>, at: usize, failed: &StatementError, missing: &NamedObject) -> Option<Cause> {
    let shown = missing.shown();
    let found = occurrences(plan.migrations, missing);
    let path = |one: &Occurrence| &plan.migrations[one.file].path;
    let here = (at, failed.statement.start);
    let is_before = |one: &&Occurrence| (one.file, one.at) < here;
    let later = found.iter().find(|one| (one.file, one.at) >= here && one.event == Event::Created);
    match last_state(found.iter().take_while(is_before)) {
        Some((dropped, false)) => return Some(dropped_before(plan, at, path(dropped), later.map(path), &shown)),
        Some((created, true)) => return other_arguments(path(created), missing, &shown),
        None => {}
    }
    if let Some(later) = later {
        return Some(created_later(plan, at, path(later), &shown));
    }
    let ignored = occurrences(plan.ignored_files, missing);
    if let Some(ignored) = ignored.iter().find(|one| one.event == Event::Created) {
        let file = &plan.ignored_files[ignored.file].path;
        return Cause::new(
            format!("{shown} is created by {file}, and {} ignores that file.", plan.layout.tool),
            format!("rename the file to a name like `{}` that sorts before this one", plan.layout.example),
        );
    }
    let statement = &plan.migrations[at].content[failed.statement.clone()];
    if statement.get(..4).is_some_and(|verb| verb.eq_ignore_ascii_case(b"drop")) && !belongs_to_platform(plan, missing)
    {
        return Cause::new(
            format!("No migration creates {shown}."),
            format!("remove the statement, or write `drop {} if exists`", missing.kind.word()),
        );
    }
    never_created(plan, (at, failed.statement.start), missing, &shown)
}

/// Whether an object is in a schema of the platform.
fn belongs_to_platform(plan: &Plan<'_>, missing: &NamedObject) -> bool {
    missing.name.schema.as_ref().is_some_and(|schema| plan.platform.provides(schema))
}

/// Returns the last statement that has an effect, and whether the object exists after it. A drop that may not
/// run drops what exists.
fn last_state<'a>(before: impl Iterator<Item = &'a Occurrence>) -> Option<(&'a Occurrence, bool)> {
    before.fold(None, |state, one| match (one.event, state) {
        (Event::Created, _) => Some((one, true)),
        (Event::Dropped, _) | (Event::MayBeDropped, Some((_, true))) => Some((one, false)),
        (Event::MayBeDropped, state) => state,
    })
}

/// Explains an object that an earlier statement drops or renames; `later` creates it again.
fn dropped_before(plan: &Plan<'_>, at: usize, dropped: &RelPath, later: Option<&RelPath>, shown: &str) -> Cause {
    let why = format!("{shown} is dropped or renamed earlier, by {dropped}");
    match later {
        Some(later) if *later == plan.migrations[at].path => Cause {
            why: format!("{why}, and created again only further down in this file."),
            help: "move this statement below the one that creates it again".to_owned(),
        },
        Some(later) => Cause {
            why: format!("{why}, and created again only by a later migration, {later}."),
            help: "create it again before this statement, or drop or rename it in a later migration".to_owned(),
        },
        None => Cause {
            why: format!("{why}."),
            help: "remove this statement, or drop or rename the object in a later migration".to_owned(),
        },
    }
}

/// Explains a function that exists with other arguments.
fn other_arguments(created: &RelPath, missing: &NamedObject, shown: &str) -> Option<Cause> {
    let arguments = missing.arguments.as_ref()?;
    Cause::new(
        format!("{shown} is created by {created}, with other arguments than ({arguments})."),
        format!("cast the arguments to its types, or create `{}` for ({arguments})", missing.name.name),
    )
}

fn created_later(plan: &Plan<'_>, at: usize, later: &RelPath, shown: &str) -> Cause {
    if *later == plan.migrations[at].path {
        let why = format!("{shown} is created further down in the same file.");
        return Cause { why, help: "move the statement that creates it above this one".to_owned() };
    }
    let why = format!("{shown} is created by a later migration, {later}.");
    let help = match first_name(plan, later) {
        Some(name) => format!("create it first: `git mv {} {name}`", shell(later.parent())),
        None => "create it first: give one of the two migrations another version".to_owned(),
    };
    Cause { why, help }
}

/// The name for the folder of a baseline that has none with a version, and so runs after all others.
fn first_name(plan: &Plan<'_>, baseline: &RelPath) -> Option<String> {
    let name = plan.layout.baseline_name?;
    let folder = baseline.parent();
    let has_version = folder.file_name().first().is_none_or(u8::is_ascii_digit);
    let first = folder.parent().join(name);
    let is_free = plan.migrations.iter().all(|file| file.path.parent() != first);
    (!has_version && is_free).then(|| shell(&first))
}

/// Explains a column or a constraint that no migration creates; `text` begins with the statement.
fn part_of_table(text: &[u8], missing: &NamedObject, shown: &str) -> Option<Cause> {
    if missing.kind == ObjectKind::Column && names_in_quotes(text, &missing.name.name) {
        return Cause::new(
            format!("`\"{0}\"` is read as the name of a column, because a text has single quotes.", missing.name.name),
            format!("write `'{0}'` if it is a text, or correct the name", missing.name.name),
        );
    }
    let end = memchr::memchr(b';', text).unwrap_or(text.len()).min(HEAD);
    let is_dropped = || words(&String::from_utf8_lossy(&text[..end])).any(|word| word.is("drop"));
    if matches!(missing.kind, ObjectKind::Column | ObjectKind::Constraint) && missing.on.is_some() && is_dropped() {
        return Cause::new(
            format!("No migration creates {shown}."),
            format!(
                "remove the action, or write `drop {} if exists {}`",
                missing.kind.word(),
                quoted(&missing.name.name)
            ),
        );
    }
    if missing.kind == ObjectKind::Column && missing.on.is_none() {
        return Cause::new(format!("No migration creates {shown}."), "check its spelling");
    }
    None
}

/// The part of a statement that is searched for its actions.
const HEAD: usize = 400;

/// Whether a text has a name in double quotes though it does not need them.
fn names_in_quotes(text: &[u8], name: &str) -> bool {
    let end = memchr::memchr(b';', text).unwrap_or(text.len());
    let is_value = |verb: &[u8]| text.len() > verb.len() && text[..verb.len()].eq_ignore_ascii_case(verb);
    let writes_values = is_value(b"insert") || is_value(b"update");
    writes_values && memchr::memmem::find(&text[..end], format!("\"{name}\"").as_bytes()).is_some()
}

/// Explains an object that no migration creates; `(file, statement)` is where it is missing.
fn never_created(
    plan: &Plan<'_>,
    (at, statement): (usize, usize),
    missing: &NamedObject,
    shown: &str,
) -> Option<Cause> {
    if let Some(cause) = created_elsewhere(plan, missing, shown) {
        return Some(cause);
    }
    if missing.kind == ObjectKind::Extension {
        return Cause::new(
            format!("No migration creates {shown}."),
            format!("create it in an earlier statement: `create extension if not exists {}`", missing.name),
        );
    }
    if missing.kind == ObjectKind::Role {
        return Cause::new(
            format!("No migration creates {shown}: roles belong to the server, and this one does not have it."),
            "create it in a migration if it does not exist (a `DO` block that queries `pg_roles`), or in a file listed in `before` under `[replay]` in tidegate.toml",
        );
    }
    let failed = &plan.migrations[at].content;
    if let Some(cause) = part_of_table(&failed[statement.min(failed.len())..], missing, shown) {
        return Some(cause);
    }
    // A history that has created tables is not one that lacks its baseline: a wrong name is more likely.
    let before = plan.migrations[..at].iter().map(Source::text);
    let before = before.chain(std::iter::once(&failed[..statement.min(failed.len())]));
    if creates_a_table(before) {
        return Cause::new(
            format!("No migration creates {shown}."),
            format!("check its name; if the database existed before the first migration, {BASELINE}"),
        );
    }
    Cause::new(format!("No migration creates {shown}: the history has no baseline."), BASELINE)
}

/// Explains an object of a schema that the platform or the server of the migration tool fills.
fn created_elsewhere(plan: &Plan<'_>, missing: &NamedObject, shown: &str) -> Option<Cause> {
    let platform = plan.platform;
    let schema =
        if missing.kind == ObjectKind::Schema { Some(&missing.name.name) } else { missing.name.schema.as_ref() };
    let provides = |platform: Platform| schema.is_some_and(|schema| platform.provides(schema));
    if provides(platform) {
        let title = platform.title();
        return Cause::new(
            format!("{shown} belongs to the platform, and tidegate's copy of {title}'s platform does not contain it."),
            "create it only if it does not exist, or report that the copy lacks it",
        );
    }
    if provides(Platform::Supabase) {
        let title = Platform::Supabase.title();
        return Cause::new(
            format!("No migration creates {shown}. {title} provides it, but this project's platform is not {title}."),
            format!("if the database is one of {title}, set `platform = \"supabase\"` in tidegate.toml"),
        );
    }
    if let Some(own) = plan.layout.own_schema.filter(|own| schema.is_some_and(|schema| schema == own)) {
        return Cause::new(
            format!(
                "Schema `{own}` belongs to the server behind {}, which creates what is in it; a replay has no such server.",
                plan.layout.tool
            ),
            "create what the migrations use of it in a file listed in `before` under `[replay]` in tidegate.toml",
        );
    }
    None
}
