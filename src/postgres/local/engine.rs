//! The engine on a private server.

use super::super::administration::{self, KEPT, Ownership, Strategy};
use super::super::archive::Reach;
use super::super::connection::{Connection, Target};
use super::super::database::{Database, Session};
use super::super::dump::Dumper;
use super::super::engine::{Engine, Extension, NewDatabase, Role, Server};
use super::super::environment::Environment;
use super::super::error::Error;
use super::super::find::Installation;
use super::super::names::{SCRATCH_PREFIX, checked};
use super::super::replay_role::{self, HAS_EVENT_TRIGGERS_SETTING, REPLAY_ROLE, SUPERUSER};
use super::super::run_key::RunKey;
use super::super::version::OLDEST;
use super::account::Account;
use super::process::Process;
use super::programs::Programs;
use super::slot::{Slot, State};
use super::socket_dir::PORT;
use super::start::{recreated, start, version_dir};
use super::{cluster_store, clusters_dir, limits, password, seed};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

/// Settings of a role that must not affect administration.
const ADMINISTRATION_SETTINGS: [(&str, &str); 4] = [
    ("default_transaction_read_only", "off"),
    ("idle_in_transaction_session_timeout", "0"),
    ("lock_timeout", "0"),
    ("statement_timeout", "0"),
];

/// The major that introduced the setting `max_notify_queue_pages`.
const HAS_NOTIFY_LIMIT: u32 = 17;

/// 128 MB of notifications instead of 8 GB: a session that listens would receive all of them.
const NOTIFY_LIMIT: (&str, &str) = ("max_notify_queue_pages", "16384");

/// The settings with those that limit what a history can use.
fn with_limits(settings: &[(String, String)], installation: &Installation) -> Vec<(String, String)> {
    let limit = (NOTIFY_LIMIT.0.to_owned(), NOTIFY_LIMIT.1.to_owned());
    let has_limit = installation.version.major >= HAS_NOTIFY_LIMIT;
    settings.iter().cloned().chain(has_limit.then_some(limit)).collect()
}

/// A private server with exclusive use of a cluster. Dropping it drops the remaining scratch
/// databases and shuts the server down; other databases are kept for the next run.
pub struct Local {
    server: Server,
    environment: Environment,
    bin: PathBuf,
    /// The user and group of the server, if they are not those of this process.
    other_user: Option<(u32, u32)>,
    slot: Slot,
    /// Ends before `slot` is unlocked.
    process: Process,
    administration: Option<Connection>,
    /// The server as its superuser.
    target: Target,
    password: String,
    key: RunKey,
    /// Whether histories run as a superuser.
    is_superuser: bool,
    /// The existing scratch databases.
    created: Vec<String>,
    remarks: Vec<String>,
    is_new: bool,
    is_repaired: bool,
}

impl Local {
    /// Starts a server on a cluster of this purpose, a word of lower-case letters, digits and
    /// dashes: a cluster is never used for another purpose. The settings are added to those of
    /// the server's configuration file, for this run.
    pub fn start(
        installation: &Installation,
        environment: &Environment,
        purpose: &str,
        settings: &[(String, String)],
    ) -> Result<Self, Error> {
        if installation.version.major < OLDEST {
            let origin = installation.bin.display().to_string();
            return Err(Error::TooOld { server: Server { version: installation.version.clone(), origin }.to_string() });
        }
        limits::check()?;
        let mut is_kept = false;
        let started = Self::try_start(installation, environment, (purpose, settings), &mut is_kept);
        let Err(error) = started else { return started };
        if !is_kept {
            return Err(error);
        }
        // The server started, but could not be used.
        let mut local = Self::try_start(installation, environment, (purpose, settings), &mut is_kept)?;
        local.remarks.push(recreated(&error));
        local.is_repaired = true;
        Ok(local)
    }

