//! Runs on a named server that are killed at any of their queries.

use crate::support::server::new_database;
use crate::support::{Server, wait_for};
use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tidegate::postgres::url::Url;
use tidegate::postgres::{Engine as _, Environment, NewDatabase, Session, scratch_name};

/// Set for a process that uses a named server until it is killed: its address.
const ADDRESS: &str = "TIDEGATE_TEST_ADDRESS";

/// Not a test of its own: [`killed_after`] starts it as a process. It does what a replay does.
#[test]
fn uses_a_named_server_until_it_is_killed() {
    let Ok(address) = std::env::var(ADDRESS) else { return };
    let mut url = Url::connect(&address, &Environment { root: "/".into(), ..Environment::default() }).unwrap();
    let (one, two, three) = (scratch_name(), scratch_name(), scratch_name());
    url.create_database(&new_database(&one)).unwrap();
    url.open(&one, &Session::default()).unwrap().run("create table a (id int)").unwrap();
    url.create_database(&NewDatabase { name: &two, template: Some(&one) }).unwrap();
    url.rename_database(&two, &three).unwrap();
    url.open(&three, &Session::default()).unwrap().run("create table b (id int)").unwrap();
    url.drop_database(&one).unwrap();
}

/// A socket in front of a server that kills the process that uses it after so many messages; whether
/// it finished before.
fn killed_after(messages: usize, folder: &Path, server: &Path) -> bool {
    let socket = folder.join(".s.PGSQL.5432");
    let _ = std::fs::remove_file(&socket);
    let listener = UnixListener::bind(&socket).unwrap();
    let left = Arc::new(AtomicUsize::new(messages));
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "postgres::interrupted::uses_a_named_server_until_it_is_killed", "--nocapture"])
        .env(ADDRESS, format!("host={} user=postgres dbname=theirs", folder.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let id = child.id().to_string();
    let server = server.join(".s.PGSQL.5432");
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let (client, server) = (client.unwrap(), UnixStream::connect(&server).unwrap());
            let (mut from, mut to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
            std::thread::spawn(move || {
                let _ = std::io::copy(&mut from, &mut to);
                let _ = to.shutdown(Shutdown::Both);
            });
            let (left, id) = (Arc::clone(&left), id.clone());
            std::thread::spawn(move || forward(client, server, &left, &id));
        }
    });
    let mut printed = String::new();
    child.stdout.take().unwrap().read_to_string(&mut printed).unwrap();
    child.wait().unwrap();
    printed.contains("1 passed")
}

/// Forwards what a client sends, and kills it when it has sent its last message: the server receives
/// and runs that one.
fn forward(mut client: UnixStream, mut server: UnixStream, left: &AtomicUsize, process: &str) {
    let mut buffer = [0; 1 << 16];
    loop {
        let read = client.read(&mut buffer).unwrap_or(0);
        if read == 0 || server.write_all(&buffer[..read]).is_err() {
            let _ = server.shutdown(Shutdown::Both);
            return;
        }
        if left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)) == Ok(1) {
            let _ = Command::new("kill").args(["-KILL", process]).status();
        }
    }
}

#[test]
fn whichever_query_a_run_is_killed_at_the_next_run_removes_its_databases() {
    let Some(server) = Server::new() else { return };
    let mut local = server.start();
    for name in ["theirs", "tidegate_scratch_of_someone", "tidegate_scratch_0123456789abcdef"] {
        local.create_database(&new_database(name)).unwrap();
    }
    let theirs = ["theirs", "tidegate_scratch_0123456789abcdef", "tidegate_scratch_of_someone"];
    let folder = tempfile::Builder::new().prefix("tg").tempdir().unwrap();
    let address = format!("host={} user=postgres dbname=theirs", local.sockets().display());
    let (mut is_finished, mut messages, mut left_behind) = (false, 0, 0);
    while !is_finished {
        messages += 1;
        assert!(messages < 200, "it never finishes");
        is_finished = killed_after(messages, folder.path(), local.sockets());
        // The session of a killed process ends with what it was doing.
        let mut next = || {
            let before = local.databases().unwrap().len();
            drop(Url::connect(&address, &server.environment()).unwrap());
            let after = local.databases().unwrap();
            left_behind += usize::from(before > after.len());
            after == theirs
        };
        wait_for(&format!("the removal after message {messages}"), &mut next);
    }
    assert!(messages > 20 && left_behind > 5, "{messages} messages, {left_behind} times something was left");
    // A run that lives keeps its databases.
    let mut living = Url::connect(&address, &server.environment()).unwrap();
    living.create_database(&new_database(&scratch_name())).unwrap();
    assert!(killed_after(1000, folder.path(), local.sockets()));
    assert_eq!(living.databases().unwrap().len(), 1);
}
