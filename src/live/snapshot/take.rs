//! Takes a snapshot.

use super::archive;
use super::contents::Contents;
use super::error::Error;
use super::folder::{ARCHIVE, CATALOG, DIRECTORY, Partial, Snapshot, write_file};
use super::manifest::{FORMAT, Manifest};
use super::readable::unreadable;
use super::{roles, state};
use crate::live::look::look;
use crate::live::session::Connect;
use crate::postgres::live::Live;
use crate::postgres::{Archiver, Environment, Form, Run};
use crate::progress::Progress;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// A snapshot to take.
pub struct Request<'a> {
    /// The folder in which snapshots are.
    pub above: &'a Path,
    /// UTC: RFC 3339, and as a part of a name.
    pub moment: (String, String),
    /// Longest wait for the locks of tables that readers need.
    pub lock_timeout: Duration,
    pub form: Form,
    pub environment: &'a Environment,
    /// Whether the user has interrupted the run.
    pub interrupted: &'a AtomicBool,
}

/// Opens the snapshot that is exported. Everything that is counted is counted in it.
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// The steps that are shown.
const STEPS: usize = 5;

/// Takes a snapshot of the database that `connect` opens.
pub fn take(connect: Connect<'_>, request: &Request<'_>, progress: &mut dyn Progress) -> Result<Snapshot, Error> {
    let mut live = connect()?;
    check(&mut live)?;
    let archiver = Archiver::find(request.environment, live.server().version.major)?;
    // Rows are counted before `pg_dump` runs, and would wait for the same locks without an end.
    live.database().run(&format!("SET lock_timeout = {}", request.lock_timeout.as_millis()))?;
    progress.report(0, STEPS, "reading the catalog");
    let catalog = state::read_catalog(&mut live)?;
    let name = free_name(request.above, live.name(), &request.moment.1);
    let partial = Partial::create(request.above, &name)?;
    progress.report(1, STEPS, "counting rows");
    let database = live.database();
    database.run(BEGIN)?;
    let exported = database.value("select pg_catalog.pg_export_snapshot()")?.unwrap_or_default();
    let mut contents = Contents::read(database)?;
    let properties = state::properties(database)?;
    let roles = roles::needed(&mut live)?;
    check_interrupted(request)?;
    progress.report(2, STEPS, "pg_dump");
    let name_of_archive = if request.form == Form::Custom { ARCHIVE } else { DIRECTORY };
    let archive = partial.folder.join(name_of_archive);
    let wanted = (&exported[..], archive.as_path(), request.form);
    let dumped = archiver.dump(&live.reach(), wanted, request.lock_timeout, request.interrupted)?;
    if dumped == Run::Interrupted {
        return Err(Error::Interrupted);
    }
    live.database().run("COMMIT")?;
    progress.report(3, STEPS, "reading the archive");
    contents.sequences = archive::sequences(&archiver, &archive, &partial.folder)?;
    // Statements that change the schema do not wait for readers in every case.
    if state::read_catalog(&mut live)? != catalog {
        return Err(Error::ChangedMeanwhile { database: live.shown() });
    }
    check_interrupted(request)?;
    progress.report(4, STEPS, "writing the manifest");
    write_file(&partial.folder.join(CATALOG), &state::json(&catalog)?)?;
    let mut files = partial.archive(name_of_archive)?;
    files.push(partial.file(CATALOG)?);
    let manifest = Manifest {
        format: FORMAT,
        tidegate: env!("CARGO_PKG_VERSION").to_owned(),
        taken: request.moment.0.clone(),
        server: live.server().version.to_string(),
        server_major: live.server().version.major,
        pg_dump: archiver.version().to_string(),
        address: live.shown(),
        properties,
        role: live.user().to_owned(),
        files,
        catalog: state::fingerprint(&catalog)?,
        contents,
        roles,
    };
    partial.complete(&name, &manifest)
}

/// Fails if no whole snapshot of a database can be taken.
fn check(live: &mut Live) -> Result<(), Error> {
    if let Some(pooler) = live.pooler().filter(|pooler| !pooler.keeps_sessions) {
        return Err(Error::Pooled { pooler: pooler.to_string(), session_at: pooler.session_at.clone() });
    }
    let (role, database) = (live.user().to_owned(), live.shown());
    let objects = look(live.database(), |database| unreadable(database, &role))?;
    if objects.is_empty() { Ok(()) } else { Err(Error::Unreadable { role, database, objects }) }
}

fn check_interrupted(request: &Request<'_>) -> Result<(), Error> {
    if request.interrupted.load(Ordering::SeqCst) { Err(Error::Interrupted) } else { Ok(()) }
}

/// A name that no other snapshot has: `app-20260131T093000Z`.
fn free_name(above: &Path, database: &str, moment: &str) -> String {
    let safe = |letter: char| if letter.is_ascii_alphanumeric() || "-_.".contains(letter) { letter } else { '_' };
    let database: String = database.trim_start_matches('.').chars().map(safe).collect();
    let first = format!("{database}-{moment}");
    let (mut name, mut number) = (first.clone(), 1_u32);
    while above.join(&name).symlink_metadata().is_ok() {
        number += 1;
        name = format!("{first}-{number}");
    }
    name
}
