//! Postgres for tests: whether this machine has a server, the cache folder that most tests share,
//! and servers with a cache of their own.

use super::{skipped, wait_for};
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use tidegate::postgres::local::Local;
use tidegate::postgres::{
    Choice, Database, Engine, Environment, Error, Installation, NewDatabase, Session, SqlError, choose, find,
    scratch_name,
};

/// Whether a server can be started; where none can, the test is skipped.
pub(crate) fn has_server() -> bool {
    static FOUND: OnceLock<bool> = OnceLock::new();
    *FOUND.get_or_init(|| choose(find(&Environment::read().unwrap(), None), None).is_ok())
        || skipped("no PostgreSQL server is installed")
}

/// The server that tidegate chooses on this machine where no version is requested.
pub(crate) fn choice() -> Choice {
    choose(find(&Environment::read().unwrap(), None), None).unwrap()
}

/// The cache folder that tests share, so that a cluster is made once per machine. The user who
/// runs the server may enter it when the tests run as root.
pub(crate) fn shared_cache() -> PathBuf {
    std::env::temp_dir().join("tidegate-tests")
}

/// A server in the shared cache, for tests of `--database-url`.
pub(crate) fn start_shared() -> Local {
    let environment = Environment { cache: Some(shared_cache()), ..Environment::read().unwrap() };
    let mut local = Local::start(&choice().installation, &environment, "test", &[]).unwrap();
    // As on most servers that people name.
    local.make_superuser().unwrap();
    local
}

/// The one folder of clusters in a cache.
pub(crate) fn clusters(cache: &Path) -> PathBuf {
    fs::read_dir(cache.join("postgres")).unwrap().next().unwrap().unwrap().path()
}

/// Servers of this machine with a cache folder of their own.
pub(crate) struct Server {
    folder: tempfile::TempDir,
    pub(crate) installation: Installation,
}

impl Server {
    /// `None` when the machine has no server.
    pub(crate) fn new() -> Option<Self> {
        Self::seeded(&std::env::temp_dir())
    }

    /// The same in memory where there is enough of it: databases are made and dropped twice as fast.
    pub(crate) fn in_memory() -> Option<Self> {
        let memory = Path::new("/dev/shm");
        let free = rustix::fs::statvfs(memory).map_or(0, |found| found.f_bavail * found.f_frsize);
        if free > 1 << 30 { Self::seeded(memory) } else { Self::new() }
    }

    fn seeded(above: &Path) -> Option<Self> {
        let server = Self::without_seed(above)?;
        // `initdb` runs once: every other cache begins with a copy of the seed it made.
        static SEED: OnceLock<Option<(PathBuf, OsString)>> = OnceLock::new();
        let seed = SEED.get_or_init(|| {
            let first = Self::without_seed(&std::env::temp_dir())?;
            drop(first.start());
            let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("postgres-seed");
            let _ = fs::remove_dir_all(&kept);
            let name = first.clusters().file_name().unwrap().to_owned();
            copied(&first.clusters().join("seed"), &kept).then_some((kept, name))
        });
        if let Some((seed, name)) = seed {
            let clusters = server.root().join("cache/postgres").join(name);
            fs::create_dir_all(&clusters).unwrap();
            copied(seed, &clusters.join("seed"));
        }
        Some(server)
    }

