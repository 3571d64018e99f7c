//! `squash`: the first migrations of a history as one.

use super::archive::Archive;
use super::data::{DataStatement, KeptData, data_statements};
use crate::alter::{Options, Refused};
use crate::jobs::diff::{self, named, script};
use crate::jobs::migration_text::{self, Draft, WrittenMigration};
use crate::jobs::new;
use crate::jobs::projects::ProjectHistory;
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::sides::Selection;
use crate::jobs::verify::{self, LoadedSideOutcome, SideInputs, Wanted, load_sides};
use crate::migration::Migration;
use crate::postgres;
use crate::progress::Progress;
use crate::replay::{LoadedSide, ProofTask, compare_sides, forgive_reprinted, reprintable, unseen};
use std::collections::BTreeMap;

/// The migrations that are squashed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cut {
    All,
    /// Those before this version.
    Before(String),
}

/// The request of a squash.
pub struct SquashRequest<'a> {
    pub seen: &'a ProjectHistory,
    pub cut: &'a Cut,
    pub name: &'a str,
    pub data: KeptData,
    pub server: verify::Request,
}

/// One migration in the place of others.
#[derive(Clone, Debug)]
pub struct Squash {
    pub migration: Option<WrittenMigration>,
    /// The versions of the migrations that it replaces, in order.
    pub versions: Vec<String>,
    pub archive: Archive,
    /// Statements that write rows.
    pub data: Vec<DataStatement>,
    /// Objects that cannot be written, in order.
    pub refused: Vec<Refused>,
    /// `None` if nothing was written.
    pub proof: Option<Proof>,
}

/// The result of a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Both histories give the same catalog and the same dump.
    Proven {
        /// The server, in words.
        server: String,
    },
    /// The new history fails.
    Replay { file: String, statement: String, message: String },
    /// These objects differ.
    Differs(Vec<String>),
}

/// A squash that was not planned.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The history cannot be read or replayed (user or environment).
    #[error(transparent)]
    Diff(#[from] diff::Error),
    /// A migration cannot be written in this layout (user).
    #[error(transparent)]
    Migration(#[from] migration_text::Error),
    /// No migration has the version (user).
    #[error("no migration has version {0}")]
    NoVersion(String),
    /// There is nothing to make one of (user).
    #[error("{0} of the migrations would be squashed, and at least 2 are needed")]
    TooFew(usize),
    /// The history as it is cannot be replayed (user).
    #[error("the history cannot be replayed: {file}: {message}")]
    Replay { file: String, message: String },
}

impl From<verify::Error> for Error {
    fn from(error: verify::Error) -> Self {
        Self::Diff(error.into())
    }
}

impl Squash {
    /// Whether the migration was written and proven.
    pub fn is_proven(&self) -> bool {
        matches!(self.proof, Some(Proof::Proven { .. }))
    }
}

/// Writes the migration, and proves it.
pub fn squash(
    source: &SettingsSource<'_>,
    request: &SquashRequest<'_>,
    progress: &mut dyn Progress,
) -> Result<Squash, Error> {
    let replaced = replaced(request)?;
    let inputs = |count: Option<usize>| -> Result<SideInputs, Error> {
        let selection = Selection::WorkTree;
        let settings = source.of(&selection).map_err(verify::Error::from)?;
        let root = Some(&request.seen.project.root);
        let mut inputs = SideInputs::of_history(source.repository(), &settings, &selection, root)?;
        if let Some(count) = count {
            inputs.keep_first(count);
        }
        Ok(inputs)
    };
    let (whole, prefix, start) = (inputs(None)?, inputs(Some(replaced.len()))?, inputs(Some(0))?);
    let versions: Vec<String> = replaced.iter().map(|one| one.version.text.clone()).collect();
    let version = versions.last().cloned().unwrap_or_default();
    let mut squash = Squash {
        migration: None,
        archive: Archive::plan(request.seen, replaced.iter().copied(), &version),
        versions,
        data: data_statements(prefix.migrations()),
        refused: Vec::new(),
        proof: None,
    };
    if request.data == KeptData::Refused && !squash.data.is_empty() {
        return Ok(squash);
    }
    let dump = Wanted { proof: ProofTask::Dump, ..Wanted::plain(&whole) };
    let wanted = [dump, Wanted::plain(&prefix), Wanted::plain(&start)];
    let loaded = load_sides(source.repository(), &request.server, &wanted, progress)?;
    let [of_whole, of_prefix, of_start] = sides(&loaded)?;
    write(&mut squash, request, (of_prefix, of_start), &prefix)?;
    let Some(file) = squash.migration.as_ref().and_then(|migration| migration.files.first()) else { return Ok(squash) };
    let mut new = inputs(None)?;
    new.replace_first(replaced.len(), file.path.clone(), file.content.clone().into_bytes());
    squash.proof = Some(prove(source, &request.server, (&whole, of_whole), &new, progress)?);
    Ok(squash)
}

/// The migrations that are squashed, in order.
fn replaced<'a>(request: &SquashRequest<'a>) -> Result<Vec<&'a Migration>, Error> {
    let versioned: Vec<&Migration> = request.seen.history.iter().filter(|one| one.is_versioned()).collect();
    let count = match request.cut {
        Cut::All => versioned.len(),
        Cut::Before(version) => versioned
            .iter()
            .position(|one| one.version.text == *version)
            .ok_or_else(|| Error::NoVersion(version.clone()))?,
    };
    if count < 2 { Err(Error::TooFew(count)) } else { Ok(versioned[..count].to_vec()) }
}

