//! Other versions for newcomers that cannot keep theirs, for every rule that asks.
//!
//! The versions are given out once for all of them, so that no advice contradicts another,
//! and the order in which somebody wrote his migrations stays: whatever a moved migration
//! would pass moves along.

use super::project::{Move, ProjectContext};
use crate::diagnostic::{Fix, Rename};
use crate::migration::{History, Migration, Role, Version, next_version, renamed_to, timestamp};
use crate::text::RelPath;
use crate::text::words::shell;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The fix that gives a newcomer another version, together with those behind it that have
/// to make room.
pub(in crate::rules) fn fix(context: &ProjectContext, migration: &Migration) -> Option<Fix> {
    let moves = context.moves.get_or_init(|| plan(context));
    let first = moves.iter().position(|moved| moved.path == migration.path)?;
    let own = moves[first].version.as_ref()?;
    let behind = moves[first + 1..].iter().take_while(|moved| !moved.is_cause && moved.version.is_some());
    let mut renames = Vec::new();
    for moved in std::iter::once(&moves[first]).chain(behind) {
        let named = context.target.iter().find(|other| other.path == moved.path)?;
        renames.extend(renamed_to(named, context.project.layout, moved.version.as_deref(), &<[u8]>::to_vec));
    }
    as_fix(context, own, renames)
}

/// The fix that gives any migration a certain version, unless that name is taken.
pub(in crate::rules) fn fix_to(context: &ProjectContext, migration: &Migration, version: &str) -> Option<Fix> {
    as_fix(context, version, renamed_to(migration, context.project.layout, Some(version), &<[u8]>::to_vec))
}

fn as_fix(context: &ProjectContext, version: &str, renames: Vec<(RelPath, RelPath)>) -> Option<Fix> {
    let moved: BTreeSet<&RelPath> = renames.iter().map(|(from, _)| from).collect();
    let is_free = !renames.is_empty() && renames.iter().all(|(_, to)| moved.contains(to) || !context.is_taken(to));
    let renames = renames.into_iter().map(|(from, to)| Rename { from, to }).collect();
    is_free.then(|| Fix { title: format!("give it the version {version}"), renames })
}

/// Migrations that move forward and that no base has, in order.
fn added<'a>(context: &'a ProjectContext) -> impl Iterator<Item = &'a Migration> {
    let moves_forward = |migration: &&Migration| {
        migration.is_versioned() && migration.scripts.iter().any(|script| script.role == Role::Up)
    };
    let is_master = |migration: &Migration| context.options.allowed_timestamps.contains(&migration.version.text);
    context
        .target
        .iter()
        .filter(moves_forward)
        .filter(move |migration| !context.is_in_base(&migration.path) && !is_master(migration))
}

/// The last version that others have and no newcomer may sort before.
fn base_last<'a>(context: &'a ProjectContext) -> Option<&'a Version> {
    let known = context.bases.iter().chain(context.shared).flat_map(History::iter);
    let known = known.filter(|migration| migration.is_versioned() && !is_exception(context, &migration.version));
    known
        .filter(|migration| context.is_kept(&migration.path))
        .map(|migration| &migration.version)
        .max_by(|one, other| one.order.cmp(&other.order))
}

fn is_exception(context: &ProjectContext, version: &Version) -> bool {
    context.options.allowed_timestamps.contains(&version.text)
}

/// True for what is no moment, lies too far ahead, sorts before what others have, or is
/// taken.
fn needs_version(context: &ProjectContext, migration: &Migration, last: Option<&Version>) -> bool {
    let options = context.options;
    let version = &migration.version;
    let is_off = version.is_stamp()
        && timestamp::parse(&version.text).map_or(true, |moment| moment - options.now > options.future_tolerance);
    is_off || is_taken(context, migration) || last.is_some_and(|last| version.order < last.order)
}

fn is_taken(context: &ProjectContext, migration: &Migration) -> bool {
    let is_twin =
        |other: &Migration| other.path != migration.path && other.version.identity == migration.version.identity;
    // Of two newcomers the first keeps its version.
    let is_before = |other: &Migration| context.is_in_base(&other.path) || other.path < migration.path;
    context.target.iter().any(|other| is_twin(other) && is_before(other))
        || context.shared.into_iter().flat_map(History::iter).any(is_twin)
}

/// Gives every newcomer that needs one a version, and those behind it that it would pass.
fn plan(context: &ProjectContext) -> Vec<Move> {
    let mut taken = context.target.clone();
    taken.migrations.extend(context.shared.into_iter().flat_map(|shared| shared.migrations.iter().cloned()));
    let last = base_last(context);
    let mut moves = Vec::new();
    let mut reached: Option<Version> = None;
    for migration in added(context) {
        let is_passed = reached.as_ref().is_some_and(|reached| {
            reached.text.len() == migration.version.text.len() && migration.version.text <= reached.text
        });
        let is_cause = needs_version(context, migration, last);
        let version =
            (is_cause || is_passed).then(|| match reached.clone().or_else(|| start(context, migration, last)) {
                Some(after) => next_version(&taken, context.project.layout, Some(&after), context.options.now),
                None => next_version(&fresh(context, &taken), context.project.layout, None, context.options.now),
            });
        // A stamp among numbers, or a number among stamps, would be no mend.
        let fits = |version: &String| last.is_none_or(|last| last.is_stamp() == (version.len() == timestamp::LENGTH));
        let version = version.filter(fits);
        if let Some(version) = &version {
            let moved = renamed(migration, version);
            reached = Some(moved.version.clone());
            taken.migrations.push(Arc::new(moved));
        }
        moves.push(Move { path: migration.path.clone(), version, is_cause });
    }
    moves
}

/// What the first version given out comes after: a twin stays as near to its place as what
/// others have allows; anything else comes now.
fn start(context: &ProjectContext, migration: &Migration, last: Option<&Version>) -> Option<Version> {
    let is_moment = timestamp::parse(&migration.version.text)
        .is_ok_and(|moment| moment <= context.options.now + context.options.future_tolerance);
    let is_near = is_taken(context, migration) && (is_moment || !migration.version.is_stamp());
    let own = is_near.then_some(&migration.version);
    match (own, last) {
        (Some(own), Some(last)) if last.order > own.order => Some(last.clone()),
        (Some(own), _) => Some(own.clone()),
        (None, _) => None,
    }
}

/// The history without those newcomers that cannot tell where "now" is.
fn fresh(context: &ProjectContext, taken: &History) -> History {
    let mut known = taken.clone();
    known.migrations.retain(|other| context.is_in_base(&other.path) && !is_exception(context, &other.version));
    known
}

fn renamed(migration: &Migration, version: &str) -> Migration {
    let mut changed = migration.clone();
    version.clone_into(&mut changed.version.text);
    changed
}

/// What a person types to do what a fix does.
pub(in crate::rules) fn help(fix: Option<&Fix>, otherwise: &str) -> String {
    let Some(fix) = fix else {
        return otherwise.to_owned();
    };
    let mut moves: Vec<String> = Vec::new();
    for rename in &fix.renames {
        // A migration that is a folder moves as a whole.
        let is_folder = rename.from.file_name() == rename.to.file_name();
        let (from, to) = if is_folder {
            (rename.from.parent(), rename.to.parent())
        } else {
            (rename.from.clone(), rename.to.clone())
        };
        let one = format!("git mv {} {}", shell(&from), shell(&to));
        if !moves.contains(&one) {
            moves.push(one);
        }
    }
    // The one behind makes room first.
    moves.reverse();
    format!("rename it: `{}`", moves.join(" && "))
}
