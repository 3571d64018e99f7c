//! Compares the replayed schema with the files that declare it.
//!
//! The files are loaded in the order in which the migration tool loads them. A statement that fails there is tried
//! again after the others, as often as that helps: tools that order statements by their dependencies load them so.

use super::super::change::{Change, DumpObject};
use super::super::failure::{Failure, StatementError};
use super::super::mirror::{Declared, Finding, MirrorKind, MirrorOutcome};
use super::super::runner::Runner;
use super::super::scratch::{Replay, ReplayedDatabase};
use super::super::script_statements;
use super::super::source::Source;
use super::base::base;
use super::beside::emptied_copy;
use super::carried::carried;
use super::changes::{Causes, reported};
use super::compare::{compared, not_compared, unreadable};
use super::loaded::catalog_after;
use super::project::Pair;
use super::replayed::replayed;
use super::tolerated::{Existing, Tolerated};
use super::{reprinted, run_file};
use crate::catalog::{Aspect, Catalog, Identity, Object};
use crate::diagnostic::Place;
use crate::diff::Uncompared;
use crate::dump;
use crate::object::PUBLIC;
use crate::postgres::{Error, SqlError, sqlstate};
use crate::sql::{self, Operation, Script, TransactionKind, transaction_kind};
use crate::text::{RelPath, Span, words};
use std::collections::{BTreeMap, BTreeSet};

/// Aspects that the declarations have and most versions of the Supabase CLI write into no migration: they are not
/// compared.
const NOT_GENERATED: [Aspect; 4] = [Aspect::Comments, Aspect::Owners, Aspect::Grants, Aspect::OutsideSchemas];

/// Loads the files and compares the result with the replayed database.
pub(in super::super) fn compare_declared(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    declared: &Declared,
) -> Result<MirrorOutcome, Error> {
    let mut outcome = MirrorOutcome::new(MirrorKind::Declared, declared.name.clone());
    outcome.compared = declared.files.len();
    outcome.findings = problems(declared);
    if !outcome.findings.is_empty() {
        return Ok(outcome);
    }
    let (base, expected) = (base(replay)?, replayed(replay, database)?);
    let mut found = Exceptions::default();
    let actual = match load(replay, database, &base, declared, &mut found)? {
        Ok((copy, actual)) => {
            replay.drop_temporary(&copy.name)?;
            actual
        }
        Err((file, failed)) => {
            let cause =
                format!("{} declares the schema, and cannot be loaded, so nothing was compared with it.", file.path);
            outcome.failure = Some(Failure { cause, ..Failure::in_file(file, failed) });
            return Ok(outcome);
        }
    };
    outcome.notes.extend(found.late.first().map(|first| loaded_late(first, found.late.len())));
    if !found.not_run.is_empty() {
        outcome.notes.push(format!("not run: {}", words::list(&found.not_run, 3)));
    }
    outcome.notes.extend(rows_not_compared(&declared.files));
    let content = declared.files.iter().map(|file| &file.content[..]).collect::<Vec<_>>().join(&b"\n;\n"[..]);
    let pair = pair(replay, &base, (expected, actual));
    let mut aspects = carried(&content);
    aspects.retain(|aspect| !NOT_GENERATED.contains(aspect));
    let mut compared = compared(&pair, &aspects)?;
    compared.not_compared.extend(outside(&pair, &content));
    let mut load_again = |replay: &mut Replay<'_>| {
        let loaded = load(replay, database, &base, declared, &mut Exceptions::default())?;
        Ok(loaded.ok().map(|(copy, _)| copy))
    };
    reprinted::forgive(replay, database, &mut compared.changes, &mut load_again)?;
    let (causes, sides) = (Causes::read(replay.plan.migrations), (&pair.expected, &pair.actual));
    compared.explain(|object| causes.cause(object));
    outcome.changes = reported(&compared.changes, sides, &causes).map_err(unreadable)?;
    outcome.not_compared = not_compared(&compared);
    outcome.not_modelled = compared.not_modelled;
    let places = places(&declared.files);
    outcome.places = outcome.changes.iter().map(|change| place_of(change, &places)).collect();
    Ok(outcome)
}

/// Problems of the files that keep the tool from loading them.
fn problems(declared: &Declared) -> Vec<Finding> {
    let (config, patterns) = declared.unmatched.as_ref().map_or((None, &[][..]), |(path, all)| (Some(path), all));
    let at = |path: &RelPath| Place::File { path: path.clone() };
    let unmatched = config
        .into_iter()
        .flat_map(|path| patterns.iter().map(move |one| (path, one)))
        .map(|(path, pattern)| Finding { place: at(path), message: unmatched(pattern) });
    unmatched.chain(declared.files.iter().filter_map(refusal)).collect()
}

