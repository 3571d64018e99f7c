//! `rollout`: a rehearsed plan applied to the database, only if both are as they were rehearsed, and verified after.

use super::apply::Plan;
use super::connect;
use super::error::Error;
use super::rehearsal::Rehearsal;
use super::request::Request;
use super::restore::{RestoreRequest, plan_restore, restore};
use crate::jobs::side_settings::SettingsSource;
use crate::live::snapshot::{self, Restored, Snapshot, fingerprint, read_catalog, schema_differences};
use crate::live::{Applied, Options};
use crate::progress::Progress;
use chrono::{DateTime, Duration, Utc};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// A rollout to make.
pub struct RolloutRequest<'a> {
    pub database: &'a Request,
    /// The record of the rehearsal, beside its snapshot.
    pub rehearsal: PathBuf,
    /// The longest time since the snapshot was taken.
    pub max_age: Duration,
    pub now: DateTime<Utc>,
    pub with_out_of_order: bool,
    pub options: Options,
    /// Whether the snapshot is restored after a failure.
    pub auto_restore: bool,
    pub interrupted: &'a AtomicBool,
}

/// A rollout that can begin, or the reasons why it cannot.
pub struct RolloutPlan {
    pub plan: Plan,
    pub rehearsal: Rehearsal,
    pub snapshot: Snapshot,
    /// Sentences, each with the command that helps.
    pub refused: Vec<(String, String)>,
}

/// The result of a rollout.
pub struct RolledOut {
    pub applied: Applied,
    /// Differences from the rehearsal: fragments.
    pub differences: Vec<String>,
    /// The restore after a failure, where it was asked for.
    pub restored: Option<Result<Restored, Error>>,
}

impl RolledOut {
    /// Whether everything is as it was rehearsed.
    pub fn has_passed(&self) -> bool {
        self.applied.failure.is_none() && self.differences.is_empty()
    }
}

/// Reads the rehearsal, the database and the working tree.
pub fn plan_rollout(source: &SettingsSource<'_>, request: &RolloutRequest<'_>) -> Result<RolloutPlan, Error> {
    let folder = request.rehearsal.parent().unwrap_or(Path::new("."));
    let snapshot = Snapshot::open(folder)?;
    snapshot.verify()?;
    let rehearsal: Rehearsal = snapshot::read_record(&request.rehearsal)?;
    if rehearsal.format != Rehearsal::FORMAT {
        let reason = format!("format {} of a rehearsal is not supported", rehearsal.format);
        return Err(Error::Snapshot(snapshot::Error::NotASnapshot { path: request.rehearsal.clone(), reason }));
    }
    let mut plan = Plan::make(source, request.database, request.with_out_of_order, request.now)?;
    let is_rehearsed = plan.observe(&rehearsal);
    let mut live = connect::open(request.database)?;
    let (database, role) = (live.shown(), live.user().to_owned());
    let catalog = fingerprint(&read_catalog(&mut live)?)?;
    let mut refused = Vec::new();
    let again = || "take a snapshot and rehearse again: `tidegate snapshot`, `tidegate rehearse`".to_owned();
    let mut refuse = |reason: String, help: String| refused.push((reason, help));
    if !rehearsal.has_passed {
        refuse("the rehearsal has failed".to_owned(), again());
    }
    if rehearsal.snapshot_taken != snapshot.manifest.taken || rehearsal.catalog_before != snapshot.manifest.catalog {
        refuse("the rehearsal is not one of the snapshot beside it".to_owned(), again());
    }
    match age(&snapshot, request.now) {
        Some(age) if age <= request.max_age => {}
        Some(age) => refuse(
            format!(
                "the snapshot is {} minutes old, and {} are allowed",
                age.num_minutes(),
                request.max_age.num_minutes()
            ),
            format!("{}, or allow more: `--max-age`", again()),
        ),
        None => refuse(format!("the time of the snapshot is not valid: {}", snapshot.manifest.taken), again()),
    }
    if rehearsal.address != database {
        let reason = format!("the rehearsal is of {}, and the database is {database}", rehearsal.address);
        refuse(reason, "name the database by the address of the snapshot".to_owned());
    }
    if rehearsal.role != role {
        refuse(format!("the role was {} in the rehearsal, and is {role}", rehearsal.role), again());
    }
    if rehearsal.catalog_before != catalog {
        refuse("the schema of the database has changed since the rehearsal".to_owned(), again());
    }
    if !is_rehearsed {
        refuse("the pending migrations are not those of the rehearsal".to_owned(), again());
    }
    Ok(RolloutPlan { plan, rehearsal, snapshot, refused })
}

/// The time since a snapshot was taken; one in the future is as old as it is ahead.
fn age(snapshot: &Snapshot, now: DateTime<Utc>) -> Option<Duration> {
    let taken = DateTime::parse_from_rfc3339(&snapshot.manifest.taken).ok()?;
    Some((now - taken.to_utc()).abs())
}

/// Applies the plan, and compares the database with the rehearsed one. After a failure the snapshot is restored if that
/// was asked for.
pub fn roll_out(
    source: &SettingsSource<'_>,
    request: &RolloutRequest<'_>,
    planned: &RolloutPlan,
    progress: &mut dyn Progress,
) -> Result<RolledOut, Error> {
    let applied = planned.plan.apply_observed((request.database, true), request.options, progress)?;
    let mut done = RolledOut { applied, differences: Vec::new(), restored: None };
    if done.applied.failure.is_none() {
        progress.report(0, 1, "comparing with the rehearsal");
        done.differences = differences(source, request, &planned.rehearsal)?;
    }
    if !done.has_passed() && request.auto_restore {
        let task = RestoreRequest {
            database: request.database,
            snapshot: &planned.snapshot,
            now: request.now,
            interrupted: request.interrupted,
        };
        done.restored = Some(plan_restore(&task).and_then(|plan| restore(&task, &plan, progress)));
    }
    Ok(done)
}

/// Finds the differences from the rehearsal.
fn differences(
    source: &SettingsSource<'_>,
    request: &RolloutRequest<'_>,
    rehearsal: &Rehearsal,
) -> Result<Vec<String>, Error> {
    let mut live = connect::open(request.database)?;
    let catalog = read_catalog(&mut live)?;
    drop(live);
    let (changes, _) = schema_differences(&rehearsal.after, &catalog)?;
    let mut found: Vec<String> = changes.iter().map(|change| format!("{} differs", change.object)).collect();
    let left = Plan::make(source, request.database, request.with_out_of_order, request.now)?;
    if !left.is_empty() {
        found.push("the tracking table is not in step with the migrations".to_owned());
    }
    Ok(found)
}
