//! Bounds: of time, of the machine's limits, and of who may reach the cache folder.

use super::{SECOND, left_in, start, world};
use crate::support::{CommandResult, assert_stored, print_skipped, tidegate_binary, wait_for};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

const ENDLESS: &str = "set statement_timeout = 0;\n\
    do $$ begin loop begin loop perform 1; end loop; exception when query_canceled then null; end; end loop; end $$;\n";

/// The output without how long a statement had run.
fn without_times(text: &str) -> String {
    regex::Regex::new("running for [0-9ms ]+:").unwrap().replace_all(text, "running for [TIME]:").into_owned()
}

#[test]
fn a_replay_ends_at_its_time_limit_and_names_the_statement() {
    let Some(world) = world() else { return };
    // What takes long on a busy machine is done before.
    world.tidegate("verify").passes().done();
    world.stage(SECOND, ENDLESS);
    let by_flag = world.tidegate("verify --timeout 8s").exits(3).text();
    assert_stored("verify-timeout", &without_times(&by_flag));
    let by_variable = world.with("TIDEGATE_TIMEOUT", "8s").tidegate("verify").exits(3).text();
    assert_eq!(without_times(&by_variable), without_times(&by_flag));
    // In a hook, by the setting; the variable takes precedence.
    world
        .stage(
            "tidegate.toml",
            "preset = \"minimal\"\nrules.invalid-name = \"off\"\nverify = { at = \"pre-commit\", timeout = \"3s\" }\n",
        )
        .hook("pre-commit");
    world.tidegate("trust").passes().done();
    world.try_git(&["commit", "-qm", "endless"]).exits(1).prints(&["time limit of 3s exceeded"]).done();
    let hook = world.with("TIDEGATE_TIMEOUT", "2s").try_git(&["commit", "-qm", "endless"]);
    hook.exits(1).prints(&["time limit of 2s exceeded"]).done();
    world.wait_for_servers();
    assert_eq!(left_in(&world.root().join("tmp")), [""; 0]);
    world.stage(SECOND, "alter table orders add note text;\n");
    world.tidegate("verify").passes().prints(&["replayed 2 staged migrations"]).done();
}

#[test]
fn a_statement_that_tidegate_runs_for_a_migration_is_named_as_it_is_written() {
    let Some(world) = world() else { return };
    world.tidegate("verify").passes().done();
    world.stage(
        SECOND,
        "create function wait() returns event_trigger language plpgsql as $$ begin perform pg_sleep(1000); end $$;\n\
         create event trigger first on ddl_command_end execute function wait();\n\
         do $$ begin create event trigger second on ddl_command_end execute function wait(); \
         execute 'create table late ()'; end $$;\n",
    );
    let ran = world.tidegate("verify --timeout 8s").exits(3);
    ran.prints(&[": do $$ begin create event trigger second on ddl_command_end"])
        .does_not_print(&["tidegate_run"])
        .done();
    world.stage(SECOND, "alter table orders add note text;\n");
    world.wait_for_servers();
    world.tidegate("verify").passes().done();
}

#[test]
fn a_time_limit_is_a_duration_and_in_settings_at_most_ten_minutes() {
    let Some(world) = world() else { return };
    for wrong in ["soon", "-1s", "0s", "5"] {
        world.tidegate(&format!("verify --timeout={wrong}")).exits(2).prints(&["expected a duration"]).done();
        world.with("TIDEGATE_TIMEOUT", wrong).tidegate("verify").exits(2).prints(&["invalid TIDEGATE_TIMEOUT"]).done();
    }
    for (wrong, label) in
        [("11m", "at most 10m"), ("0s", "at least 1s"), ("x", "a duration"), ("999999999w", "at most 10m")]
    {
        world.stage("tidegate.toml", format!("[verify]\ntimeout = \"{wrong}\"\n"));
        world.tidegate("verify").exits(2).prints(&["invalid time limit", label]).done();
    }
    world.stage("tidegate.toml", "[verify]\ntimeout = \"10m\"\n");
    world.tidegate("verify --timeout off").passes().done();
}

