//! What goes wrong around a replay, told as stories of `tidegate verify`: a server or a run that
//! is killed, a disk that is full, a cache that is damaged or cannot be written, a machine
//! without a server. Each ends with a clear error or with the right verdict, never with a wrong
//! one, and the next run is right.

mod damaged;
mod killed;
mod surroundings;

use crate::world::{Ran, World, skipped};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tidegate::postgres::{Environment, choose, find};

const FIRST: &str = "prisma/migrations/1_a/migration.sql";
const SECOND: &str = "prisma/migrations/2_b/migration.sql";
const TABLE: &str = "create table orders (id bigint primary key);\n";

/// A repository, and a folder that the server's own user may enter.
struct Ground {
    world: World,
    folder: tempfile::TempDir,
}

/// `None` where no server can be started.
fn ground() -> Option<Ground> {
    if choose(find(&Environment::read().unwrap(), None), None).is_err() {
        skipped("no PostgreSQL server is installed");
        return None;
    }
    let folder =
        tempfile::Builder::new().prefix("tg").permissions(fs::Permissions::from_mode(0o755)).tempdir().unwrap();
    let ground = Ground { world: World::new(), folder };
    for name in ["cache", "tmp"] {
        fs::create_dir(ground.root().join(name)).unwrap();
    }
    // Everybody's, as temporary folders are.
    fs::set_permissions(ground.root().join("tmp"), fs::Permissions::from_mode(0o1777)).unwrap();
    ground.world.stage(FIRST, TABLE);
    Some(ground)
}

impl Ground {
    fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    fn cache(&self) -> PathBuf {
        self.root().join("cache")
    }

    fn verify(&self, arguments: &str) -> Ran {
        self.with_cache(&self.cache(), arguments)
    }

    fn with_cache(&self, cache: &Path, arguments: &str) -> Ran {
        let world = self.world.with("TIDEGATE_CACHE_DIR", cache).with("TMPDIR", self.root().join("tmp"));
        world.tidegate(&format!("verify {arguments}"))
    }

    /// A verification that goes on beside the test.
    fn start(&self) -> Command {
        let world = self.world.with("TIDEGATE_CACHE_DIR", self.cache()).with("TMPDIR", self.root().join("tmp"));
        let mut command = world.command(crate::world::tidegate_binary());
        command.arg("verify").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// The folder of the clusters of this machine's server.
    fn kept(&self) -> PathBuf {
        fs::read_dir(self.cache().join("postgres")).unwrap().next().unwrap().unwrap().path()
    }

    fn slot(&self) -> PathBuf {
        self.kept().join("plain-0")
    }

    /// No server is left. A run may have been killed before its server listened to any signal,
    /// and on a busy machine one may take longer to go than the next run waits for it.
    fn is_free(&self) {
        wait_for("the end of the servers", || {
            let files = walkdir::WalkDir::new(self.cache().join("postgres")).into_iter().flatten();
            let mut locks = files.filter(|file| file.file_name() == "lock");
            locks.all(|lock| fs::File::open(lock.path()).is_ok_and(|lock| lock.try_lock().is_ok()))
        });
    }

    /// The next run is right: about a history that replays, and about one that does not.
    #[track_caller]
    fn is_right(&self) {
        self.is_free();
        self.world.stage(FIRST, TABLE).stage(SECOND, "alter table orders add note text;\n");
        self.verify("").passes().says(&["2 migrations of the index replay"]).done();
        self.world.stage(SECOND, "alter table nothing add note text;\n");
        self.verify("").is_stopped().says(&["1 of 2 migrations", "No migration creates"]).done();
        assert!(!self.kept().join("plain-1").exists(), "the same cluster was free");
        assert_eq!(left_in(&self.root().join("tmp")), [""; 0], "nothing is left behind");
    }
}

fn left_in(folder: &Path) -> Vec<String> {
    let left = fs::read_dir(folder).unwrap();
    left.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[track_caller]
fn wait_for(operation: &str, mut is_there: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !is_there() {
        assert!(begin.elapsed() < Duration::from_secs(60), "waited in vain for {operation}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn kill(signal: &str, process: &str) {
    assert!(Command::new("kill").args([&format!("-{signal}"), "--", process]).status().unwrap().success());
}

fn is_alive(process: &str) -> bool {
    Command::new("kill").args(["-0", process]).stderr(Stdio::null()).status().unwrap().success()
}

/// A small file system of its own, where we may mount one.
struct Mounted(PathBuf);

impl Mounted {
    fn at(folder: &Path, options: &str) -> Option<Self> {
        fs::create_dir_all(folder).unwrap();
        let options = format!("{options},mode=755");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(folder).output();
        if mount.is_ok_and(|output| output.status.success()) {
            return Some(Self(folder.to_owned()));
        }
        // Hardly any CI may mount, so this is said there too, and is no failure.
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), "not tested: a file system of our own cannot be mounted here");
        None
    }

    fn again(&self, options: &str) {
        let options = format!("remount,{options}");
        assert!(Command::new("mount").args(["-o", &options]).arg(&self.0).status().unwrap().success());
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
