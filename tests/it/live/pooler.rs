//! A real PgBouncer, and a server that listens where PgBouncer usually does.

use super::Live;
use crate::support::{print_skipped, wait_for};
use std::fs;
use std::os::unix::fs::{MetadataExt as _, chown, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const UP: &str = "-- migrate:up\ncreate table a (id int);\n-- migrate:down\ndrop table a;\n";

/// A pooler in front of the server of a live database, on a socket.
struct PgBouncer {
    process: Child,
    folder: PathBuf,
    user: String,
}

impl PgBouncer {
    /// `None` if the program is missing.
    fn start(live: &Live, mode: &str, port: u16) -> Option<Self> {
        let program = program()?;
        let (start, sockets) = live.address.split_once("/app?host=").unwrap();
        let user = start.trim_start_matches("postgres://").trim_end_matches('@').to_owned();
        let owner = fs::metadata(sockets).unwrap().uid();
        let folder = live.world.root().join(format!("pooler-{port}"));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("users"), format!("\"{user}\" \"\"\n\"postgres\" \"\"\n")).unwrap();
        let settings = format!(
            "[databases]\n* = host={sockets}\n[pgbouncer]\nlisten_addr =\nlisten_port = {port}\nunix_socket_dir = {0}\n\
             auth_type = trust\nauth_file = {0}/users\npool_mode = {mode}\nmax_client_conn = 50\ndefault_pool_size = 5\n",
            folder.display()
        );
        fs::write(folder.join("settings"), settings).unwrap();
        let mut command = Command::new(program);
        command.arg("-q").arg(folder.join("settings")).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // It refuses to run as root, and only the owner of the server's socket can open that.
        if fs::metadata(&folder).unwrap().uid() != owner {
            open_to(&folder, live.world.root());
            chown(&folder, Some(owner), None).unwrap();
            command.uid(owner).gid(owner);
        }
        let pooler = Self { process: command.spawn().unwrap(), folder: folder.clone(), user };
        let socket = folder.join(format!(".s.PGSQL.{port}"));
        wait_for("PgBouncer", || socket.exists());
        Some(pooler)
    }

    fn address(&self, port: u16) -> String {
        format!("postgres://{}@/app?host={}&port={port}", self.user, self.folder.display())
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn program() -> Option<PathBuf> {
    let named = std::env::var_os("TIDEGATE_PGBOUNCER").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    let found = named.or_else(|| folders.map(|folder| folder.join("pgbouncer")).find(|file| file.is_file()));
    if found.is_none() {
        print_skipped("PgBouncer is not installed");
    }
    found
}

/// Lets other users enter the folders from the world down.
fn open_to(folder: &Path, root: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    for folder in [folder, root] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

#[test]
fn behind_pgbouncer_reading_works_and_writing_needs_sessions() {
    let Some(mut live) = Live::new() else { return };
    live.world.file("db/migrations/20250101000000_a.sql", UP);
    // One port is that of a server, the other one that of PgBouncer: neither says anything.
    for (mode, port, is_refused) in [("transaction", 5999, true), ("transaction", 6432, true), ("session", 6543, false)]
    {
        let Some(pooler) = PgBouncer::start(&live, mode, port) else { return };
        let db = format!("--db {}", pooler.address(port));
        live.world.tidegate(&format!("catalog {db}")).passes().done();
        live.world.tidegate(&format!("status {db}")).exits(1).prints(&["pending"]).done();
        let write = format!("apply --yes {db}");
        if is_refused {
            for command in [write, format!("repair --yes {db} --applied 20250101000000")] {
                let why = "PgBouncer in transaction mode";
                let ran = live.world.tidegate(&command).exits(2);
                ran.prints(&[why, "the locks of a session do not last", "in session mode"]).done();
            }
        } else {
            live.world.tidegate(&write).passes().done();
        }
        let expected = if is_refused { "t" } else { "f" };
        assert_eq!(live.value("select to_regclass('a') is null"), expected, "{mode} {port}");
    }
}

#[test]
fn a_server_on_the_port_of_a_pooler_is_a_server() {
    let Some(live) = Live::new() else { return };
    live.world.file("db/migrations/20250101000000_a.sql", UP);
    let (start, sockets) = live.address.split_once("?host=").unwrap();
    let folder = live.world.root().join("sockets");
    fs::create_dir(&folder).unwrap();
    for port in [6432, 6543] {
        symlink(format!("{sockets}/.s.PGSQL.5432"), folder.join(format!(".s.PGSQL.{port}"))).unwrap();
        let db = format!("--db {start}?host={}&port={port}", folder.display());
        live.world.tidegate(&format!("apply --yes {db}")).passes().does_not_print(&["pooler", "PgBouncer"]).done();
    }
}