    /// Starts a server; `is_kept` is set if it ran on a cluster of an earlier run, which no later
    /// run will use when this fails.
    fn try_start(
        installation: &Installation,
        environment: &Environment,
        (purpose, settings): (&str, &[(String, String)]),
        is_kept: &mut bool,
    ) -> Result<Self, Error> {
        let account = Account::choose()?;
        let programs = Programs { installation, account: &account, environment };
        if let Some(folder) = account.blocked_at(&installation.bin) {
            let cause = format!("user {} has no access to {}", account.name, folder.display());
            return Err(Error::Program { program: installation.bin.join("postgres").display().to_string(), cause });
        }
        let dir = clusters_dir::choose(environment, &account)?;
        let version_dir = version_dir(&dir.folder, installation, &account)?;
        let mut remarks = dir.remarks();
        let slot = take_slot(&version_dir, environment, purpose)?;
        for folder in clusters_dir::all(environment, &account) {
            Slot::sweep(&folder);
        }
        if slot.state() == State::Unusable {
            cluster_store::evict(&dir.folder);
        }
        let started = start(&slot, &version_dir, &programs, &with_limits(settings, installation))?;
        let is_repaired = started.remark.is_some();
        remarks.extend(started.remark);
        let password = password::of(&version_dir)?;
        let server = Server { version: installation.version.clone(), origin: installation.bin.display().to_string() };
        let config = driver_config(&started.process.socket_dir, &password);
        let target = Target::private(config, server.to_string(), slot.log(), environment.deadline.clone());
        let mut local = Self {
            server,
            environment: environment.clone(),
            bin: installation.bin.clone(),
            other_user: account.is_other.then_some((account.uid, account.gid)),
            slot,
            process: started.process,
            administration: None,
            target,
            password,
            key: started.key,
            is_superuser: false,
            created: Vec::new(),
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

    /// Creates the role that runs histories, or removes what an earlier run left of it, and its
    /// temporary databases.
    fn make_ready(&mut self, state: State) -> Result<(), Error> {
        replay_role::restore(self.administration()?)?;
        if state == State::Interrupted { self.drop_leftovers() } else { Ok(()) }
    }

    /// Remarks for the user: another folder used, a cluster recreated.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// Whether the cluster is as `initdb` created it, without anything that an earlier run left.
    pub fn is_new(&self) -> bool {
        self.is_new
    }

    /// Whether the kept cluster was damaged and recreated, which is one of the remarks.
    pub fn is_repaired(&self) -> bool {
        self.is_repaired
    }

    /// The folder of the server's socket, for `psql -h` while the server runs.
    pub fn sockets(&self) -> &Path {
        &self.process.socket_dir
    }

    /// A database of this server as programs of Postgres reach it, as its superuser.
    pub fn reach(&self, database: &str) -> Reach {
        let variables = vec![
            ("PGHOST", self.process.socket_dir.clone().into()),
            ("PGPORT", PORT.to_string().into()),
            ("PGUSER", SUPERUSER.into()),
            ("PGPASSWORD", self.password.clone().into()),
        ];
        Reach { variables, database: database.to_owned() }
    }

    /// Lets histories run as a superuser for this run: they can run programs on the machine. Only for
    /// a cluster whose databases no other run without superuser rights uses.
    pub fn make_superuser(&mut self) -> Result<(), Error> {
        self.is_superuser = true;
        replay_role::make_superuser(self.administration()?)
    }

    /// Shuts the server down and makes the next run create a new cluster, because this one may be
    /// damaged.
    pub fn discard(mut self) {
        self.invalidate();
    }

    /// The connection for administration, opened again when it was lost.
    fn administration(&mut self) -> Result<&mut Connection, Error> {
        if self.administration.as_ref().is_none_or(Connection::is_lost) {
            let settings = ADMINISTRATION_SETTINGS.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
            let session = Session { settings, ..Session::default() };
            self.administration = Some(Connection::open(&self.target, seed::ADMINISTRATION, &session)?);
        }
        self.administration.as_mut().ok_or_else(|| Error::Lost { cause: "it was never opened".to_owned() })
    }

    fn note_created(&mut self, name: &str) {
        if name.starts_with(SCRATCH_PREFIX) {
            self.created.push(name.to_owned());
        }
    }

    /// Drops what an interrupted run, which had this slot before, and its history have left.
    fn drop_leftovers(&mut self) -> Result<(), Error> {
        let kept = self.kept_databases()?;
        for name in self.databases()?.iter().filter(|name| !kept.contains(name)) {
            self.drop_database(name)?;
        }
        Ok(())
    }
}

/// The condition on the databases that the engine may drop.
fn own_databases() -> String {
    format!("d.datname not in ('template0', 'template1', '{}')", seed::ADMINISTRATION)
}

impl Engine for Local {
    fn server(&self) -> &Server {
        &self.server
    }

    fn create_database(&mut self, new: &NewDatabase<'_>) -> Result<(), Error> {
        checked(new.name)?;
        let major = self.server.version.major;
        self.note_created(new.name);
        administration::create(self.administration()?, new, major, (Strategy::Files, Ownership::OfReplay))
    }

    fn rename_database(&mut self, name: &str, new_name: &str) -> Result<(), Error> {
        checked(new_name)?;
        administration::rename_or_keep(self.administration()?, name, new_name)?;
        self.created.retain(|created| created != name);
        self.note_created(new_name);
        Ok(())
    }

    fn drop_database(&mut self, name: &str) -> Result<(), Error> {
        let major = self.server.version.major;
        administration::drop(self.administration()?, name, major)?;
        self.created.retain(|created| created != name);
        Ok(())
    }

    fn databases(&mut self) -> Result<Vec<String>, Error> {
        administration::list(self.administration()?, &own_databases())
    }

    fn kept_databases(&mut self) -> Result<Vec<String>, Error> {
        administration::list(self.administration()?, &format!("{} and {KEPT}", own_databases()))
    }

    fn size(&mut self, name: &str) -> Result<u64, Error> {
        administration::size(self.administration()?, name)
    }

    fn open(&mut self, name: &str, session: &Session) -> Result<Box<dyn Database>, Error> {
        let mut target = self.target.clone();
        target.routes.iter_mut().for_each(|route| {
            route.config.user(REPLAY_ROLE);
        });
        let mut settings = replay_role::settings(self.server.version.major);
        settings.extend(session.settings.iter().cloned());
        Ok(Box::new(Connection::open(&target, name, &Session { settings, ..session.clone() })?))
    }

    fn open_as_superuser(&mut self, name: &str) -> Result<Option<Box<dyn Database>>, Error> {
        Ok(Some(Box::new(Connection::open(&self.target, name, &Session::default())?)))
    }

    fn run_key(&self) -> Option<RunKey> {
        (!self.is_superuser).then(|| self.key.clone())
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
            // Control files of extensions, files of full text search, and libraries.
            sources.extend(["extension", "tsearch_data"].iter().map(|name| folder.join(name)));
            sources.push(folder);
        }
        Ok(Some(sources))
    }

    fn client_variables(&self, database: &str) -> Option<Vec<(&'static str, OsString)>> {
        let folder = self.process.socket_dir.clone();
        let mut address = OsString::from(format!("postgresql://{REPLAY_ROLE}@/{database}?host="));
        address.push(&folder);
        Some(vec![
            ("DATABASE_URL", address),
            ("PGHOST", folder.into()),
            ("PGPORT", PORT.to_string().into()),
            ("PGUSER", REPLAY_ROLE.into()),
            ("PGDATABASE", database.into()),
        ])
    }

    fn invalidate(&mut self) {
        self.target.is_damaged.store(true, Ordering::Relaxed);
    }

    fn dump(&mut self, name: &str, arguments: &[&str]) -> Result<Vec<u8>, Error> {
        let dumper = Dumper::find(&self.environment, Some(&self.bin), self.server.version.major)?;
        let dumper = dumper.run_as_user_of(&self.bin, self.other_user);
        let has_setting = self.server.version.major >= HAS_EVENT_TRIGGERS_SETTING;
        // No trigger of a history runs in a session of the superuser, and no setting of the database
        // that it has written applies.
        let event_triggers = if has_setting { " -c event_triggers=off" } else { "" };
        let options = format!("-c session_replication_role=replica -c local_preload_libraries={event_triggers}");
        let mut reach = self.reach(name).variables;
        reach.push(("PGOPTIONS", options.into()));
        let arguments: Vec<&str> = ["--role", SUPERUSER].iter().chain(arguments).copied().collect();
        dumper.dump(&reach, name, &arguments)
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        if self.target.deadline.check().is_err() {
            // The server was ended with it.
            self.invalidate();
        }
        let mut has_left = false;
        if !self.target.is_damaged.load(Ordering::Relaxed) {
            for name in std::mem::take(&mut self.created) {
                // A later run drops what stays.
                let _ = self.drop_database(&name);
            }
            // Those that the history itself has created.
            has_left = self.drop_leftovers().is_err();
        }
        self.administration = None;
        let is_damaged = self.target.is_damaged.load(Ordering::Relaxed) || self.environment.is_fresh;
        let has_stopped_cleanly = self.process.stop();
        if is_damaged || !has_stopped_cleanly {
            self.slot.note_unusable();
            if self.environment.is_fresh {
                // What stays is removed by the next run.
                let _ = self.slot.remove_data();
            }
        } else if !has_left {
            // Without this note the next run lets the server recover and drops what is left, which is as good.
            let _ = self.slot.note_clean();
        }
    }
}

/// Locks a cluster for this purpose in this repository.
fn take_slot(version_dir: &Path, environment: &Environment, purpose: &str) -> Result<Slot, Error> {
    let slot = Slot::take(version_dir, &environment.purpose(purpose))?;
    if environment.is_fresh {
        slot.note_unusable();
    }
    if let Some(repository) = &environment.repository {
        slot.note_repository(repository);
    }
    Ok(slot)
}

/// The connection parameters of the server.
fn driver_config(socket_dir: &Path, password: &str) -> pg_driver::Config {
    let mut config = pg_driver::Config::new();
    config.host_path(socket_dir).port(PORT).user(SUPERUSER).password(password);
    config
}
