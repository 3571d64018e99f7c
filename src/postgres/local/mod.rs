//! A private server, started from programs found on the machine, on a cluster that is kept
//! in the cache folder.
//!
//! One run has a cluster for itself: it takes a slot (`slot.rs`), starts a server on it
//! (`process.rs`) and stops it at the end. A shared server that stays was decided against: it
//! would be a daemon to look after. A cluster is copied from one that `initdb` made once
//! (`seed.rs`) and then kept, with the databases that were left in it, until the machine is
//! booted again: it is written without `fsync`, and what the system had not written when it
//! went down is missing without a trace.
//!
//! Measured in one run each, medians, PostgreSQL 15, two shared and busy cores; on a disk whose
//! file system is slow to make files (ext4 without a journal, which steps over every file
//! deleted in the last minutes before it makes one), and in memory (tmpfs):
//!
//! | what | disk | memory |
//! |---|--:|--:|
//! | `initdb` | 1,590 ms | 700 ms |
//! | first start ever: `initdb`, seed, copy, start | 3,280 ms | 970 ms |
//! | first start in a boot, or in another slot: copy of the seed (28 MB, 970 files), start | 1,360 ms | 130 ms |
//! | start on the kept cluster | 68 ms | 39 ms |
//! | the same after `kill -9`: recovery, scratch databases dropped | 73 ms | 65 ms |
//! | clean stop | 28 ms | 17 ms |
//! | connection | 5 ms | 4 ms |
//! | `CREATE DATABASE` from an empty template (7 MB), `file_copy` | 81 ms | 19 ms |
//! | the same, `wal_log` | 94 ms | 23 ms |
//! | from a template with 300 tables (24 MB), `file_copy` | 2,730 ms | 74 ms |
//! | the same, `wal_log` | 3,570 ms | 257 ms |
//! | copy of a whole cluster with three such databases (85 MB) | 2,470 ms | 256 ms |
//! | renaming a database | 1 ms | 1 ms |
//! | `pg_dump` of the small, of the large one | 109, 328 ms | 123, 300 ms |
//!
//! So a database is cloned by `file_copy` and never a whole cluster, two runs at once have a
//! cluster each rather than wait, and a clean stop is waited for: it keeps the next start
//! cheap and costs less than it saves.
//!
//! Never: listens on the network, leaves a server behind, believes a cluster that may be
//! damaged.

mod account;
mod boot;
mod kept;
mod place;
mod process;
mod seed;
pub(super) mod slot;
mod sockets;

use super::administration::{self, Strategy};
use super::connection::{Connection, Target};
use super::dump::Dumper;
use super::names::checked;
use super::{
    Database, Engine, Environment, Error, Extension, Installation, NewDatabase, Role, SCRATCH_PREFIX, Server, Session,
};
use crate::process::Command;
use crate::text::hex;
use account::Account;
#[cfg(feature = "embedded")]
pub(super) use kept::make_room;
pub use kept::{Kept, kept};
use process::{ACCESS, Process, SETTINGS};
use sha2::{Digest as _, Sha256};
use slot::{Slot, State};
use sockets::PORT;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Counts up whenever clusters are made in another way, so that older ones are not taken.
const REVISION: u32 = 2;

/// What a role's own settings must not change for administration.
const SOBER: [(&str, &str); 4] = [
    ("default_transaction_read_only", "off"),
    ("idle_in_transaction_session_timeout", "0"),
    ("lock_timeout", "0"),
    ("statement_timeout", "0"),
];

/// A private server with a cluster for itself. Dropping it drops the scratch databases that
/// are left and shuts the server down; databases of other names stay for the next run.
pub struct Local {
    server: Server,
    environment: Environment,
    bin: PathBuf,
    slot: Slot,
    /// Before `slot` is let go the server has ended.
    process: Process,
    administration: Option<Connection>,
    target: Target,
    /// The scratch databases that are there.
    made: Vec<String>,
    remarks: Vec<String>,
    is_new: bool,
    is_repaired: bool,
}

