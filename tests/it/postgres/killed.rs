//! Servers and runs that are killed.

use crate::support::server::{connect, first_value, new_database};
use crate::support::{Server, is_alive, kill, wait_for};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use tidegate::postgres::local::Local;
use tidegate::postgres::{Deadline, Engine as _, Environment, Error, Session};

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

        // The kept database is there, the other databases of the cut run are not.
        let mut local = server.start();
        assert!(!local.is_new() && local.remarks().is_empty(), "{:?}", local.remarks());
        let names: Vec<String> = local.databases().unwrap();
        assert_eq!(names, ["kept"], "after SIG{signal}");
        local.drop_database("kept").unwrap();
    }
    assert!(!server.clusters().join("test-1").exists(), "the same slot was free every time");
}

#[test]
fn a_database_that_a_migration_created_does_not_outlive_a_run_that_ended() {
    let Some(server) = Server::new() else { return };
    let mut local = server.start();
    local.create_database(&new_database("left_by_a_migration")).unwrap();
    drop(local);
    let mut local = server.start();
    assert!(!local.is_new() && local.remarks().is_empty(), "{:?}", local.remarks());
    assert_eq!(local.databases().unwrap(), Vec::<String>::new());
}

/// Kills what watches over the server of the first slot.
fn kill_the_watchdog(server: &Server) {
    let watchdog = format!("tidegate-watchdog {}", server.slot().join("data").display());
    let found = Command::new("pgrep").args(["-f", &watchdog]).output().unwrap();
    for process in String::from_utf8(found.stdout).unwrap().split_whitespace() {
        // One may have ended meanwhile.
        let _ = Command::new("kill").args(["-KILL", process]).status();
    }
}

/// The process of the server of the first slot.
fn postmaster(server: &Server) -> String {
    let file = fs::read_to_string(server.slot().join("data/postmaster.pid")).unwrap();
    file.lines().next().unwrap().to_owned()
}

#[test]
fn a_server_that_lost_its_watchdog_is_stopped_at_the_end() {
    let Some(server) = Server::new() else { return };
    let local = server.start();
    let sockets = local.sockets().to_owned();
    let postmaster = postmaster(&server);
    kill_the_watchdog(&server);
    assert!(is_alive(&postmaster));
    drop(local);
    wait_for("the end of the server", || !is_alive(&postmaster));
    assert!(!sockets.exists());
}

#[test]
fn a_server_without_its_watchdog_is_stopped_too() {
    let Some(server) = Server::new() else { return };
    let mut holder = server.hold();
    let postmaster = postmaster(&server);
    kill_the_watchdog(&server);
    kill("KILL", &holder.id().to_string());
    holder.wait().unwrap();
    assert!(is_alive(&postmaster), "no one is left to end it");
    let sockets = PathBuf::from(fs::read_to_string(server.root().join("cache/holding")).unwrap());
    assert!(sockets.exists());
    if cfg!(target_os = "linux") {
        // The next run ends it, also one with a cluster of another purpose.
        drop(Local::start(&server.installation, &server.environment(), "other", &[]).unwrap());
        wait_for("the end of the server", || !is_alive(&postmaster));
        assert!(!sockets.exists(), "the next run cleans up");
        drop(server.start());
        assert!(!server.clusters().join("test-1").exists());
    } else {
        kill("QUIT", &postmaster);
    }
}

#[test]
fn leftovers_are_swept_in_whatever_order_everything_is_killed() {
    let Some(server) = Server::new() else { return };
    for order in ["tidegate watchdog server", "server watchdog tidegate", "watchdog server tidegate", "stop kill"] {
        let mut holder = server.hold();
        let sockets = PathBuf::from(fs::read_to_string(server.root().join("cache/holding")).unwrap());
        let postmaster = postmaster(&server);
        for part in order.split(' ') {
            match part {
                "tidegate" => holder.kill().unwrap(),
                "watchdog" => kill_the_watchdog(&server),
                // A watchdog that was faster has ended it.
                "server" => drop(Command::new("kill").args(["-KILL", &postmaster]).output().unwrap()),
                // A server that does not react, whose owner is killed: its watchdog ends it.
                "stop" => kill("STOP", &postmaster),
                _ => holder.kill().unwrap(),
            }
        }
        let _ = holder.wait();
        if order == "stop kill" {
            wait_for("the end of the stopped server", || !is_alive(&postmaster));
        }
        fs::remove_file(server.root().join("cache/holding")).unwrap();
        let mut local = server.start();
        local.drop_database("kept").unwrap();
        drop(local);
        wait_for("the end of the server", || !is_alive(&postmaster));
        wait_for("the end of the watchdog", || {
            !sockets.exists() && fs::read_dir(server.root().join("tmp")).unwrap().count() == 0
        });
        assert_eq!(processes_of(&server), [""; 0], "{order}");
    }
}

/// The processes that have a file of a server's cluster open, or are named after it.
fn processes_of(server: &Server) -> Vec<String> {
    let found = Command::new("pgrep").args(["-f", &server.clusters().display().to_string()]).output().unwrap();
    String::from_utf8(found.stdout).unwrap().split_whitespace().map(str::to_owned).collect()
}

#[test]
fn a_server_that_is_stopped_does_not_hang_a_run() {
    let Some(server) = Server::new() else { return };
    for is_backend in [false, true] {
        let deadline = Deadline::start(Duration::from_secs(8), |_| {});
        let environment = Environment { deadline: deadline.clone(), ..server.environment() };
        let mut local = server.try_start(&environment).unwrap();
        let mut database = connect(&mut local);
        let postmaster = postmaster(&server);
        let stopped =
            if is_backend { first_value(database.as_mut(), "select pg_backend_pid()") } else { postmaster.clone() };
        kill("STOP", &stopped);
        let error = match is_backend {
            true => database.run("select 1").unwrap_err(),
            false => local.open("template1", &Session::default()).err().unwrap(),
        };
        assert!(matches!(error, Error::TimedOut(_)), "{error:?}");
        drop((database, local));
        deadline.finish();
        wait_for("the end of the server", || !is_alive(&postmaster) && !is_alive(&stopped));
        assert!(server.start().is_new(), "its cluster is not trusted");
    }
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
