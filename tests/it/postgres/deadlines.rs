//! The end of a run's time: every wait ends.

use crate::support::server::{connect, new_database};
use crate::support::{Server, is_alive, wait_for};
use std::fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;
use tidegate::postgres::local::Local;
use tidegate::postgres::url::Url;
use tidegate::postgres::{Deadline, Engine as _, Environment, Error, Installation, Session, scratch_name};

/// Loops, whatever is done against it.
const ENDLESS: &str = "set statement_timeout = 0; do $$ begin loop begin loop perform 1; end loop; \
    exception when query_canceled then null; end; end loop; end $$";

fn limited(server: &Server, seconds: u64) -> Environment {
    let deadline = Deadline::start(Duration::from_secs(seconds), |_| {});
    Environment { deadline, ..server.environment() }
}

#[test]
fn a_statement_without_end_is_ended_with_its_server() {
    let Some(server) = Server::new() else { return };
    for endless in [ENDLESS, "select pg_sleep(1000)", "create table t (); lock table t; select pg_sleep(1000)"] {
        let environment = limited(&server, 8);
        let mut local = server.try_start(&environment).unwrap();
        let mut database = connect(&mut local);
        let postmaster = fs::read_to_string(server.slot().join("data/postmaster.pid")).unwrap();
        let postmaster = postmaster.lines().next().unwrap().to_owned();
        let error = database.run(endless).unwrap_err();
        let Error::TimedOut(overrun) = &error else { panic!("{error:?}") };
        let (statement, since) = overrun.statement.as_ref().unwrap();
        assert!(endless.starts_with(statement.trim_end_matches('…')), "{statement}");
        assert!(*since <= Duration::from_secs(9), "{since:?}");
        // Nothing more is done in this run.
        assert!(matches!(database.run("select 1"), Err(Error::TimedOut(_) | Error::Lost { .. })));
        assert!(matches!(local.create_database(&new_database("more")), Err(Error::TimedOut(_))));
        drop((database, local));
        environment.deadline.finish();
        wait_for("the end of the server", || !is_alive(&postmaster));
        assert!(server.start().is_new(), "its cluster is not trusted");
    }
    assert!(!server.clusters().join("test-1").exists());
}

#[test]
fn a_statement_without_end_on_a_named_server_is_ended_and_its_database_removed() {
    let Some(server) = Server::new() else { return };
    let mut local = server.start();
    local.create_database(&new_database("theirs")).unwrap();
    let address = format!("host={} user=postgres dbname=theirs", local.sockets().display());
    let environment = limited(&server, 8);
    let mut url = Url::connect(&address, &environment).unwrap();
    let name = scratch_name();
    url.create_database(&new_database(&name)).unwrap();
    let mut database = url.open(&name, &Session::default()).unwrap();
    let error = database.run(ENDLESS).unwrap_err();
    assert!(matches!(error, Error::TimedOut(_)), "{error:?}");
    drop((database, url));
    environment.deadline.finish();
    assert_eq!(local.databases().unwrap(), ["theirs"]);
}

#[test]
fn a_server_that_accepts_and_says_nothing_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("postgres://ada:hunter2@127.0.0.1:{}/db", listener.local_addr().unwrap().port());
    let silent = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut received = Vec::new();
        // Until the other side gives up.
        let _ = stream.read_to_end(&mut received);
    });
    let deadline = Deadline::start(Duration::from_secs(1), |_| {});
    let environment = Environment { deadline, root: "/".into(), ..Environment::default() };
    let error = Url::connect(&address, &environment).err().unwrap();
    assert!(matches!(error, Error::TimedOut(_) | Error::Connect { .. }), "{error:?}");
    assert!(!error.to_string().contains("hunter2"), "{error}");
    // The thread that waits for it ends with this process.
    drop(silent);
}

#[test]
fn a_program_that_hangs_is_not_waited_for() {
    let Some(server) = Server::new() else { return };
    let bin = server.root().join("bin");
    fs::create_dir(&bin).unwrap();
    let pid = server.root().join("tmp/pid");
    for hangs in ["sleep 1000", "kill -STOP $$", "sleep 1000 & exec >&-; wait"] {
        let script = format!("#!/bin/sh\necho $$ > {}\n{hangs}\n", pid.display());
        for name in ["initdb", "postgres"] {
            fs::write(bin.join(name), &script).unwrap();
            fs::set_permissions(bin.join(name), fs::Permissions::from_mode(0o755)).unwrap();
        }
        let installation = Installation { bin: bin.clone(), ..server.installation.clone() };
        let environment = limited(&server, 3);
        let error = Local::start(&installation, &environment, "test", &[]).err().unwrap();
        assert!(matches!(error, Error::Program { .. } | Error::TimedOut(_)), "{error:?}");
        let pid = fs::read_to_string(&pid).unwrap();
        wait_for("the end of the program", || !is_alive(pid.trim()));
    }
}