/// Writes the migration with the schema of the prefix.
fn write(
    squash: &mut Squash,
    request: &SquashRequest<'_>,
    (of_prefix, of_start): (&LoadedSide, &LoadedSide),
    prefix: &SideInputs,
) -> Result<(), Error> {
    let compared = compare_sides(of_prefix, of_start, prefix.managed(), None).map_err(verify::Error::Postgres)?;
    let options =
        Options { aspects: compared.aspects, destructive: true, role: of_prefix.role.clone(), ..Options::new() };
    let script = script(&compared.expected, &compared.actual, &options)?;
    squash.refused.clone_from(&script.refused);
    if !squash.refused.is_empty() {
        return Ok(());
    }
    let tail = if request.data == KeptData::Kept { tail(&squash.data) } else { String::new() };
    let draft = Draft {
        name: request.name,
        script: &script,
        begin: &compared.actual,
        stages: &[],
        end: &compared.expected,
        reverted: Err("everything before this migration"),
        renames: &[],
        reasons: &BTreeMap::new(),
        tail: &tail,
    };
    let version = squash.versions.last().cloned().into_iter().collect::<Vec<String>>();
    squash.migration = draft.migrations(request.seen, &version)?.into_iter().next();
    Ok(())
}

/// The statements that write rows, each with its old place.
fn tail(data: &[DataStatement]) -> String {
    let with_place = |one: &DataStatement| {
        format!("\n-- From {}, line {}\n{};\n", one.file, one.line, one.sql.trim_end_matches(';'))
    };
    data.iter().map(with_place).collect::<Vec<_>>().concat()
}

/// Replays the new history, and compares it with the old one twice, by the catalog and by the dump.
pub(super) fn prove(
    source: &SettingsSource<'_>,
    server: &verify::Request,
    (whole, of_whole): (&SideInputs, &LoadedSide),
    new: &SideInputs,
    progress: &mut dyn Progress,
) -> Result<Proof, Error> {
    let wanted = [Wanted { proof: ProofTask::Dump, ..Wanted::plain(new) }];
    let loaded = load_sides(source.repository(), server, &wanted, progress)?;
    if let Some(failure) = loaded.iter().flat_map(|one| one.replay.failures()).next() {
        let file = failure.place.path().map(ToString::to_string).unwrap_or_default();
        let (statement, message) = (failure.statement.clone(), failure.error.message.clone());
        return Ok(Proof::Replay { file, statement, message });
    }
    let Some(of_new) = loaded.first().and_then(|one| one.replay.side.as_ref()) else {
        return Err(diff::Error::NotLoaded("the new history".to_owned()).into());
    };
    let compared = compare_sides(of_whole, of_new, whole.managed(), None).map_err(verify::Error::Postgres)?;
    let mut changes = compared.comparison.changes.clone();
    let suspects = reprintable(&changes);
    if !suspects.is_empty() {
        let wanted = [Wanted { reloaded: Some(&suspects), ..Wanted::plain(whole) }];
        match load_sides(source.repository(), server, &wanted, progress) {
            Ok(again) => {
                let side = again.first().and_then(|one| one.replay.side.as_ref());
                if let Some(reloaded) = side.and_then(|side| side.reloaded.as_ref()) {
                    forgive_reprinted(&mut changes, reloaded, None);
                }
            }
            Err(verify::Error::Postgres(postgres::Error::NoDump { .. })) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let mut differing: Vec<String> = changes.iter().map(named).collect();
    match (&of_whole.dump, &of_new.dump) {
        (Some(expected), Some(actual)) => {
            differing.extend(unseen(expected, actual, &compared.comparison, (None, &|_, _| false)));
        }
        _ => differing.push("the dumps, which could not be made".to_owned()),
    }
    let server = loaded.first().map(|one| one.server.clone()).unwrap_or_default();
    Ok(if differing.is_empty() { Proof::Proven { server } } else { Proof::Differs(differing) })
}

/// The three sides that were loaded.
fn sides(loaded: &[LoadedSideOutcome]) -> Result<[&LoadedSide; 3], Error> {
    if let Some(error) = replay_failure(loaded) {
        return Err(error);
    }
    let sides: Vec<&LoadedSide> = loaded.iter().filter_map(|one| one.replay.side.as_ref()).collect();
    let not_loaded = || diff::Error::NotLoaded("the history".to_owned()).into();
    sides.try_into().map_err(|_| not_loaded())
}

/// The error for a history that fails as it is.
pub(super) fn replay_failure(loaded: &[LoadedSideOutcome]) -> Option<Error> {
    let failure = loaded.iter().flat_map(|one| one.replay.failures()).next()?;
    let file = failure.place.path().map(ToString::to_string).unwrap_or_default();
    Some(Error::Replay { file, message: failure.error.message.clone() })
}

impl From<new::Error> for Error {
    fn from(error: new::Error) -> Self {
        Self::Migration(error.into())
    }
}