impl Local {
    /// Starts a server on a cluster of this purpose, a word of small letters, digits and
    /// dashes: what one purpose leaves behind, no other one finds. Settings are added to those
    /// of the server's own file, for this run.
    pub fn start(
        installation: &Installation,
        environment: &Environment,
        purpose: &str,
        settings: &[(String, String)],
    ) -> Result<Self, Error> {
        let mut is_kept = false;
        let started = Self::try_start(installation, environment, (purpose, settings), &mut is_kept);
        let Err(error) = started else { return started };
        if !is_kept {
            return Err(error);
        }
        // It came up, and could not be used.
        let mut local = Self::try_start(installation, environment, (purpose, settings), &mut is_kept)?;
        local.remarks.push(made_anew(&error));
        local.is_repaired = true;
        Ok(local)
    }

    /// Starts a server; `is_kept` says whether it ran on a cluster that an earlier run had, which
    /// no later run will be given when this fails.
    fn try_start(
        installation: &Installation,
        environment: &Environment,
        (purpose, settings): (&str, &[(String, String)]),
        is_kept: &mut bool,
    ) -> Result<Self, Error> {
        let account = Account::choose(environment)?;
        let programs = Programs { bin: &installation.bin, account: &account, environment };
        if let Some(folder) = account.stopped_at(&installation.bin) {
            let cause = format!("the user {} may not enter {}", account.name, folder.display());
            return Err(Error::Program { program: installation.bin.join("postgres").display().to_string(), cause });
        }
        let place = place::choose(environment, &account)?;
        let kept = kept_folder(&place.folder, installation, &account)?;
        let mut remarks: Vec<String> = Vec::new();
        if !place.rejected.is_empty() {
            remarks.push(format!(
                "the cluster lies in {}, not in {}",
                place.folder.display(),
                place.rejected.join(" or ")
            ));
        }
        let slot = Slot::take(&kept, purpose)?;
        if slot.state() == State::Unusable {
            kept::make_room(&place.folder);
        }
        let started = start_on(&slot, &kept, &programs, settings)?;
        let is_repaired = started.remark.is_some();
        remarks.extend(started.remark);
        let server = Server { version: installation.version.clone(), origin: installation.bin.display().to_string() };
        let target = Target {
            config: reach(&started.process.sockets),
            shown: server.to_string(),
            log: Some(slot.log()),
            is_hurt: Arc::new(AtomicBool::new(false)),
        };
        let mut local = Self {
            server,
            environment: environment.clone(),
            bin: installation.bin.clone(),
            slot,
            process: started.process,
            administration: None,
            target,
            made: Vec::new(),
            remarks,
            is_new: started.state == State::Unusable,
            is_repaired,
        };
        *is_kept = !local.is_new;
        match local.make_ready(started.state) {
            Ok(()) => Ok(local),
            Err(error) => {
                local.invalidate();
                Err(error)
            }
        }
    }

    /// Takes away what an earlier run left and nobody is to find.
    fn make_ready(&mut self, state: State) -> Result<(), Error> {
        if !self.is_new {
            // What SQL of an earlier run gave our own role or all roles, every session would begin with.
            self.administration()?.run("ALTER ROLE postgres RESET ALL; ALTER ROLE ALL RESET ALL")?;
        }
        if state == State::CutOff { self.drop_what_was_left() } else { Ok(()) }
    }

    /// What happened that a user should know: another folder taken, a cluster made anew.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// True when the cluster is as `initdb` makes it: nothing of an earlier run is in it.
    pub fn is_new(&self) -> bool {
        self.is_new
    }

    /// True when the kept cluster was damaged and made anew, which is one of the remarks.
    pub fn is_repaired(&self) -> bool {
        self.is_repaired
    }

