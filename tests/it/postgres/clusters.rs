//! Clusters that are kept for the next run.

use super::can_dump;
use crate::support::Server;
use crate::support::server::{connect, first_value, new_database, sql_error};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;
use tidegate::postgres::local::{Local, stored_clusters};
use tidegate::postgres::{Engine as _, Environment, Level, NewDatabase, Session, find};

#[test]
fn a_cluster_is_kept_for_the_next_run() {
    let Some(server) = Server::new() else { return };
    let mut local = server.start();
    let sockets = local.sockets().to_owned();
    local.create_database(&new_database("not-kept")).unwrap();
    create_kept(&mut local, "kept");
    local.make_superuser().unwrap();
    local.open("kept", &Session::default()).unwrap().run("alter system set work_mem = '2MB'").unwrap();
    let forgotten = connect(&mut local);
    drop(local);
    drop(forgotten);
    assert!(!sockets.exists(), "the socket's folder is gone");
    assert!(!server.slot().join("data/postmaster.pid").exists(), "the server is gone");

    let mut local = server.start();
    assert!(!local.is_new());
    assert_eq!(local.remarks(), [""; 0]);
    assert_eq!(local.databases().unwrap().len(), 1, "no scratch database is kept");
    let mut stored_clusters = local.open("kept", &Session::default()).unwrap();
    assert_ne!(
        first_value(stored_clusters.as_mut(), "show work_mem"),
        "2MB",
        "no run changes the settings of the next"
    );
    drop(stored_clusters);
    local.discard();
    assert!(server.start().is_new());
}

#[test]
fn clusters_can_be_listed_and_cleared_during_another_run() {
    let Some(server) = Server::new() else { return };
    let mut running = server.start();
    drop(server.start());
    let all = stored_clusters(&server.environment());
    let listed: Vec<(&str, bool)> = all
        .iter()
        .map(|stored_clusters| (stored_clusters.purpose.as_deref().unwrap_or("seed"), stored_clusters.is_in_use))
        .collect();
    assert_eq!(listed, [("seed", false), ("test", true), ("test", false)]);
    let version = server.installation.version.to_string();
    assert!(all.iter().all(|stored_clusters| stored_clusters.bytes > 20_000_000
        && stored_clusters.last_used.is_some()
        && stored_clusters.version == version));
    let cleared: Vec<bool> = all.iter().map(|stored_clusters| stored_clusters.clear().unwrap()).collect();
    assert_eq!(cleared, [true, false, true]);
    assert!(!server.clusters().join("test-1").exists() && !server.clusters().join("seed").exists());
    running.create_database(&new_database("still-there")).unwrap();
    drop(running);
    assert!(!server.start().is_new(), "what a run has is left alone");
    assert!(all[1].clear().unwrap());
    assert!(server.start().is_new());
    assert_eq!(stored_clusters(&Environment { cache: Some(server.root().join("none")), ..server.environment() }), []);
}

#[test]
fn each_purpose_has_its_own_cluster() {
    let Some(server) = Server::new() else { return };
    for purpose in ["one", "two", "one", "two"] {
        let mut local = Local::start(&server.installation, &server.environment(), purpose, &[]).unwrap();
        let roles: Vec<String> = local.roles().unwrap().into_iter().map(|role| role.name).collect();
        if local.is_new() {
            connect(&mut local).run(&format!("create role {purpose}")).unwrap();
        } else {
            assert!(roles.len() == 2 && roles.iter().any(|role| role == purpose), "{roles:?}");
        }
    }
    assert_eq!(stored_clusters(&server.environment()).len(), 3);
}

#[test]
fn clusters_unused_for_long_are_removed_when_one_is_created() {
    let Some(server) = Server::new() else { return };
    let start = |purpose: &str| drop(Local::start(&server.installation, &server.environment(), purpose, &[]).unwrap());
    let used = |purpose: &str, days: u64| {
        let state = fs::File::options().append(true).open(server.clusters().join(purpose).join("state")).unwrap();
        state.set_modified(std::time::SystemTime::now() - Duration::from_hours(24 * days)).unwrap();
    };
    let is_there = |purpose: &str| server.clusters().join(purpose).exists();
    start("old");
    start("young");
    used("old-0", 31);
    used("young-0", 29);
    start("young");
    assert!(is_there("old-0"), "nothing is looked for when nothing is made");
    start("new");
    assert!(!is_there("old-0") && is_there("young-0") && is_there("seed"));
    // Files with holes take no room here.
    let large = fs::File::create(server.clusters().join("young-0/data/large")).unwrap();
    large.set_len(3 << 30).unwrap();
    used("young-0", 1);
    start("more");
    assert!(!is_there("young-0") && is_there("new-0"));
}

