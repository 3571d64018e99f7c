//! A server that dies half-way, and a run that does.

use super::{Ground, SECOND, TABLE, ground, is_alive, kill, wait_for};
use std::fs;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::Child;

/// A run that has come to its second migration, with the server and the backend that is at it.
struct Halfway {
    run: Child,
    server: String,
    backend: String,
}

fn halfway(ground: &Ground) -> Halfway {
    let note = ground.root().join("tmp/backend");
    let notes = format!("copy (select pg_backend_pid()) to '{}'; select pg_sleep(120);", note.display());
    ground.world.stage(SECOND, notes);
    // A group of its own, as a shell gives to each of its jobs.
    let run = ground.start().process_group(0).spawn().unwrap();
    let mut backend = String::new();
    wait_for("the second migration", || {
        backend = fs::read_to_string(&note).unwrap_or_default().trim().to_owned();
        !backend.is_empty()
    });
    fs::remove_file(note).unwrap();
    let server = fs::read_to_string(ground.slot().join("data/postmaster.pid")).unwrap();
    Halfway { run, server: server.lines().next().unwrap().to_owned(), backend }
}

#[test]
fn a_server_that_is_killed_is_no_verdict() {
    let Some(ground) = ground() else { return };
    for is_backend in [false, true] {
        let Halfway { run, server, backend } = halfway(&ground);
        kill("KILL", if is_backend { &backend } else { &server });
        let output = run.wait_with_output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{told}");
        assert!(
            told.contains("the connection to the server was lost") && told.contains("nothing was judged"),
            "{told}"
        );
        assert!(output.stdout.is_empty());
        wait_for("the end of the server", || !is_alive(&server) && !is_alive(&backend));
        ground.is_right();
    }
}

/// True for a signal that this process ignores, as every program does then that it starts (Linux,
/// `SigIgn` in proc_pid_status(5)).
fn is_ignored(number: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    mask >> (number - 1) & 1 == 1
}

#[test]
fn a_run_that_is_killed_leaves_no_server_behind() {
    let Some(ground) = ground() else { return };
    for (signal, number) in [("KILL", 9), ("TERM", 15), ("INT", 2), ("HUP", 1)] {
        if is_ignored(number) {
            // So it is for all that a shell starts in the background (INT) or `nohup` does (HUP).
            continue;
        }
        let Halfway { mut run, server, backend } = halfway(&ground);
        // The whole group, as a terminal does it on Ctrl-C.
        kill(signal, &format!("-{}", run.id()));
        // A shell tells this as 128 and the number of the signal: 130 for Ctrl-C.
        assert_eq!(run.wait().unwrap().signal(), Some(number));
        wait_for("the end of the server", || !is_alive(&server) && !is_alive(&backend));
        ground.is_free();
        wait_for("the socket's folder", || super::left_in(&ground.root().join("tmp")).is_empty());
        ground.is_right();
    }
}

#[test]
fn a_run_that_is_killed_while_it_makes_a_cluster_leaves_nothing_half_made() {
    let Some(ground) = ground() else { return };
    for part in ["postgres", "seed.lock", "plain-0/data.new", "plain-0/state"] {
        let mut run = ground.start().spawn().unwrap();
        wait_for(part, || {
            let found = walkdir::WalkDir::new(ground.cache()).into_iter().flatten();
            found.into_iter().any(|entry| entry.path().ends_with(part)) || run.try_wait().unwrap().is_some()
        });
        let _ = run.kill();
        run.wait().unwrap();
        let _ = fs::remove_dir_all(ground.cache().join("verdicts"));
        ground.is_free();
    }
    ground.is_right();
}

/// What a run leaves that was killed together with its server and the server's watchdog.
fn leave_sockets(ground: &Ground) {
    let noted = fs::read_to_string(ground.slot().join("sockets")).unwrap();
    assert!(noted.starts_with(ground.root().join("tmp").to_str().unwrap()), "{noted}");
    fs::create_dir(&noted).unwrap();
    fs::write(format!("{noted}/.s.PGSQL.5432.lock"), "").unwrap();
}

#[test]
fn what_a_killed_run_left_goes_with_the_next_run_or_with_the_cache() {
    let Some(ground) = ground() else { return };
    ground.is_right();
    leave_sockets(&ground);
    fs::remove_dir_all(ground.cache().join("verdicts")).unwrap();
    ground.is_right();
    leave_sockets(&ground);
    ground.world.with("TIDEGATE_CACHE_DIR", ground.cache()).tidegate("cache clear").passes().done();
    assert_eq!(super::left_in(&ground.root().join("tmp")), [""; 0]);
}

#[test]
fn two_runs_at_once_tell_what_one_tells() {
    let Some(ground) = ground() else { return };
    ground
        .world
        .stage(SECOND, "create role clerk; create table more (); select pg_sleep(0.2); alter table nowhere add x int;");
    let alone = ground.verify("--no-cache").is_stopped().text();
    ground.world.commit("both");
    let beside = ground.root().join("beside");
    ground.world.git(&["worktree", "add", "-q", beside.to_str().unwrap()]);
    let mut runs = Vec::new();
    for number in 0..6 {
        let mut command = ground.start();
        if number % 2 == 1 {
            command.current_dir(&beside);
        }
        runs.push(command.spawn().unwrap());
        if number == 3 {
            ground.world.with("TIDEGATE_CACHE_DIR", ground.cache()).tidegate("cache clear").passes().done();
        }
    }
    for run in runs {
        let output = run.wait_with_output().unwrap();
        let told = [output.stdout, output.stderr].concat();
        assert_eq!((output.status.code(), String::from_utf8_lossy(&told).into_owned()), (Some(1), alone.clone()));
    }
    ground.world.stage(SECOND, TABLE.replace("orders", "more"));
    ground.verify("").passes().done();
}
