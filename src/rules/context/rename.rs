//! New versions for added migrations that cannot keep theirs, for every rule that needs them.
//!
//! The versions are assigned once for all rules, so that the fixes of two rules never
//! contradict each other. The order of the added migrations is kept: migrations that a moved
//! one would overtake move as well.

use super::project::{Move, Moves, ProjectContext};
use crate::diagnostic::{Fix, Rename};
use crate::migration::{History, Migration, Role, UsedVersions, Version, renamed_to, timestamp};
use crate::text::RelPath;
use crate::text::words::shell;
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// Returns the fix that gives an added migration a new version, together with the migrations
/// behind it that have to move as well.
pub(in crate::rules) fn fix(context: &ProjectContext, migration: &Migration) -> Option<Fix> {
    let moves = context.moves.get_or_init(|| plan(context));
    let first = *moves.by_path.get(&migration.path)?;
    let moves = &moves.moves;
    let own = moves[first].version.as_ref()?;
    let behind = moves[first + 1..].iter().take_while(|moved| !moved.is_cause && moved.version.is_some());
    let mut renames = Vec::new();
    for moved in std::iter::once(&moves[first]).chain(behind) {
        let named = context.target.at(&moved.path)?;
        renames.extend(renamed_to(named, context.project.layout, moved.version.as_deref(), &<[u8]>::to_vec));
    }
    as_fix(context, own, renames)
}

/// Returns the fix that gives a migration a certain version, unless that name is taken.
pub(in crate::rules) fn fix_to(context: &ProjectContext, migration: &Migration, version: &str) -> Option<Fix> {
    as_fix(context, version, renamed_to(migration, context.project.layout, Some(version), &<[u8]>::to_vec))
}

fn as_fix(context: &ProjectContext, version: &str, renames: Vec<(RelPath, RelPath)>) -> Option<Fix> {
    let moved: BTreeSet<&RelPath> = renames.iter().map(|(from, _)| from).collect();
    let is_free = !renames.is_empty() && renames.iter().all(|(_, to)| moved.contains(to) || !context.is_taken(to));
    let renames = renames.into_iter().map(|(from, to)| Rename { from, to }).collect();
    is_free.then(|| Fix { title: format!("rename it to version {version}"), renames })
}

/// Versioned migrations with an `up` script that no base has, in order.
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

/// The last version on a base or shared side, before which no added migration may sort.
fn base_last<'a>(context: &'a ProjectContext) -> Option<&'a Version> {
    let existing = context.bases.iter().chain(context.shared).flat_map(History::iter);
    let existing = existing.filter(|migration| migration.is_versioned() && !is_exception(context, &migration.version));
    existing
        .filter(|migration| context.is_kept(&migration.path))
        .map(|migration| &migration.version)
        .max_by(|one, other| one.order.cmp(&other.order))
}

fn is_exception(context: &ProjectContext, version: &Version) -> bool {
    context.options.allowed_timestamps.contains(&version.text)
}

/// Whether a version is not a valid date, is too far in the future, sorts before the last
/// existing one, or is taken.
fn needs_version(context: &ProjectContext, migration: &Migration, last: Option<&Version>) -> bool {
    let options = context.options;
    let version = &migration.version;
    let is_off = version.is_stamp()
        && timestamp::parse(&version.text).map_or(true, |time| time - options.now > options.future_tolerance);
    is_off || is_taken(context, migration) || last.is_some_and(|last| version.order < last.order)
}

fn is_taken(context: &ProjectContext, migration: &Migration) -> bool {
    let is_duplicate = |other: &Migration| other.path != migration.path;
    let identity = &migration.version.identity;
    // Of two added migrations the first keeps its version.
    let is_before = |other: &Migration| context.is_in_base(&other.path) || other.path < migration.path;
    context.target.of_identity(identity).any(|other| is_duplicate(other) && is_before(other))
        || context.shared.is_some_and(|shared| shared.of_identity(identity).any(is_duplicate))
}

/// Assigns a version to every added migration that needs one, and to those behind it that it
/// would overtake.
fn plan(context: &ProjectContext) -> Moves {
    let (layout, now) = (context.project.layout, context.options.now);
    let mut taken = UsedVersions::of(context.target.iter().chain(context.shared.into_iter().flat_map(History::iter)));
    let without_added = OnceCell::new();
    let last = base_last(context);
    let mut moves = Moves::default();
    let mut reached: Option<Version> = None;
    for migration in added(context) {
        let is_overtaken = reached.as_ref().is_some_and(|reached| {
            reached.text.len() == migration.version.text.len() && migration.version.text <= reached.text
        });
        let is_cause = needs_version(context, migration, last);
        let version =
            (is_cause || is_overtaken).then(|| match reached.clone().or_else(|| start(context, migration, last)) {
                Some(after) => taken.next(layout, Some(&after), now),
                None => without_added.get_or_init(|| used_before(context)).next(layout, None, now),
            });
        // A timestamp among numbers, or a number among timestamps, would not fix the order.
        let fits = |version: &String| last.is_none_or(|last| last.is_stamp() == (version.len() == timestamp::LENGTH));
        let version = version.filter(fits);
        if let Some(version) = &version {
            let moved = Version { text: version.clone(), ..migration.version.clone() };
            taken.add(&moved, true);
            reached = Some(moved);
        }
        moves.by_path.insert(migration.path.clone(), moves.moves.len());
        moves.moves.push(Move { path: migration.path.clone(), version, is_cause });
    }
    moves
}

/// The version after which the first assigned one comes: a duplicate stays as near to its
/// place as the existing versions allow; anything else gets the current time (`None`).
fn start(context: &ProjectContext, migration: &Migration, last: Option<&Version>) -> Option<Version> {
    let is_plausible = timestamp::parse(&migration.version.text)
        .is_ok_and(|time| time <= context.options.now + context.options.future_tolerance);
    let is_near = is_taken(context, migration) && (is_plausible || !migration.version.is_stamp());
    let own = is_near.then_some(&migration.version);
    match (own, last) {
        (Some(own), Some(last)) if last.order > own.order => Some(last.clone()),
        (Some(own), _) => Some(own.clone()),
        (None, _) => None,
    }
}

/// The versions without those of added migrations, which do not define what "now" is.
fn used_before(context: &ProjectContext) -> UsedVersions {
    let all = context.target.iter().chain(context.shared.into_iter().flat_map(History::iter));
    UsedVersions::of(all.filter(|other| context.is_in_base(&other.path) && !is_exception(context, &other.version)))
}

/// The help text of a rename: the `git mv` commands that do what the fix does.
pub(in crate::rules) fn help(fix: Option<&Fix>, otherwise: &str) -> String {
    let Some(fix) = fix else {
        return otherwise.to_owned();
    };
    let mut moves: Vec<String> = Vec::new();
    let mut known = BTreeSet::new();
    for rename in &fix.renames {
        // A migration that is a folder moves as a whole.
        let is_folder = rename.from.file_name() == rename.to.file_name();
        let (from, to) = if is_folder {
            (rename.from.parent(), rename.to.parent())
        } else {
            (rename.from.clone(), rename.to.clone())
        };
        let one = format!("git mv {} {}", shell(&from), shell(&to));
        if known.insert((from, to)) {
            moves.push(one);
        }
    }
    // The last one makes room first.
    moves.reverse();
    format!("rename it: `{}`", moves.join(" && "))
}
