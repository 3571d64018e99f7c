//! `snapshot`: a live database in a folder, complete and proven if that is asked for.

use super::connect;
use super::error::Error;
use super::request::Request;
use crate::git::{self, Repository};
use crate::live::snapshot::{self, Differences, Snapshot};
use crate::postgres::Form;
use crate::progress::Progress;
use chrono::{DateTime, Utc};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// A snapshot to take.
pub struct SnapshotRequest<'a> {
    pub database: &'a Request,
    /// The folder in which snapshots are.
    pub above: PathBuf,
    pub now: DateTime<Utc>,
    /// Longest wait for the locks of tables that readers need.
    pub lock_timeout: Duration,
    /// The form of the archive.
    pub form: Form,
    /// Whether the snapshot is restored on a private server and compared.
    pub prove: bool,
    pub interrupted: &'a AtomicBool,
}

/// A snapshot that was taken.
pub struct SnapshotTaken {
    pub snapshot: Snapshot,
    /// The result of the proof, if one was asked for.
    pub proof: Option<Result<Differences, Error>>,
    /// The leftovers of interrupted runs that were removed.
    pub swept: usize,
}

/// Refuses a folder of the working tree that is a link or below one, or in the git folder: a branch could choose by a link
/// where the rows of a database are written.
pub fn check_folder(repository: &dyn Repository, above: &Path) -> Result<(), git::Error> {
    let Some(place) = git::beneath(repository.paths(), above) else { return Ok(()) };
    git::check_beneath(repository.paths(), &place.join("snapshot"))
}

/// Takes a snapshot.
pub fn snapshot(request: &SnapshotRequest<'_>, progress: &mut dyn Progress) -> Result<SnapshotTaken, Error> {
    let swept = snapshot::sweep(&request.above);
    let environment = &request.database.environment;
    let task = snapshot::Request {
        above: &request.above,
        moment: (
            request.now.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            request.now.format("%Y%m%dT%H%M%SZ").to_string(),
        ),
        lock_timeout: request.lock_timeout,
        form: request.form,
        environment,
        interrupted: request.interrupted,
    };
    let taken = snapshot::take(&|| connect::connect(request.database), &task, progress)?;
    let proof = request.prove.then(|| {
        progress.report(0, 1, "restoring the snapshot on a private server");
        snapshot::prove(&taken, environment, request.interrupted).map_err(Error::Snapshot)
    });
    Ok(SnapshotTaken { snapshot: taken, proof, swept })
}
