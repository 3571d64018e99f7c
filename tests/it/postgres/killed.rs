//! Servers and runs that are killed.

use crate::support::server::{connect, first_value, new_database};
use crate::support::{Server, is_alive, kill, wait_for};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use tidegate::postgres::{Engine as _, Error};

#[test]
fn no_server_outlives_a_killed_tidegate() {
    let Some(server) = Server::new() else { return };
    for signal in ["KILL", "TERM", "INT"] {
        let mut holder = server.hold();
        let sockets = PathBuf::from(fs::read_to_string(server.root().join("cache/holding")).unwrap());
        let postmaster = fs::read_to_string(server.slot().join("data/postmaster.pid")).unwrap();
        let postmaster = postmaster.lines().next().unwrap().to_owned();
        assert!(is_alive(&postmaster));
        kill(signal, &holder.id().to_string());
        holder.wait().unwrap();
        wait_for("the end of the server", || !is_alive(&postmaster));
        wait_for("the end of its watchdog", || !sockets.exists());
        fs::remove_file(server.root().join("cache/holding")).unwrap();
        wait_for("the lock", || fs::File::open(server.slot().join("lock")).unwrap().try_lock().is_ok());

        // The kept database is there, the scratch database of the cut run is not.
        let mut local = server.start();
        assert!(!local.is_new() && local.remarks().is_empty(), "{:?}", local.remarks());
        let names: Vec<String> = local.databases().unwrap();
        assert_eq!(names, ["kept"], "after SIG{signal}");
        local.drop_database("kept").unwrap();
    }
    assert!(!server.clusters().join("test-1").exists(), "the same slot was free every time");
}

/// Kills what watches over the server of the first slot; returns that server.
fn kill_the_watchdog(server: &Server) -> String {
    let postmaster = fs::read_to_string(server.slot().join("data/postmaster.pid")).unwrap();
    let postmaster = postmaster.lines().next().unwrap().to_owned();
    let parent = Command::new("ps").args(["-o", "ppid=", "-p", &postmaster]).output().unwrap();
    let watchdog = String::from_utf8(parent.stdout).unwrap().trim().to_owned();
    let guards = Command::new("pgrep").args(["-P", &watchdog, "sh"]).output().unwrap();
    kill("KILL", &watchdog);
    for guard in String::from_utf8(guards.stdout).unwrap().split_whitespace() {
        kill("KILL", guard);
    }
    postmaster
}

#[test]
fn a_server_that_lost_its_watchdog_is_stopped_at_the_end() {
    let Some(server) = Server::new() else { return };
    let local = server.start();
    let sockets = local.sockets().to_owned();
    let postmaster = kill_the_watchdog(&server);
    assert!(is_alive(&postmaster));
    drop(local);
    wait_for("the end of the server", || !is_alive(&postmaster));
    assert!(!sockets.exists());
}

#[test]
fn a_server_without_its_watchdog_is_stopped_too() {
    let Some(server) = Server::new() else { return };
    let mut holder = server.hold();
    let postmaster = kill_the_watchdog(&server);
    kill("KILL", &holder.id().to_string());
    holder.wait().unwrap();
    assert!(is_alive(&postmaster), "nobody is left to end it");

    // The next run takes another slot and sees to it that this server goes within a minute.
    drop(server.start());
    assert!(server.clusters().join("test-1").exists());
    assert!(!server.slot().join("data/postmaster.pid").exists());
    kill("QUIT", &postmaster);
    wait_for("the lock", || fs::File::open(server.slot().join("lock")).unwrap().try_lock().is_ok());
    let sockets = PathBuf::from(fs::read_to_string(server.root().join("cache/holding")).unwrap());
    assert!(sockets.exists());
    drop(server.start());
    assert!(!sockets.exists(), "the run that has the slot next cleans up");
}

#[test]
fn a_server_that_dies_is_not_a_verdict_and_its_cluster_is_discarded() {
    let Some(server) = Server::new() else { return };
    let mut local = server.start();
    local.create_database(&new_database("kept")).unwrap();
    let mut database = connect(&mut local);
    let postmaster = fs::read_to_string(server.slot().join("data/postmaster.pid")).unwrap();
    kill("KILL", postmaster.lines().next().unwrap());
    let mut last = Ok(());
    wait_for("the end of the connection", || {
        last = database.run("select 1");
        last.is_err()
    });
    assert!(matches!(last, Err(Error::Lost { .. })), "{last:?}");
    assert!(local.databases().is_err());
    drop((database, local));
    let mut local = server.start();
    assert!(local.is_new());
    assert!(local.databases().unwrap().is_empty());
}

#[test]
fn a_crashed_backend_is_reported_with_the_reason() {
    let Some(server) = Server::new() else { return };
    let mut local = server.start();
    let mut database = connect(&mut local);
    let backend = first_value(database.as_mut(), "select pg_backend_pid()");
    kill("SEGV", &backend);
    let mut last = Ok(());
    wait_for("the crash", || {
        last = database.run("select 1");
        last.is_err()
    });
    wait_for("the server's last words", || {
        let again = database.run("select 1").unwrap_err().to_string();
        let log = fs::read_to_string(server.slot().join("server.log")).unwrap();
        again.contains("lost") && log.contains("terminated by signal 11")
    });
    assert!(matches!(last, Err(Error::Lost { .. })), "{last:?}");
}