    /// The folder of the server's socket, for `psql -h` while the server runs.
    pub fn sockets(&self) -> &Path {
        &self.process.sockets
    }

    /// Shuts the server down and has the next run begin with a new cluster, because this one
    /// cannot be trusted any more.
    pub fn discard(mut self) {
        self.invalidate();
    }

    /// A connection beside the databases in question.
    fn administration(&mut self) -> Result<&mut Connection, Error> {
        if self.administration.as_ref().is_none_or(Connection::is_lost) {
            let settings = SOBER.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
            let session = Session { settings, ..Session::default() };
            self.administration = Some(Connection::open(&self.target, seed::ADMINISTRATION, &session)?);
        }
        self.administration.as_mut().ok_or_else(|| Error::Lost { cause: "it was never made".to_owned() })
    }

    fn note_made(&mut self, name: &str) {
        if name.starts_with(SCRATCH_PREFIX) {
            self.made.push(name.to_owned());
        }
    }

    /// A run that was cut off did not drop its scratch databases, and the slot is ours.
    fn drop_what_was_left(&mut self) -> Result<(), Error> {
        for left in self.databases()?.iter().filter(|name| name.starts_with(SCRATCH_PREFIX)) {
            self.drop_database(left)?;
        }
        Ok(())
    }
}

impl Engine for Local {
    fn server(&self) -> &Server {
        &self.server
    }

    fn create_database(&mut self, new: &NewDatabase<'_>) -> Result<(), Error> {
        checked(new.name)?;
        let major = self.server.version.major;
        self.note_made(new.name);
        administration::create(self.administration()?, new, major, Strategy::Files)
    }

    fn rename_database(&mut self, name: &str, new_name: &str) -> Result<(), Error> {
        checked(new_name)?;
        administration::rename(self.administration()?, name, new_name)?;
        self.made.retain(|made| made != name);
        self.note_made(new_name);
        Ok(())
    }

    fn drop_database(&mut self, name: &str) -> Result<(), Error> {
        let major = self.server.version.major;
        administration::drop(self.administration()?, name, major)?;
        self.made.retain(|made| made != name);
        Ok(())
    }

    fn databases(&mut self) -> Result<Vec<String>, Error> {
        let own = format!("d.datname not in ('template0', 'template1', '{}')", seed::ADMINISTRATION);
        administration::list(self.administration()?, &own)
    }

    fn size(&mut self, name: &str) -> Result<u64, Error> {
        administration::size(self.administration()?, name)
    }

    fn open(&mut self, name: &str, session: &Session) -> Result<Box<dyn Database>, Error> {
        Ok(Box::new(Connection::open(&self.target, name, session)?))
    }

    fn extensions(&mut self) -> Result<Vec<Extension>, Error> {
        administration::extensions(self.administration()?)
    }

    fn roles(&mut self) -> Result<Vec<Role>, Error> {
        administration::roles(self.administration()?)
    }

    fn sources(&mut self) -> Result<Option<Vec<PathBuf>>, Error> {
        let folders = "select setting from pg_catalog.pg_config where name in ('SHAREDIR', 'PKGLIBDIR') order by name";
        let rows = self.administration()?.query(folders)?.rows;
        let mut sources: Vec<PathBuf> = ["postgres", "pg_dump"].iter().map(|name| self.bin.join(name)).collect();
        for folder in rows.into_iter().flatten().flatten().map(PathBuf::from) {
            // Control files of extensions and what full text search reads; libraries.
            sources.extend(["extension", "tsearch_data"].iter().map(|name| folder.join(name)));
            sources.push(folder);
        }
        Ok(Some(sources))
    }

    fn invalidate(&mut self) {
        self.target.is_hurt.store(true, Ordering::Relaxed);
    }

