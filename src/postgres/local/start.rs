//! The start of a server on a slot, with a new cluster when the kept one cannot be used.

use super::super::error::Error;
use super::super::find::Installation;
use super::super::run_key::RunKey;
use super::account::Account;
use super::process::{NOT_READY, Process};
use super::programs::Programs;
use super::settings;
use super::slot::{Slot, State};
use crate::text::hex;
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// Raised whenever clusters are created in another way, so that older ones are not used.
const REVISION: u32 = 3;

/// A server that started.
pub(super) struct Started {
    pub(super) process: Process,
    pub(super) key: RunKey,
    /// The state in which the cluster was found.
    pub(super) state: State,
    pub(super) remark: Option<String>,
}

/// Starts a server on a slot; a cluster on which none starts is recreated, once.
pub(super) fn start(
    slot: &Slot,
    version_dir: &Path,
    programs: &Programs<'_>,
    settings: &[(String, String)],
) -> Result<Started, Error> {
    let state = slot.state();
    let start = |is_fenced| {
        slot.note_running()?;
        settings::write(slot.folder(), &slot.data(), settings)?;
        let (key, file) = RunKey::create(&slot.data()).map_err(Error::files("write", slot.data()))?;
        programs.account.give(&file)?;
        Process::start(programs, slot, is_fenced).map(|process| (process, key))
    };
    let mut remark = None;
    if state != State::Unusable {
        match start(true) {
            Ok((process, key)) => return Ok(Started { process, key, state, remark: None }),
            Err(error @ (Error::Start { .. } | Error::Files { .. })) => remark = Some(recreated(&error)),
            Err(error) => return Err(error),
        }
    }
    let start_anew = |is_fenced| {
        slot.recreate(version_dir, programs)?;
        start(is_fenced)
    };
    let (process, key) = start_anew(true).or_else(|error| {
        if !may_be_the_fence(&error) {
            return Err(error);
        }
        let Ok(outside) = start_anew(false) else { return Err(error) };
        drop(outside);
        // Only a fence that refuses a second time is the reason: a full disk or a busy machine, which
        // a migration can bring about, would have gone by meanwhile.
        start_anew(true).or_else(|error| {
            if !may_be_the_fence(&error) {
                return Err(error);
            }
            let started = start_anew(false)?;
            remark = Some(format!("the server runs outside of its sandbox, in which it does not start: {error}"));
            Ok(started)
        })
    })?;
    Ok(Started { process, key, state: State::Unusable, remark })
}

/// Whether a server may have failed to start because of its fence: nothing on a new cluster is from a
/// migration, so the installation needs files that are not known here. A fence lets no server wait.
fn may_be_the_fence(error: &Error) -> bool {
    matches!(error, Error::Start { cause, .. } if !cause.starts_with(NOT_READY))
}

/// The remark that a kept cluster was recreated.
pub(super) fn recreated(error: &Error) -> String {
    format!("the cached cluster was recreated: {error}")
}

/// Creates the folder of the clusters that one installation and one user can share.
pub(super) fn version_dir(
    clusters_dir: &Path,
    installation: &Installation,
    account: &Account,
) -> Result<PathBuf, Error> {
    let mut hash = Sha256::new();
    for part in [
        installation.bin.as_os_str().as_encoded_bytes(),
        installation.version.to_string().as_bytes(),
        account.uid.to_string().as_bytes(),
        REVISION.to_string().as_bytes(),
    ] {
        hash.update(part);
        hash.update([0]);
    }
    let folder = clusters_dir.join(format!("{}-{}", installation.version, hex(&hash.finalize()[..4])));
    fs::create_dir_all(&folder).map_err(Error::files("write", &folder))?;
    Ok(folder)
}