/// Loads the files into a copy of the replayed database without the objects in schemas of the project, and returns the
/// copy with its catalog. The inner error is a statement that cannot run.
#[expect(clippy::type_complexity, reason = "both results in one")]
fn load<'a>(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    base: &Catalog,
    declared: &'a Declared,
    found: &mut Exceptions,
) -> Result<Result<(ReplayedDatabase, Catalog), (&'a Source, StatementError)>, Error> {
    let managed = replay.platform().schemas();
    let is_own = |name: &String| !managed.contains(&name.as_str());
    let mut emptied: BTreeSet<String> =
        declared.files.iter().flat_map(|file| dump::schemas(&file.content, managed)).collect();
    match replay.plan.schemas {
        Some(covered) => emptied.extend(covered.iter().cloned()),
        None => emptied.extend(database.schemas.iter().filter(|name| is_own(name)).cloned()),
    }
    let (name, mut runner) = emptied_copy(replay, database, base, &emptied)?;
    let mut existing = Existing::new(managed, &emptied);
    if let Err(failed) = run_in_rounds(&mut runner, &declared.files, &mut existing, found)? {
        drop(runner);
        replay.drop_temporary(&name)?;
        return Ok(Err(failed));
    }
    let catalog = catalog_after(&mut runner)?;
    Ok(Ok((ReplayedDatabase { schemas: runner.schemas()?, name }, catalog)))
}

/// Returns the objects of the project on both sides.
fn pair(replay: &Replay<'_>, base: &Catalog, (expected, actual): (Catalog, Catalog)) -> Pair {
    let managed = replay.platform().schemas();
    let mut pair = Pair { expected, actual };
    pair.align_public(true);
    // First, because a column of another release's table would be what is left of it.
    pair.remove_tracking();
    pair.remove_base(base);
    pair.remove_extensions(&replay.template.unregistered);
    pair.remove_managed(managed, &BTreeSet::new());
    pair.cover(managed, replay.plan.schemas);
    pair
}

/// Returns the objects outside of schemas that exist beside the declarations without a statement that may create them.
fn outside(pair: &Pair, content: &[u8]) -> Vec<Uncompared> {
    let is_named = |identity: &Identity| memchr::memmem::find(content, identity.name.as_bytes()).is_some();
    let is_only_there = |(identity, object): &(&Identity, &Object)| {
        Aspect::of_kind(identity.kind) == Aspect::OutsideSchemas
            && pair.actual.objects.get(*identity) == Some(*object)
            && !is_named(identity)
    };
    let found = pair.expected.objects.iter().filter(is_only_there);
    found.map(|(object, _)| Uncompared { aspect: Aspect::OutsideSchemas, object: object.clone() }).collect()
}

/// The note on statements that write rows, which are not compared.
fn rows_not_compared(files: &[Source]) -> Option<String> {
    let mut count = 0;
    let mut first = None;
    for file in files {
        let script = Script::read(&file.content, &(0..file.content.len()));
        for (number, action) in script.run() {
            if !matches!(&action.operation, Operation::Insert { .. } | Operation::Write { .. }) {
                continue;
            }
            count += 1;
            let at = || script.statements.get(number).map(|statement| statement.span.clone()).unwrap_or_default();
            first.get_or_insert_with(|| Place::content(&file.path, &file.content, &at()));
        }
    }
    let Some(Place::Content { path, excerpt }) = first else { return None };
    let counted = words::count(count, "statement");
    Some(format!("not compared: the rows of {counted}; the first is at {path}:{}", excerpt.start.line))
}

fn unmatched(pattern: &str) -> String {
    format!("`{pattern}` of `schema_paths` matches no file, and the Supabase CLI stops there")
}

/// The first text in a file that the tool does not accept.
fn refusal(file: &Source) -> Option<Finding> {
    let refusal = file.section.refusal()?;
    let place = Place::content(&file.path, &file.content, &refusal.span);
    Some(Finding { place, message: refusal.message.clone() })
}

/// The note on statements that fail in the order of the files.
fn loaded_late((place, message): &(Place, String), count: usize) -> String {
    let at = match place {
        Place::Content { path, excerpt } => format!("{path}:{}", excerpt.start.line),
        _ => String::new(),
    };
    let others = if count > 1 { format!(", as do {} more", count - 1) } else { String::new() };
    format!(
        "a declaration at {at} fails in the order of the files{others} ({message}) and was loaded after the others; the \
         Supabase CLI without pg-delta stops there: list the files in order in `schema_paths` under `[db.migrations]` in \
         supabase/config.toml"
    )
}

/// A statement of one of the files.
struct Declaration<'a> {
    file: &'a Source,
    span: Span,
}

/// The statements that did not simply run.
#[derive(Default)]
pub(super) struct Exceptions {
    /// Those that fail in the order of the files, with the messages.
    late: Vec<(Place, String)>,
    /// Those that were not run, with the reasons.
    pub(super) not_run: Vec<String>,
}