    fn dump(&mut self, name: &str, arguments: &[&str]) -> Result<Vec<u8>, Error> {
        let dumper = Dumper::find(&self.environment, Some(&self.bin), self.server.version.major)?;
        let reach: [(&str, OsString); 3] = [
            ("PGHOST", self.process.sockets.clone().into()),
            ("PGPORT", PORT.to_string().into()),
            ("PGUSER", "postgres".into()),
        ];
        dumper.dump(&reach, name, arguments)
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        if !self.target.is_hurt.load(Ordering::Relaxed) {
            for name in std::mem::take(&mut self.made) {
                // What stays is in the way of nobody.
                let _ = self.drop_database(&name);
            }
        }
        self.administration = None;
        let is_hurt = self.target.is_hurt.load(Ordering::Relaxed);
        let went_down_cleanly = self.process.stop();
        if is_hurt || !went_down_cleanly {
            self.slot.note_unusable();
        } else {
            // Without this note the next run has the server recover, which is as good.
            let _ = self.slot.note_clean();
        }
    }
}

/// The programs of a server, and who runs them.
struct Programs<'a> {
    bin: &'a Path,
    account: &'a Account,
    environment: &'a Environment,
}

impl Programs<'_> {
    /// A command that runs as the server's user, in an environment that says nothing about
    /// other servers.
    fn command(&self, program: &Path) -> Command {
        let command = Command::new(program).only_envs(self.environment.for_programs.iter().cloned());
        self.account.run(command.untranslated().env("TZ", "UTC").current_dir("/"))
    }
}

/// A server that came up.
struct Started {
    process: Process,
    /// How the cluster was found.
    state: State,
    remark: Option<String>,
}

/// Starts a server on a slot; a cluster on which none starts is made anew, once.
fn start_on(
    slot: &Slot,
    kept: &Path,
    programs: &Programs<'_>,
    settings: &[(String, String)],
) -> Result<Started, Error> {
    let state = slot.state();
    let start = || {
        slot.note_running()?;
        write_settings(slot, settings)?;
        Process::start(programs, slot)
    };
    if state != State::Unusable {
        match start() {
            Ok(process) => return Ok(Started { process, state, remark: None }),
            Err(error @ (Error::Start { .. } | Error::Files { .. })) => {
                let remark = Some(made_anew(&error));
                slot.plant(kept, programs)?;
                return start().map(|process| Started { process, state: State::Unusable, remark });
            }
            Err(error) => return Err(error),
        }
    }
    slot.plant(kept, programs)?;
    start().map(|process| Started { process, state, remark: None })
}

fn made_anew(error: &Error) -> String {
    format!("the kept cluster was made anew, for {error}")
}

/// Writes what the server reads when it starts, all of it anew.
fn write_settings(slot: &Slot, settings: &[(String, String)]) -> Result<(), Error> {
    let mut text = include_str!("settings.conf").to_owned();
    for (name, value) in settings {
        let _ = writeln!(text, "{name} = '{}'", value.replace('\\', "\\\\").replace('\'', "''"));
    }
    for (name, content) in [(SETTINGS, text.as_str()), (ACCESS, "local all all trust\n")] {
        let path = slot.file(name);
        fs::write(&path, content).map_err(Error::files("write", &path))?;
    }
    // What `ALTER SYSTEM` left behind; the server does without the file.
    match fs::remove_file(slot.data().join("postgresql.auto.conf")) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::files("remove", slot.data().join("postgresql.auto.conf"))(error))
        }
        _ => Ok(()),
    }
}

/// The folder of the clusters that one installation and one user can share.
fn kept_folder(place: &Path, installation: &Installation, account: &Account) -> Result<PathBuf, Error> {
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
    let folder = place.join(format!("{}-{}", installation.version, hex(&hash.finalize()[..4])));
    fs::create_dir_all(&folder).map_err(Error::files("write", &folder))?;
    Ok(folder)
}

/// How the driver reaches the server.
fn reach(sockets: &Path) -> pg_driver::Config {
    let mut config = pg_driver::Config::new();
    config.host_path(sockets).port(PORT).user("postgres");
    config
}
