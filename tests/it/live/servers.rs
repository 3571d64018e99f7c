//! Servers of other kinds: a replica, one of another major version, one that does not prove who it is, and none.

use super::Live;
use crate::postgres::tls::{fixture, proxy};
use crate::support::server::choice;
use crate::support::{World, print_skipped, wait_for};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tidegate::postgres::{Environment, find};

const UP: &str =
    "-- migrate:up\ncreate table public.a (id bigint primary key);\n-- migrate:down\ndrop table public.a;\n";

/// A user with an account, as `initdb` needs one, where the tests run as root.
const NOBODY: u32 = 65534;

/// A primary and its replica.
struct Replicated {
    folder: PathBuf,
    servers: Vec<Child>,
}

impl Replicated {
    /// `None` where the programs for it are missing.
    fn start(world: &World) -> Option<Self> {
        let bin = choice().installation.bin;
        if !bin.join("pg_basebackup").is_file() {
            print_skipped("pg_basebackup is not installed");
            return None;
        }
        let folder = world.root().join("replicated");
        std::fs::create_dir(&folder).unwrap();
        if rustix::process::geteuid().is_root() {
            std::fs::set_permissions(world.root(), std::fs::Permissions::from_mode(0o755)).unwrap();
            chown(&folder, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let mut replicated = Self { folder, servers: Vec::new() };
        let folder = replicated.folder.display().to_string();
        replicated.run(&bin, &format!("initdb --pgdata {folder}/primary --username app --auth trust --no-sync"));
        replicated.serve(&bin, "primary", 5431);
        replicated.run(&bin, &format!("createdb --host {folder} --port 5431 --username app app"));
        let copy = "pg_basebackup --write-recovery-conf --checkpoint fast --no-sync --username app --port 5431";
        replicated.run(&bin, &format!("{copy} --host {folder} --pgdata {folder}/replica"));
        replicated.serve(&bin, "replica", 5432);
        Some(replicated)
    }

    fn command(&self, bin: &Path, words: &str) -> Command {
        let mut words = words.split_whitespace();
        let mut command = Command::new(bin.join(words.next().unwrap()));
        command.args(words).current_dir(&self.folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if rustix::process::geteuid().is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }

    fn run(&self, bin: &Path, words: &str) {
        let status = self.command(bin, words).status().unwrap();
        assert!(status.success(), "{words}");
    }

    fn serve(&mut self, bin: &Path, name: &str, port: u16) {
        let folder = self.folder.display();
        let words = format!("postgres -D {folder}/{name} -k {folder} -p {port} -c listen_addresses= -c fsync=off");
        self.servers.push(self.command(bin, &words).spawn().unwrap());
        let ready = format!("psql --host {folder} --port {port} --username app --dbname postgres --command select");
        wait_for("the server", || self.command(bin, &ready).status().unwrap().success());
    }

    fn address(&self, port: u16) -> String {
        format!("postgres://app@/app?host={}&port={port}", self.folder.display())
    }
}

impl Drop for Replicated {
    fn drop(&mut self) {
        // The replica first, which would wait for its primary otherwise.
        for server in self.servers.iter_mut().rev() {
            let _ = Command::new("kill").args(["-QUIT", &server.id().to_string()]).status();
            let _ = server.wait();
        }
    }
}

#[test]
fn a_replica_is_read_and_every_write_is_refused() {
    if !crate::support::has_server() {
        return;
    }
    let world = World::new().sharing_servers();
    world.file("db/migrations/20250101000000_a.sql", UP);
    let Some(servers) = Replicated::start(&world) else { return };
    let (primary, replica) = (servers.address(5431), servers.address(5432));
    for command in ["apply --yes", "repair --yes --applied 20250101000000"] {
        let refused = world.tidegate(&format!("{command} --db {replica}")).exits(2);
        refused.prints(&["the database is read-only: it is a replica"]).done();
    }
    world.tidegate(&format!("apply --yes --db {primary}")).passes().done();
    let status = format!("status --db {replica}");
    wait_for("the replica", || world.tidegate(&status).code == Some(0));
    world.tidegate(&status).passes().prints(&["is a replica, which may be behind"]).done();
    let drift = world.tidegate(&format!("drift --db {replica}")).passes();
    drift.prints(&["is a replica, which may be behind"]).done();
    world.tidegate(&format!("snapshot --output ../snapshots --db {replica}")).done();
}

#[test]
fn a_database_of_another_major_version_is_compared_by_a_copy_where_its_server_is_missing() {
    let Some(mut live) = Live::new() else { return };
    let chosen = choice().installation;
    // No server has this version, so the search does not end early.
    let found = find(&Environment::read().unwrap(), Some(1)).usable;
    let Some(other) = found.iter().find(|one| one.version.major != chosen.version.major) else {
        print_skipped("no server of another major version is installed");
        return;
    };
    live.sql("create table public.a (id bigint primary key)");
    live.world = World::new().sharing_servers();
    live.world.file("db/migrations/20250101000000_a.sql", UP);
    let drift = format!("drift --db {}", live.address);
    live.world.tidegate(&drift).passes().does_not_print(&["copy"]).done();
    // A folder of programs that has only the other version.
    let path = std::env::var_os("PATH").unwrap_or_default();
    let without = std::env::split_paths(&path).filter(|folder| *folder != chosen.bin);
    let path = std::env::join_paths(without.chain([other.bin.clone()])).unwrap();
    let world = live.world.with("PATH", &path);
    let copied = world.tidegate(&drift);
    copied.passes().prints(&["which is not installed here"]).done();
    live.sql("alter table public.a add column by_hand text");
    let world = live.world.with("PATH", &path);
    world.tidegate(&drift).exits(1).prints(&["dropped column `by_hand`"]).done();
}

#[test]
fn a_server_that_does_not_prove_who_it_is_gets_no_password() {
    let Some(live) = Live::new() else { return };
    live.world.file("db/migrations/20250101000000_a.sql", UP);
    let socket = live.local.sockets().join(".s.PGSQL.5432");
    let (encrypted, plain) = (proxy(socket.clone(), true), proxy(socket, false));
    let roots = format!("&sslrootcert={}", fixture("ca.pem").display());
    let address = |host: &str, port: u16, more: &str| {
        format!("postgres://app:hunter2@{host}:{port}/app?hostaddr=127.0.0.1&sslmode={more}")
    };
    for (address, cause) in [
        (address("other.test", encrypted, &format!("verify-full{roots}")), "other.test"),
        (address("db.test", encrypted, "verify-full"), "UnknownIssuer"),
        (address("db.test", plain, "require"), "TLS"),
    ] {
        for command in ["status", "drift", "apply --yes", "snapshot --output ../snapshots"] {
            let failed = live.world.tidegate(&format!("{command} --db {address}")).exits(3);
            failed.prints(&[cause]).does_not_print(&["hunter2"]).done();
        }
    }
}

#[test]
fn a_server_without_a_route_is_an_error_within_seconds() {
    let live = World::new();
    live.file("db/migrations/20250101000000_a.sql", UP);
    // Nothing listens there, and no machine of the world has the second address.
    let closed = "postgres://app:hunter2@127.0.0.1:9/app?sslmode=disable";
    let lost = "postgres://app:hunter2@192.0.2.1:5432/app?connect_timeout=2";
    for (address, commands) in [(closed, &["status", "drift", "apply --yes", "snapshot"][..]), (lost, &["status"])] {
        for command in commands {
            let begun = std::time::Instant::now();
            let failed = live.tidegate(&format!("{command} --db {address}"));
            assert_eq!(failed.code, Some(3), "{command}: {}", failed.text());
            assert!(begun.elapsed().as_secs() < 30, "{command}");
            failed.prints(&["cannot connect"]).does_not_print(&["hunter2"]).done();
        }
    }
}
