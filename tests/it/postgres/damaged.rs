//! Clusters and caches that are damaged, and disks that are full.

use crate::support::server::{connect, new_database};
use crate::support::{Mount, Server};
use std::fs;
use tidegate::postgres::{Engine as _, Error};

#[test]
fn damaged_clusters_are_recreated() {
    let Some(server) = Server::new() else { return };
    let mut local = server.start();
    local.create_database(&new_database("kept")).unwrap();
    drop(local);

    // A torn control file: the server does not start on it.
    fs::write(server.slot().join("data/global/pg_control"), "half").unwrap();
    let mut local = server.start();
    assert!(local.is_new() && local.remarks().len() == 1, "{:?}", local.remarks());
    assert!(local.remarks()[0].contains("was recreated"), "{:?}", local.remarks());
    assert!(local.databases().unwrap().is_empty());
    drop(local);

    // The machine went down since: unsynced data may be lost silently.
    fs::write(server.slot().join("state"), "clean an-earlier-boot\n").unwrap();
    assert!(server.start().is_new());

    // A pid file of another time, with the pid of a process that lives.
    fs::write(server.slot().join("data/postmaster.pid"), format!("{}\n/elsewhere\n", std::process::id())).unwrap();
    assert!(!server.start().is_new());
}

#[test]
fn a_half_written_cache_is_repaired() {
    let Some(server) = Server::new() else { return };
    drop(server.start());
    let stored_clusters = server.clusters();
    fs::create_dir_all(stored_clusters.join("seed.new-cut/data")).unwrap();
    fs::create_dir_all(stored_clusters.join("test-0/data.new/base")).unwrap();
    fs::remove_file(stored_clusters.join("test-0/state")).unwrap();
    // A seed that lost the content of a file.
    fs::write(stored_clusters.join("seed/data/PG_VERSION"), "").unwrap();
    let local = server.start();
    assert!(local.is_new());
    assert!(!stored_clusters.join("seed.new-cut").exists());
    drop(local);

    // One that is whole is believed.
    let made = fs::metadata(stored_clusters.join("seed")).unwrap().modified().unwrap();
    fs::remove_dir_all(stored_clusters.join("test-0")).unwrap();
    assert!(server.start().is_new());
    assert_eq!(fs::metadata(stored_clusters.join("seed")).unwrap().modified().unwrap(), made);
}

#[test]
fn a_cache_that_cannot_be_written_is_skipped() {
    let Some(server) = Server::new() else { return };
    let blocked = server.root().join("blocked");
    fs::write(&blocked, "").unwrap();
    let mut environment = server.environment_in(&blocked);
    environment.temp = server.root().join("temp");
    fs::create_dir(&environment.temp).unwrap();
    let local = server.try_start(&environment).unwrap();
    assert_eq!(local.remarks().len(), 1, "{:?}", local.remarks());
    drop(local);

    let Some(_mounted) = Mount::new(&server.root().join("read-only"), "ro,size=1m") else { return };
    environment.cache = Some(server.root().join("read-only"));
    let local = server.try_start(&environment).unwrap();
    assert!(local.remarks()[0].contains("Read-only"), "{:?}", local.remarks());
    assert!(!local.is_new());
}

#[test]
fn a_full_disk_is_reported_and_is_not_a_verdict() {
    let Some(server) = Server::new() else { return };
    let small = server.root().join("small");
    let Some(mounted) = Mount::new(&small, "size=20m") else { return };
    let error = server.try_start(&server.environment_in(&small.join("cache"))).err().unwrap();
    assert!(error.to_string().contains("No space left"), "{error}");
    drop(mounted);

    let Some(_mounted) = Mount::new(&small, "size=100m") else { return };
    let environment = server.environment_in(&small.join("cache"));
    let mut local = server.try_start(&environment).unwrap();
    let mut database = connect(&mut local);
    let error =
        database.run("create table a as select repeat('x', 1000) from generate_series(1, 1000000)").unwrap_err();
    assert!(matches!(error, Error::Unhealthy(_) | Error::Lost { .. }), "{error:?}");
    assert!(error.sql().is_none());
    drop((database, local));
    let mut local = server.try_start(&environment).unwrap();
    assert!(local.is_new(), "a cluster that ran out of room is not believed");
    assert!(local.databases().unwrap().is_empty());
}