/// Runs every statement; what fails is tried again as long as another statement succeeds.
pub(super) fn run_in_rounds<'a>(
    runner: &mut Runner,
    files: &'a [Source],
    existing: &mut Existing<'_>,
    found: &mut Exceptions,
) -> Result<Result<(), (&'a Source, StatementError)>, Error> {
    let mut waiting = Vec::new();
    for file in files {
        if let Err(open) = script_statements::closed(&file.content, &(0..file.content.len())) {
            return Ok(Err((file, open)));
        }
        waiting.extend(sql::statements(&file.content).into_iter().map(|span| Declaration { file, span }));
    }
    waiting.retain(|statement| !is_control(statement));
    for round in 0.. {
        let count = waiting.len();
        let mut failed = Vec::new();
        for statement in waiting {
            if let Some(error) = attempt(runner, &statement, existing, &mut found.not_run)? {
                failed.push((statement, error));
            }
        }
        if round == 0 {
            let place = |one: &Declaration<'_>| Place::content(&one.file.path, &one.file.content, &one.span);
            found.late.extend(failed.iter().map(|(statement, error)| (place(statement), error.message.clone())));
        }
        if failed.len() == count {
            let Some((Declaration { file, span }, error)) = failed.into_iter().next() else { break };
            let at = (span.start + error.position.unwrap_or(0)).min(span.end);
            return Ok(Err((file, StatementError { statement: span, at, error, within: None, cause: None })));
        }
        waiting = failed.into_iter().map(|(statement, _)| statement).collect();
    }
    Ok(Ok(()))
}

/// Whether a statement begins or ends a transaction: each declaration runs on its own here.
fn is_control(statement: &Declaration<'_>) -> bool {
    let text = String::from_utf8_lossy(&statement.file.content[statement.span.clone()]);
    let first = sql::words(&text).next();
    first.is_some_and(|word| ["begin", "start", "commit", "end", "rollback"].iter().any(|control| word.is(control)))
}

/// Runs a statement; returns the error that counts.
fn attempt(
    runner: &mut Runner,
    statement: &Declaration<'_>,
    existing: &mut Existing<'_>,
    not_run: &mut Vec<String>,
) -> Result<Option<Box<SqlError>>, Error> {
    let text = String::from_utf8_lossy(&statement.file.content[statement.span.clone()]);
    if matches!(transaction_kind(&text), TransactionKind::CopyIn) {
        // Rows are not part of a schema, and no tool that loads declarations reads them.
        let message = "COPY ... FROM stdin needs rows, which a file of declarations cannot have".to_owned();
        return Ok(Some(Box::new(SqlError { sqlstate: "0A000".to_owned(), message, ..SqlError::default() })));
    }
    let error = match runner.statement(&text) {
        Ok(()) => {
            existing.ran(&text);
            return Ok(None);
        }
        Err(Error::Sql(error)) => error,
        Err(error) => return Err(error),
    };
    // The rows of the platform are still those of the migrations: buckets, secrets, jobs.
    let is_of_platform = error.schema.as_ref().is_some_and(|schema| existing.managed.contains(&schema.as_str()));
    if is_of_platform && error.sqlstate == sqlstate::UNIQUE_VIOLATION {
        return Ok(None);
    }
    Ok(match existing.tolerated(runner, &text, &error)? {
        None => Some(error),
        Some(Tolerated::Exists) => None,
        Some(Tolerated::NotRun(reason)) => {
            not_run.push(run_file::left_out(&text, &reason));
            None
        }
    })
}

/// The places of declarations, by schema and name.
fn places(files: &[Source]) -> BTreeMap<(String, String), Place> {
    let mut found = BTreeMap::new();
    for file in files {
        let script = Script::read(&file.content, &(0..file.content.len()));
        for (number, action) in script.run() {
            let name = match &action.operation {
                Operation::Create { object, .. } => object.on.as_ref().unwrap_or(&object.name),
                Operation::CreateTable(create) => &create.table,
                Operation::CreateRoutine(create) => &create.object.name,
                Operation::CreateType { name, .. } => name,
                _ => continue,
            };
            let schema = name.schema.clone().unwrap_or_else(|| PUBLIC.to_owned());
            let span = script.statements.get(number).map_or(0..0, |statement| statement.span.clone());
            let place = || Place::content(&file.path, &file.content, &span);
            found.entry((schema, name.name.clone())).or_insert_with(place);
        }
    }
    found
}

/// The place of the declaration of what differs, or of the table that it is a part of.
fn place_of(change: &Change, places: &BTreeMap<(String, String), Place>) -> Option<Place> {
    let DumpObject { schema, name, .. } = &change.object;
    let whole = name.split(['(', ' ']).next().unwrap_or(name);
    let at = |name: &str| places.get(&(schema.clone(), name.to_owned()));
    at(name).or_else(|| at(whole)).cloned()
}
