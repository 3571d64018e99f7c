//! `restore`: a snapshot on a server, beside what it replaces. A plan first, which changes nothing.

use super::connect::connect_to_write;
use super::error::Error;
use super::request::Request;
use crate::live::snapshot::{self, ConnectTo, Restore, RestorePlan, Restored, Snapshot};
use crate::progress::Progress;
use chrono::{DateTime, Utc};
use std::sync::atomic::AtomicBool;

/// A snapshot to restore.
pub struct RestoreRequest<'a> {
    pub database: &'a Request,
    pub snapshot: &'a Snapshot,
    pub now: DateTime<Utc>,
    pub interrupted: &'a AtomicBool,
}

impl RestoreRequest<'_> {
    fn task<'a>(&'a self, connect: ConnectTo<'a>) -> Restore<'a> {
        Restore {
            snapshot: self.snapshot,
            connect,
            environment: &self.database.environment,
            moment: self.now.format("%Y%m%dT%H%M%SZ").to_string(),
            interrupted: self.interrupted,
        }
    }
}

/// Checks the snapshot, the server and the rights of the role.
pub fn plan_restore(request: &RestoreRequest<'_>) -> Result<RestorePlan, Error> {
    let connect = |other: Option<&str>| connect_to_write(request.database, other);
    Ok(request.task(&connect).plan()?)
}

/// Restores as planned. After an error the database is as it was.
pub fn restore(
    request: &RestoreRequest<'_>,
    plan: &RestorePlan,
    progress: &mut dyn Progress,
) -> Result<Restored, Error> {
    let connect = |other: Option<&str>| connect_to_write(request.database, other);
    Ok(request.task(&connect).run(plan, progress)?)
}

/// Drops a database that a restore has kept.
pub fn drop_kept(request: &Request, kept: &str) -> Result<(), Error> {
    snapshot::drop_kept(&|other| connect_to_write(request, other), kept).map_err(Error::Snapshot)
}
