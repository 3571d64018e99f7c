//! The proof of a squash that another clone made: what a range of commits replaced is equal to what replaced it.

use super::plan::{Error, Proof, prove, replay_failure};
use crate::git::{self, Entry, Repository, Side};
use crate::jobs::replaced_migrations::Replaced;
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::sides::{Selection, Sides};
use crate::jobs::verify::{self, SideInputs, Wanted, load_sides};
use crate::migration::ARCHIVE;
use crate::progress::Progress;
use crate::replay::{ProofTask, Source};
use crate::text::RelPath;
use std::collections::{BTreeMap, BTreeSet};

/// The request of such a proof.
pub struct RangeRequest<'a> {
    pub from: &'a str,
    pub to: &'a str,
    /// The root of the project, where there are several.
    pub project: Option<&'a RelPath>,
    pub server: verify::Request,
}

/// Content of a range of commits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RangeProof {
    /// No migration was moved to an archive.
    NoSquash,
    /// Files were moved to an archive, and it is not a squash.
    Refused(String),
    /// Migrations were replaced by one.
    Squash {
        /// The new migration.
        file: RelPath,
        /// The migrations that it replaces, in order.
        replaced: Vec<RelPath>,
        proof: Proof,
    },
}

impl RangeProof {
    /// Whether the range has no squash, or one that is proven.
    pub fn is_accepted(&self) -> bool {
        match self {
            Self::NoSquash => true,
            Self::Refused(_) => false,
            Self::Squash { proof, .. } => matches!(proof, Proof::Proven { .. }),
        }
    }
}

/// Proves the squash in a range of commits, and notes it in this clone, where the check of published migrations then
/// accepts exactly these files.
pub fn prove_range(
    source: &SettingsSource<'_>,
    request: &RangeRequest<'_>,
    progress: &mut dyn Progress,
) -> Result<RangeProof, Error> {
    let repository = source.repository();
    let selection = Selection::Range { from: request.from.to_owned(), to: request.to.to_owned() };
    let sides = Sides::find(repository, &selection).map_err(verify::Error::from)?;
    let Some(base) = sides.base_commit() else { return Ok(RangeProof::NoSquash) };
    let base_selection =
        Selection::Commit { commit: base.clone(), base: None, name: format!("the base of {}", selection.label()) };
    let moves = moves(repository, &Side::Revision(base.clone()), &sides.target).map_err(verify::Error::from)?;
    if moves.is_empty() {
        return Ok(RangeProof::NoSquash);
    }
    let inputs = |selection: &Selection| -> Result<SideInputs, Error> {
        let settings = source.of(selection).map_err(verify::Error::from)?;
        Ok(SideInputs::of_history(repository, &settings, selection, request.project)?)
    };
    let (mut before, mut after) = (inputs(&base_selection)?, inputs(&selection)?);
    let count = match replaced(before.migrations(), after.migrations(), &moves) {
        Ok(count) => count,
        Err(reason) => return Ok(RangeProof::Refused(reason)),
    };
    before.keep_first(count);
    after.keep_first(1);
    let Some(file) = after.migrations().first().map(|source| source.path.clone()) else {
        return Ok(RangeProof::NoSquash);
    };
    let wanted = [Wanted { proof: ProofTask::Dump, ..Wanted::plain(&before) }];
    let loaded = load_sides(repository, &request.server, &wanted, progress)?;
    let of_before = match (replay_failure(&loaded), loaded.first().and_then(|one| one.replay.side.as_ref())) {
        (Some(error), _) => return Err(error),
        (None, Some(side)) => side,
        (None, None) => return Err(crate::jobs::diff::Error::NotLoaded("the replaced migrations".to_owned()).into()),
    };
    let proof = prove(source, &request.server, (&before, of_before), &after, progress)?;
    if matches!(proof, Proof::Proven { .. }) {
        let new = after.scripts().map(|script| (&script.path, &script.content[..]));
        let noted = Replaced::in_side(repository, &sides.target, &moves, new).and_then(|new| new.note(repository));
        noted.map_err(verify::Error::from)?;
    }
    let replaced = before.migrations().iter().map(|source| source.path.clone()).collect();
    Ok(RangeProof::Squash { file, replaced, proof })
}

/// The files of the base that the target has in an archive folder, unchanged, and no longer at their place: from the old
/// path to the new one.
fn moves(repository: &dyn Repository, base: &Side, target: &Side) -> Result<Vec<(RelPath, RelPath)>, git::Error> {
    let is_archived = |path: &[u8]| RelPath::new(path).parts().any(|part| part == ARCHIVE.as_bytes());
    let old: BTreeSet<RelPath> = repository.entries(base, &is_archived)?.into_iter().map(|entry| entry.path).collect();
    let mut archived = repository.entries(target, &is_archived)?;
    archived.retain(|entry| !old.contains(&entry.path));
    if archived.is_empty() {
        return Ok(Vec::new());
    }
    let names: BTreeSet<Vec<u8>> = archived.iter().map(|entry| entry.path.file_name().to_vec()).collect();
    let is_named = |path: &[u8]| !is_archived(path) && names.contains(RelPath::new(path).file_name());
    let kept: BTreeMap<RelPath, Entry> =
        repository.entries(target, &is_named)?.into_iter().map(|entry| (entry.path.clone(), entry)).collect();
    let is_equal = |one: &Entry, other: &Entry| -> Result<bool, git::Error> {
        Ok(one.content == other.content || repository.read(one)? == repository.read(other)?)
    };
    let mut moves = Vec::new();
    for entry in repository.entries(base, &is_named)? {
        let Some(copy) = archived.iter().find(|copy| is_below(&entry.path, &copy.path)) else { continue };
        let is_kept = kept.get(&entry.path).map_or(Ok(false), |kept| is_equal(&entry, kept))?;
        if !is_kept && is_equal(&entry, copy)? {
            moves.push((entry.path, copy.path.clone()));
        }
    }
    Ok(moves)
}

/// Whether the path in an archive is that of a file beside the archive: `db/archived-migrations/VERSION/NAME` of
/// `db/migrations/NAME`.
fn is_below(path: &RelPath, archived: &RelPath) -> bool {
    let parts = |path: &RelPath| path.parts().map(<[u8]>::to_vec).collect::<Vec<_>>();
    let (path, archived) = (parts(path), parts(archived));
    let Some(place) = archived.iter().position(|part| part == ARCHIVE.as_bytes()) else { return false };
    let rest = archived.get(place + 2..).unwrap_or_default();
    !rest.is_empty() && path.starts_with(&archived[..place]) && path.ends_with(rest)
}

/// The number of migrations that the first one of the new history replaces, or why it replaces none.
fn replaced(before: &[Source], after: &[Source], moves: &[(RelPath, RelPath)]) -> Result<usize, String> {
    let Some(new) = after.first() else { return Err("no migration is left".to_owned()) };
    let is_same = |one: &Source, other: &Source| one.path == other.path && one.content == other.content;
    let count = before.iter().position(|old| after.iter().any(|new| is_same(old, new))).unwrap_or(before.len());
    if count == 0 {
        return Err(format!("{} is still the first migration", before[0].path));
    }
    let is_moved = |old: &&Source| moves.iter().any(|(from, _)| *from == old.path);
    if let Some(lost) = before[..count].iter().find(|old| !is_moved(old)) {
        return Err(format!("{} is not in the archive as it was", lost.path));
    }
    let mut rest = after[1..].iter();
    for old in &before[count..] {
        if !rest.next().is_some_and(|new| is_same(old, new)) {
            return Err(format!("{} does not follow {} as it was", old.path, new.path));
        }
    }
    Ok(count)
}
