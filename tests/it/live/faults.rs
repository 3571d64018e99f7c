//! Connections that are cut, and programs that are killed, at every message of `tidegate apply`.

use super::Live;
use crate::support::kill_everywhere;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A moment at which a connection is cut.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cut {
    /// The message does not arrive.
    Before,
    /// The message arrives, and its answer does not.
    After,
}

/// Forwards connections to the server, and cuts the one with the n-th message of all clients.
pub(super) struct Proxy {
    folder: tempfile::TempDir,
    pub(super) messages: Arc<AtomicUsize>,
    number: Arc<AtomicUsize>,
}

impl Proxy {
    pub(super) fn new(server: &Path, number: usize, cut: Cut) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        let (messages, number) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(number)));
        let (counter, at, server) = (Arc::clone(&messages), Arc::clone(&number), server.join(".s.PGSQL.5432"));
        std::thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                let (server, counter) = (UnixStream::connect(&server).unwrap(), Arc::clone(&counter));
                let at = Arc::clone(&at);
                let (mut answers, mut back) = (server.try_clone().unwrap(), client.try_clone().unwrap());
                std::thread::spawn(move || {
                    let _ = std::io::copy(&mut answers, &mut back);
                    let _ = back.shutdown(Shutdown::Both);
                });
                std::thread::spawn(move || forward(client, server, &counter, &at, cut));
            }
        });
        Self { folder, messages, number }
    }

    /// Counts from the start again, and cuts at another message.
    pub(super) fn rearm(&self, number: usize) {
        self.messages.store(0, Ordering::SeqCst);
        self.number.store(number, Ordering::SeqCst);
    }

    /// The address of a database behind it.
    pub(super) fn address(&self, address: &str) -> String {
        let (start, _) = address.split_once("?host=").unwrap();
        format!("{start}?host={}", self.folder.path().display())
    }
}

/// Forwards messages: a start-up packet without a type, then messages with one.
fn forward(mut client: UnixStream, mut server: UnixStream, counter: &AtomicUsize, number: &AtomicUsize, cut: Cut) {
    let mut is_first = true;
    loop {
        let mut head = vec![0; if std::mem::take(&mut is_first) { 4 } else { 5 }];
        if client.read_exact(&mut head).is_err() {
            let _ = server.shutdown(Shutdown::Both);
            return;
        }
        let length = u32::from_be_bytes(head[head.len() - 4..].try_into().unwrap()) as usize - 4;
        let mut body = vec![0; length];
        if client.read_exact(&mut body).is_err() {
            let _ = server.shutdown(Shutdown::Both);
            return;
        }
        let is_cut = counter.fetch_add(1, Ordering::SeqCst) + 1 == number.load(Ordering::SeqCst);
        if is_cut && cut == Cut::After {
            // The client is cut off before the server has the message, so no answer arrives.
            let _ = client.shutdown(Shutdown::Both);
        }
        if !(is_cut && cut == Cut::Before) {
            let _ = server.write_all(&head).and_then(|()| server.write_all(&body));
        }
        if is_cut {
            let _ = client.shutdown(Shutdown::Both);
            let _ = server.shutdown(if cut == Cut::Before { Shutdown::Both } else { Shutdown::Write });
            return;
        }
    }
}

/// A history with a transaction, a file of several parts, an index that is built concurrently, and another transaction.
fn history(live: &Live) {
    let file = |name: &str, sql: &str| {
        live.world.file(format!("migrations/{name}.sql"), format!("-- +goose Up\n{sql}\n-- +goose Down\n"));
    };
    file("1_a", "create table log (step int);\ninsert into log values (1);");
    file(
        "2_b",
        "-- +goose NO TRANSACTION\ninsert into log values (2);\ncreate index concurrently log_step on log (step);\n\
         insert into log values (3);\nvacuum log;",
    );
    file("3_c", "insert into log values (4);\nalter table log add at timestamp;");
}

const EMPTY: &str = "drop schema public cascade; create schema public";

/// Each statement has run once, and everything is recorded.
fn check_complete(live: &mut Live, what: &str) {
    assert_eq!(live.rows("select step::text from log order by step"), ["1", "2", "3", "4"], "{what}");
    let versions = "select version_id::text from goose_db_version where version_id > 0 order by id";
    assert_eq!(live.rows(versions), ["1", "2", "3"], "{what}");
    let state = "select indisvalid || ' ' || coalesce(obj_description('goose_db_version'::regclass), 'no mark') \
                 from pg_index where indexrelid = 'log_step'::regclass";
    assert_eq!(live.value(state), "true no mark", "{what}");
}

#[test]
fn a_connection_that_is_cut_at_any_message_leaves_a_history_that_the_next_run_completes() {
    let Some(mut live) = Live::new() else { return };
    history(&live);
    let server = live.address.split_once("?host=").unwrap().1.to_owned();
    let server = Path::new(&server);
    let direct = format!("apply --yes --db {}", live.address);
    let (mut cuts, mut repeated) = (0, 0);
    for cut in [Cut::Before, Cut::After] {
        for number in 1.. {
            live.sql(EMPTY);
            let proxy = Proxy::new(server, number, cut);
            let what = format!("{cut:?} message {number}");
            let first = live.world.tidegate(&format!("apply --yes --db {}", proxy.address(&live.address)));
            let total = proxy.messages.load(Ordering::SeqCst);
            assert!(matches!(first.code, Some(0 | 1 | 3)), "{what}: {}", first.text());
            if first.code == Some(0) {
                // Cut at the end of a connection, or at a COMMIT that was completed.
                check_complete(&mut live, &what);
            } else {
                repeated += 1;
                let second = live.world.tidegate(&direct);
                assert_eq!(second.code, Some(0), "{what}: {} then {}", first.text(), second.text());
                check_complete(&mut live, &what);
            }
            if total < number {
                break;
            }
            cuts += 1;
        }
    }
    assert!(cuts > 60 && repeated > 40, "{cuts} cuts, {repeated} runs that were completed by another");
}

#[test]
fn a_run_that_is_killed_anywhere_is_completed_by_the_next() {
    let Some(mut live) = Live::new() else { return };
    history(&live);
    let address = live.address.clone();
    let direct = format!("apply --yes --db {address}");
    let world = std::mem::replace(&mut live.world, crate::support::World::new());
    kill_everywhere(&world, &["apply", "--yes", "--db", &address], || {
        let completed = world.tidegate(&direct);
        assert_eq!(completed.code, Some(0), "{}", completed.text());
        check_complete(&mut live, "killed");
        live.sql(EMPTY);
    });
}

#[test]
fn two_runs_at_once_apply_everything_once() {
    let Some(mut live) = Live::new() else { return };
    history(&live);
    let direct = format!("apply --yes --db {}", live.address);
    let world = &live.world;
    let codes: Vec<Option<i32>> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..2).map(|_| scope.spawn(|| world.tidegate(&direct).code)).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    // The second finds that the plan has changed, or that nothing is left to do.
    assert!(codes.contains(&Some(0)) && codes.iter().all(|code| matches!(code, Some(0 | 3))), "{codes:?}");
    check_complete(&mut live, "two runs");
}