/// Creates a database that outlives the run.
fn create_kept(local: &mut Local, name: &str) {
    local.create_database(&new_database("draft")).unwrap();
    local.rename_database("draft", name).unwrap();
}

#[test]
fn concurrent_runs_have_a_cluster_each() {
    let Some(server) = Server::new() else { return };
    let mut servers = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..3).map(|_| scope.spawn(|| server.start())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    for local in &mut servers {
        create_kept(local, "mine");
    }
    drop(servers);
    assert!(server.clusters().join("test-2").exists());
    assert_eq!(server.start().databases().unwrap().len(), 1);
}

#[test]
fn long_paths_work() {
    let Some(server) = Server::new() else { return };
    let long = server.root().join("a long name ".repeat(10)).join("and another é ".repeat(10));
    let mut environment = server.environment_in(&long.join("cache"));
    environment.temp = long;
    let mut local = server.try_start(&environment).unwrap();
    local.create_database(&new_database("a")).unwrap();
    assert_eq!(first_value(local.open("a", &Session::default()).unwrap().as_mut(), "select 1"), "1");
}

#[test]
fn root_runs_the_server_as_another_user() {
    let Some(server) = Server::new() else { return };
    use std::os::unix::fs::MetadataExt;
    let mut local = server.start();
    let is_root = server.root().metadata().unwrap().uid() == 0;
    let data = server.slot().join("data").metadata().unwrap();
    assert!(data.uid() != 0, "no server runs as root");
    assert_eq!(data.mode() & 0o077, 0, "nobody else may enter");
    assert_eq!(local.sockets().metadata().unwrap().mode() & 0o077, 0);
    if !is_root {
        return;
    }
    // What runs in the server cannot write where root writes.
    let mut database = connect(&mut local);
    let error = database.run(&format!("copy (select 1) to '{}/x'", server.slot().display()));
    assert_eq!(sql_error(error).sqlstate, "42501");
    let error = database.run(&format!("copy (select 1) to '{}/seed/data/x'", server.clusters().display()));
    assert_eq!(sql_error(error).sqlstate, "42501");
    drop((database, local));
    // A cache in root's own home is closed to that user: the next folder is taken, in silence.
    let closed = server.root().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    let mut environment = server.environment_in(&closed.join("cache"));
    environment.shared_cache = Some(server.root().join("shared"));
    let local = server.try_start(&environment).unwrap();
    assert!(local.remarks().is_empty(), "that is how it is with root: {:?}", local.remarks());
    assert!(server.root().join("shared/postgres").exists() && !closed.join("cache").exists());
}

#[test]
fn every_server_of_this_machine_works() {
    let Some(server) = Server::new() else { return };
    // A major that does not exist makes the search go everywhere.
    for installation in find(&Environment::read().unwrap(), Some(0)).usable {
        let mut local = Local::start(&installation, &server.environment(), "test", &[]).unwrap();
        let version = local.server().to_string();
        local.create_database(&new_database("one")).unwrap();
        let mut database = local.open("one", &Session { notices: Level::Debug, ..Session::default() }).unwrap();
        database
            .run("create table a (id int); create role r; alter role r set work_mem = '1MB'; grant r to current_user")
            .unwrap();
        assert_eq!(first_value(database.as_mut(), "show fsync"), "off", "{version}");
        drop(database);
        local.create_database(&NewDatabase { name: "two", template: Some("one") }).unwrap();
        assert_eq!(local.roles().unwrap().len(), 2, "{version}");
        can_dump(&mut local, "two");
        local.rename_database("two", "kept").unwrap();
        drop(local);
        let mut again = Local::start(&installation, &server.environment(), "test", &[]).unwrap();
        assert_eq!(again.databases().unwrap(), ["kept"], "{version}");
    }
}
