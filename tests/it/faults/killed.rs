//! A server that dies half-way, and a run that does.

use super::{SECOND, TABLE, is_right, start, world};
use crate::support::{SLOT, World, is_alive, kill, wait_for};
use std::fs;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::Child;

/// A run that has come to its second migration, with the server and the backend that is at it.
struct Halfway {
    run: Child,
    server: String,
    backend: String,
}

fn halfway(world: &World) -> Halfway {
    // The file of a sort that does not fit into memory is named after the backend.
    let sleeps = "set work_mem = '64kB'; set statement_timeout = 0;\n\
        select pg_sleep(120) from (select n from generate_series(1, 100000) n order by n desc offset 99999) last;";
    world.stage(SECOND, sleeps);
    // A group of its own, as a shell gives to each of its jobs.
    let run = start(world).process_group(0).spawn().unwrap();
    let mut backend = String::new();
    wait_for("the second migration", || {
        let files = walkdir::WalkDir::new(world.cache().join("postgres")).into_iter().flatten();
        let names = files.filter_map(|file| file.file_name().to_owned().into_string().ok());
        let backends = names.filter_map(|name| Some(name.strip_prefix("pgsql_tmp")?.split_once('.')?.0.to_owned()));
        // A backend that was killed left its file.
        let mut backends = backends.filter(|backend| is_alive(backend));
        backend = backends.next().unwrap_or_default();
        !backend.is_empty()
    });
    let server = fs::read_to_string(world.slot().join("data/postmaster.pid")).unwrap();
    Halfway { run, server: server.lines().next().unwrap().to_owned(), backend }
}

#[test]
fn a_killed_server_is_not_a_verdict() {
    let Some(world) = world() else { return };
    for is_backend in [false, true] {
        let Halfway { run, server, backend } = halfway(&world);
        kill("KILL", if is_backend { &backend } else { &server });
        let output = run.wait_with_output().unwrap();
        let output_text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{output_text}");
        assert!(
            output_text.contains("the connection to the server was lost")
                && output_text.contains("nothing was verified"),
            "{output_text}"
        );
        assert!(output.stdout.is_empty());
        wait_for("the end of the server", || !is_alive(&server) && !is_alive(&backend));
        is_right(&world);
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
    let Some(world) = world() else { return };
    for (signal, number) in [("KILL", 9), ("TERM", 15), ("INT", 2), ("HUP", 1)] {
        if is_ignored(number) {
            // So it is for all that a shell starts in the background (INT) or `nohup` does (HUP).
            continue;
        }
        let Halfway { mut run, server, backend } = halfway(&world);
        // The whole group, as a terminal does it on Ctrl-C.
        kill(signal, &format!("-{}", run.id()));
        // A shell reports this as 128 and the number of the signal: 130 for Ctrl-C.
        assert_eq!(run.wait().unwrap().signal(), Some(number));
        wait_for("the end of the server", || !is_alive(&server) && !is_alive(&backend));
        world.wait_for_servers();
        wait_for("the socket's folder", || super::left_in(&world.root().join("tmp")).is_empty());
        is_right(&world);
    }
}

#[test]
fn a_run_killed_while_creating_a_cluster_leaves_no_partial_cluster() {
    let Some(world) = world() else { return };
    let [copy, state] = ["data.new", "state"].map(|name| format!("{SLOT}/{name}"));
    for part in ["postgres", "seed.lock", &copy, &state] {
        let mut run = start(&world).spawn().unwrap();
        wait_for(part, || {
            let found = walkdir::WalkDir::new(world.cache()).into_iter().flatten();
            found.into_iter().any(|entry| entry.path().ends_with(part)) || run.try_wait().unwrap().is_some()
        });
        let _ = run.kill();
        run.wait().unwrap();
        world.forget_verdicts();
        world.wait_for_servers();
    }
    is_right(&world);
}

/// What a run leaves that was killed together with its server and the server's watchdog.
fn leave_sockets(world: &World) {
    let note = world.slot().join("sockets");
    assert!(!note.exists(), "a run that ends in order leaves none");
    let noted = world.root().join("tmp/tidegate-abc123");
    fs::write(note, noted.to_str().unwrap()).unwrap();
    fs::create_dir(&noted).unwrap();
    fs::write(noted.join(".s.PGSQL.5432.lock"), "").unwrap();
}

#[test]
fn leftovers_of_a_killed_run_are_removed_by_the_next_run_or_cache_clear() {
    let Some(world) = world() else { return };
    is_right(&world);
    leave_sockets(&world);
    fs::remove_dir_all(world.cache().join("verdicts")).unwrap();
    is_right(&world);
    leave_sockets(&world);
    world.tidegate("cache clear").passes().done();
    assert_eq!(super::left_in(&world.root().join("tmp")), [""; 0]);
}

#[test]
fn concurrent_runs_report_what_one_run_reports() {
    let Some(world) = world() else { return };
    world
        .stage(SECOND, "create role clerk; create table more (); select pg_sleep(0.2); alter table nowhere add x int;");
    let alone = world.tidegate("verify --no-cache").has_problems().text();
    world.commit("both");
    let beside = world.root().join("beside");
    world.git(&["worktree", "add", "-q", beside.to_str().unwrap()]);
    let mut runs = Vec::new();
    for number in 0..6 {
        let mut command = start(&world);
        if number % 2 == 1 {
            command.current_dir(&beside);
        }
        runs.push(command.spawn().unwrap());
        if number == 3 {
            world.tidegate("cache clear").passes().done();
        }
    }
    for run in runs {
        let output = run.wait_with_output().unwrap();
        let output_text = [output.stdout, output.stderr].concat();
        assert_eq!(
            (output.status.code(), String::from_utf8_lossy(&output_text).into_owned()),
            (Some(1), alone.clone())
        );
    }
    world.stage(SECOND, TABLE.replace("orders", "more"));
    world.tidegate("verify").passes().done();
}