    fn without_seed(above: &Path) -> Option<Self> {
        if !has_server() {
            return None;
        }
        // The user who runs the server enters it when the tests run as root.
        let mode = fs::Permissions::from_mode(0o755);
        let folder = tempfile::Builder::new().prefix("tg").permissions(mode).tempdir_in(above).unwrap();
        let server = Self { folder, installation: choice().installation };
        let temporary = server.root().join("tmp");
        fs::create_dir(&temporary).unwrap();
        fs::set_permissions(&temporary, fs::Permissions::from_mode(0o1777)).unwrap();
        Some(server)
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    pub(crate) fn environment(&self) -> Environment {
        environment(&self.root())
    }

    /// The same with another cache folder.
    pub(crate) fn environment_in(&self, cache: &Path) -> Environment {
        Environment { cache: Some(cache.to_owned()), ..self.environment() }
    }

    pub(crate) fn start(&self) -> Local {
        self.try_start(&self.environment()).unwrap()
    }

    pub(crate) fn try_start(&self, environment: &Environment) -> Result<Local, Error> {
        Local::start(&self.installation, environment, "test", &[])
    }

    /// The folder of the first slot.
    pub(crate) fn slot(&self) -> PathBuf {
        self.clusters().join("test-0")
    }

    /// The one folder of clusters in the cache.
    pub(crate) fn clusters(&self) -> PathBuf {
        clusters(&self.root().join("cache"))
    }

    /// Starts a process that holds a server until it is killed, and waits for that server.
    pub(crate) fn hold(&self) -> Child {
        // A test that runs in the background of a shell ignores SIGINT, and so would the process.
        let mut command = if cfg!(target_os = "linux") { Command::new("env") } else { Command::new("nice") };
        let wrapped: &[&str] = if cfg!(target_os = "linux") { &["--default-signal=INT"] } else { &["-n", "0"] };
        let child = command
            .args(wrapped)
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", "support::server::holds_a_server_until_it_is_killed", "--nocapture"])
            .env(HOLD, self.root())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        wait_for("the held server", || self.root().join("cache/holding").exists());
        child
    }
}

/// Set for a process that holds a server until it is killed: the root of the [`Server`].
const HOLD: &str = "TIDEGATE_TEST_HOLD";

/// Not a test of its own: [`Server::hold`] starts it as a process.
#[test]
fn holds_a_server_until_it_is_killed() {
    let Some(root) = std::env::var_os(HOLD).map(PathBuf::from) else { return };
    let mut local = Local::start(&choice().installation, &environment(&root), "test", &[]).unwrap();
    let kept = scratch_name();
    local.create_database(&new_database(&kept)).unwrap();
    local.rename_database(&kept, "kept").unwrap();
    local.create_database(&new_database("left_by_a_migration")).unwrap();
    let scratch = scratch_name();
    local.create_database(&new_database(&scratch)).unwrap();
    let mut database = local.open(&scratch, &Session::default()).unwrap();
    fs::write(root.join("cache/holding"), local.sockets().as_os_str().as_encoded_bytes()).unwrap();
    database.run("select pg_sleep(60)").unwrap();
}

/// Copies a folder with its owners; false where that is not possible.
fn copied(from: &Path, to: &Path) -> bool {
    Command::new("cp").arg("-a").arg(from).arg(to).stderr(Stdio::null()).status().unwrap().success()
}

/// The machine's environment with a cache and a folder for temporary files below `root`, so that
/// no cluster of another process is found.
fn environment(root: &Path) -> Environment {
    let mut environment = Environment::read().unwrap();
    environment.cache = Some(root.join("cache"));
    environment.shared_cache = None;
    environment.temp = root.join("tmp");
    environment.pg.clear();
    environment
}

pub(crate) fn new_database(name: &str) -> NewDatabase<'_> {
    NewDatabase { name, template: None }
}

/// A connection to a new temporary database.
pub(crate) fn connect(engine: &mut dyn Engine) -> Box<dyn Database> {
    let name = scratch_name();
    engine.create_database(&new_database(&name)).unwrap();
    engine.open(&name, &Session::default()).unwrap()
}

/// The first value of a query's first row, empty where there is none.
pub(crate) fn first_value(database: &mut dyn Database, sql: &str) -> String {
    let rows = database.query(sql).unwrap().rows;
    rows.first().and_then(|row| row.first().cloned()).flatten().unwrap_or_default()
}

/// The error that the server reports for the SQL.
#[track_caller]
pub(crate) fn sql_error(result: Result<(), Error>) -> SqlError {
    match result {
        Err(Error::Sql(error)) => *error,
        other => panic!("the SQL is to blame, but: {other:?}"),
    }
}