#[test]
fn limits_of_the_shell_end_in_a_clear_error() {
    let Some(world) = world() else { return };
    let run = |limit: &str| {
        let mut command = world.from_folder("").command("/bin/sh");
        let script = format!("ulimit {limit} && exec {} verify --no-cache", tidegate_binary());
        CommandResult::from(command.arg("-c").arg(script).stdin(Stdio::null()).output().unwrap())
    };
    for (limit, named) in
        [("-f 100", "ulimit -f"), ("-f 0", "ulimit -f"), ("-n 40", "ulimit -n"), ("-v 300000", "ulimit -v")]
    {
        run(limit).exits(3).prints(&["is too low to start PostgreSQL", named]).done();
    }
    // Others, whatever they stop, end in an error with a reason and not in a signal or a panic.
    for limit in ["-n 12", "-n 20", "-f 140000", "-n 140", "-v 1500000"] {
        let ran = run(limit);
        assert!(matches!(ran.code, Some(0 | 3)), "{limit}: {ran}");
        assert!(!ran.text().contains("internal error"), "{limit}: {ran}");
    }
    run("-c 0").passes().done();
}

#[test]
fn a_cache_folder_with_any_name_works() {
    let Some(world) = world() else { return };
    for name in [&b"not \xff text"[..], b"quoted ' \" $HOME", b"line\nbreak", b" -- %s"] {
        let folder = world.root().join(OsStr::from_bytes(name));
        let ran = world.with("TIDEGATE_CACHE_DIR", &folder).tidegate("verify");
        // A name that the server cannot take is said at once.
        assert!(matches!(ran.code, Some(0 | 3)), "{ran}");
        assert!(ran.code == Some(0) || name.contains(&b'\n'), "{ran}");
        if ran.code == Some(0) {
            let listed = world.with("TIDEGATE_CACHE_DIR", &folder).tidegate("cache");
            listed.passes().prints(&["plain"]).done();
        }
    }
}

#[test]
fn a_cache_folder_that_others_can_exchange_is_not_used() {
    let Some(world) = world() else { return };
    let shared = world.root().join("shared");
    fs::create_dir(&shared).unwrap();
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o777)).unwrap();
    let own = shared.join("own");
    fs::create_dir(&own).unwrap();
    let ran = world.with("TIDEGATE_CACHE_DIR", own.join("cache")).tidegate("verify").passes();
    ran.prints(&["using the cluster in", "other users can write to"]).done();
    assert_eq!(left_in(&own), [""; 0], "neither a cluster nor a verdict");
    // The folder for temporary files is the last one.
    let view = world.with("TIDEGATE_CACHE_DIR", own.join("cache")).with("TMPDIR", &shared);
    view.tidegate("verify").exits(3).prints(&["no folder can be used", "TIDEGATE_CACHE_DIR=$HOME"]).done();
    assert_eq!(left_in(&shared), ["own"]);
}

#[test]
fn a_temporary_folder_that_someone_made_before_is_not_used() {
    let Some(world) = world() else { return };
    if !is_root() && print_skipped("only root can make a folder of another user") {
        return;
    }
    let temporary = world.root().join("tmp");
    for entry in [0, 64_870] {
        let made = temporary.join(format!("tidegate-{entry}"));
        fs::create_dir(&made).unwrap();
        std::os::unix::fs::chown(&made, Some(4711), Some(4711)).unwrap();
    }
    let nowhere = world.root().join("file");
    fs::write(&nowhere, "").unwrap();
    let view = world.with("TIDEGATE_CACHE_DIR", nowhere.join("cache"));
    view.tidegate("verify").exits(3).prints(&["belongs to another user"]).done();
    for entry in [0, 64_870] {
        assert_eq!(left_in(&temporary.join(format!("tidegate-{entry}"))), [""; 0]);
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}

#[test]
fn a_killed_server_is_noticed_at_once() {
    let Some(world) = world() else { return };
    world.tidegate("verify").passes().done();
    world.stage(SECOND, "select pg_sleep(0.2); alter table orders add note text;");
    // At any moment of its start or run.
    for pause in [0, 20, 60, 120, 250] {
        world.forget_verdicts();
        let run = start(&world).spawn().unwrap();
        let file = world.slot().join("data/postmaster.pid");
        wait_for("the server", || file.exists());
        std::thread::sleep(std::time::Duration::from_millis(pause));
        if let Some(server) = fs::read_to_string(&file).unwrap_or_default().lines().next() {
            let _ = Command::new("kill").args(["-KILL", server]).status();
        }
        let output = run.wait_with_output().unwrap();
        assert!(matches!(output.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&output.stderr));
    }
    world.wait_for_servers();
    world.forget_verdicts();
    world.tidegate("verify").passes().done();
    assert_eq!(left_in(&world.root().join("tmp")), [""; 0]);
}
