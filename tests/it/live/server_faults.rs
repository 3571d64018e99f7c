//! Servers that are killed, refuse, or let a run wait.

use super::Live;
use crate::support::{World, tidegate_binary, wait_for};
use std::process::{Command, Stdio};
use std::time::Duration;
use tidegate::postgres::{Engine as _, Session};

/// A history of Supabase whose statements take a moment each. Its tracking table has no sequence, which a server with
/// `wal_level = minimal` can set back when it is killed.
fn slow_history(world: &World) {
    let file = |name: &str, sql: &str| {
        world.file(format!("supabase/migrations/2025010{name}.sql"), format!("{sql}\n"));
    };
    file("1000000_a", "create table log (step int);\ninsert into log values (1);\nselect pg_sleep(0.1);");
    file(
        "2000000_b",
        "insert into log values (2);\nselect pg_sleep(0.1);\n\
         create index concurrently log_step on log (step);\nselect pg_sleep(0.1);\ninsert into log values (3);",
    );
    file("3000000_c", "insert into log values (4);\nselect pg_sleep(0.1);");
}

/// The session of a run of tidegate that works, if there is one.
const SESSION: &str = "select pid::text from pg_stat_activity where application_name like 'tidegate%' and datname = 'app' \
                       and pid <> pg_backend_pid() order by backend_start limit 1";

/// A server process that is killed takes all others with it, and the server recovers as after a loss of power.
#[test]
fn a_server_that_is_killed_at_any_time_leaves_a_history_that_the_next_run_completes() {
    let Some(mut live) = Live::new() else { return };
    slow_history(&live.world);
    live.sql("alter system set restart_after_crash = on");
    live.sql("select pg_reload_conf()");
    let (mut kills, mut repeated) = (0, 0);
    for step in 0..12_u64 {
        live.sql("drop schema public cascade; create schema public; drop schema if exists supabase_migrations cascade");
        let mut run = live.world.from_folder("").command(tidegate_binary());
        let run = run.args(["apply", "--yes", "--db", &live.address]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let run = run.spawn().unwrap();
        std::thread::sleep(Duration::from_millis(60 * step));
        if let Some(process) = live.database.value(SESSION).unwrap() {
            // It may have ended meanwhile.
            let killed = Command::new("kill").args(["-KILL", "--", &process]).stderr(Stdio::null()).status();
            kills += u32::from(killed.unwrap().success());
        }
        let ended = run.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&ended.stdout).into_owned() + &String::from_utf8_lossy(&ended.stderr);
        wait_for("the server", || live.local.open("app", &Session::default()).is_ok());
        live.database = live.local.open("app", &Session::default()).unwrap();
        if ended.status.code() != Some(0) {
            assert!(matches!(ended.status.code(), Some(1 | 3)), "{step}: {text}");
            repeated += 1;
            let completed = live.world.tidegate(&format!("apply --yes --db {}", live.address));
            assert_eq!(completed.code, Some(0), "{step}: {text} then {}", completed.text());
        }
        assert_eq!(live.rows("select step::text from log order by step"), ["1", "2", "3", "4"], "{step}: {text}");
        let versions = "select right(version, 7) from supabase_migrations.schema_migrations order by 1";
        assert_eq!(live.rows(versions), ["1000000", "2000000", "3000000"], "{step}: {text}");
        live.world.tidegate(&format!("status --db {}", live.address)).passes().done();
    }
    assert!(kills > 3, "{kills} kills, {repeated} runs that were completed by another");
}

#[test]
fn a_statement_timeout_and_a_lock_that_is_held_end_with_nothing_half_done() {
    let Some(mut live) = Live::new() else { return };
    live.sql("create table t (id int)");
    live.world.file("migrations/1_a.sql", "-- +goose Up\nalter table t add a int;\nselect pg_sleep(5);\n");
    live.sql("alter database app set statement_timeout = '300ms'");
    let timed_out = live.world.tidegate(&format!("apply --yes --db {}", live.address)).exits(1);
    timed_out
        .prints(&["canceling statement due to statement timeout (57014)", "No part of migrations/1_a.sql is"])
        .done();
    live.sql("alter database app reset statement_timeout");
    live.world.file("migrations/1_a.sql", "-- +goose Up\nalter table t add a int;\n");

    let mut other = live.local.open("app", &Session::default()).unwrap();
    other.run("begin; lock table t").unwrap();
    let apply = format!("apply --yes --lock-timeout 200ms --retries 1 --db {}", live.address);
    let held = live.world.tidegate(&apply.replace("200ms", "1s")).exits(1);
    held.prints(&["canceling statement due to lock timeout (55P03)", "No part of migrations/1_a.sql is"]).done();
    let snapshot = format!("snapshot --lock-timeout 1s --output ../snapshots --db {}", live.address);
    let waited = live.world.tidegate(&snapshot);
    assert_eq!(waited.code, Some(3), "{}", waited.text());
    assert!(live.snapshots().is_empty());
    other.run("rollback").unwrap();
    assert_eq!(
        live.value("select count(*)::text from pg_attribute where attrelid = 't'::regclass and attnum > 0"),
        "1"
    );
    live.world.tidegate(&format!("apply --yes --db {}", live.address)).passes().done();
}

#[test]
fn a_wrong_password_is_named_and_never_shown() {
    let Some(mut live) = Live::new() else { return };
    live.world.file("migrations/1_a.sql", "-- +goose Up\ncreate table a ();\n");
    live.sql("create role app login password 'right'");
    let rules = live.value("select current_setting('hba_file')");
    let old = std::fs::read_to_string(&rules).unwrap();
    std::fs::write(&rules, format!("local all app scram-sha-256\n{old}")).unwrap();
    live.sql("select pg_reload_conf()");
    let (_, place) = live.address.split_once('@').unwrap();
    for command in ["status", "apply --yes", "drift", "snapshot"] {
        let failed = live.world.tidegate(&format!("{command} --db postgres://app:wr0ng-s3cret@{place}"));
        assert_eq!(failed.code, Some(3), "{command}: {}", failed.text());
        failed.prints(&["password authentication failed for user \"app\""]).does_not_print(&["wr0ng-s3cret"]).done();
    }
    live.world.tidegate(&format!("status --db postgres://app:right@{place}")).prints(&["pending"]).done();
}
