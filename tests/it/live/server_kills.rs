//! Servers that are killed while a command works on a database.

use super::Live;
use crate::support::{World, tidegate_binary, wait_for};
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tidegate::live::snapshot::Snapshot;
use tidegate::postgres::{Engine as _, Session};

/// A session of a run of tidegate, or of a program that it started, if there is one.
const SESSION: &str = "select pid::text from pg_stat_activity where backend_type = 'client backend' \
                       and datname like 'app%' order by backend_start desc limit 1";

/// A run whose server may have been killed.
struct Run {
    code: Option<i32>,
    text: String,
    is_killed: bool,
}

impl Live {
    /// Runs a command, and kills its server process some time after its start, which takes all others with it: the server
    /// recovers as after a loss of power.
    fn killed_after(&mut self, command: &str, delay: Option<Duration>) -> Run {
        let mut watcher = self.local.open("watcher", &Session::default()).unwrap();
        // No session but that of the run.
        self.database = self.local.open("watcher", &Session::default()).unwrap();
        let mut run = self.world.from_folder("").command(tidegate_binary());
        let run = run.args(command.split_whitespace()).stdin(Stdio::null());
        let mut run = run.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let is_killed = delay.is_some_and(|delay| {
            std::thread::sleep(delay);
            // It may have no session yet, or none any more.
            while run.try_wait().unwrap().is_none() {
                if let Some(process) = watcher.value(SESSION).unwrap() {
                    let killed = Command::new("kill").args(["-KILL", "--", &process]).stderr(Stdio::null()).status();
                    return killed.unwrap().success();
                }
            }
            false
        });
        let ended = run.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&ended.stdout).into_owned() + &String::from_utf8_lossy(&ended.stderr);
        // A process that was about to end takes no other with it.
        let is_killed = is_killed
            && (0..300).any(|_| {
                std::thread::sleep(Duration::from_millis(10));
                watcher.value("select 1::text").is_err()
            });
        wait_for("the server", || {
            self.database = match self.local.open("app", &Session::default()) {
                Ok(database) => database,
                Err(_) => return false,
            };
            true
        });
        Run { code: ended.status.code(), text, is_killed }
    }

    /// Runs a command several times, and kills its server at times that are spread over the length of a whole run. Returns
    /// how many runs were killed.
    fn kill_servers(&mut self, command: &str, times: u32, mut check: impl FnMut(&mut Self, &Run)) -> u32 {
        for sql in [
            "create database watcher",
            "alter system set restart_after_crash = on",
            // The server of the tests may forget the last commits, which a live one does not.
            "alter system set synchronous_commit = on",
            "select pg_reload_conf()",
        ] {
            self.sql(sql);
        }
        let begun = Instant::now();
        let whole = self.killed_after(command, None);
        let length = begun.elapsed();
        assert_eq!(whole.code, Some(0), "{}", whole.text);
        check(self, &whole);
        (1..=times)
            .filter(|step| {
                let run = self.killed_after(command, Some(length * *step / (times + 1)));
                check(self, &run);
                run.is_killed
            })
            .count()
            .try_into()
            .unwrap()
    }
}

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

#[test]
fn a_server_that_is_killed_leaves_a_history_that_the_next_run_completes() {
    let Some(mut live) = Live::new() else { return };
    slow_history(&live.world);
    let apply = format!("apply --yes --db {}", live.address);
    let mut repeated = 0;
    let kills = live.kill_servers(&apply, 12, |live, run| {
        if run.code != Some(0) {
            assert!(matches!(run.code, Some(1 | 3)), "{}", run.text);
            repeated += 1;
            let completed = live.world.tidegate(&apply);
            assert_eq!(completed.code, Some(0), "{} then {}", run.text, completed.text());
        }
        assert_eq!(live.rows("select step::text from log order by step"), ["1", "2", "3", "4"], "{}", run.text);
        let versions = "select right(version, 7) from supabase_migrations.schema_migrations order by 1";
        assert_eq!(live.rows(versions), ["1000000", "2000000", "3000000"], "{}", run.text);
        live.world.tidegate(&format!("status --db {}", live.address)).passes().done();
        live.sql("drop schema public cascade; create schema public; drop schema supabase_migrations cascade");
    });
    assert!(kills > 5 && repeated > 3, "{kills} kills, {repeated} runs that were completed by another");
}

/// A table whose rows take a moment.
const ROWS: &str = "create table public.t (id serial primary key, text text); \
                    insert into public.t (text) select repeat(md5(n::text), 20) from generate_series(1, 30000) n";

#[test]
fn a_server_that_is_killed_during_a_snapshot_leaves_nothing_under_the_final_name() {
    let Some(mut live) = Live::new() else { return };
    live.sql(ROWS);
    let snapshot = format!("snapshot --db {} --output ../snapshots", live.address);
    let (mut taken, mut failed) = (0, 0);
    let kills = live.kill_servers(&snapshot, 10, |live, run| {
        let left = live.snapshots();
        match run.code {
            Some(0) => taken += 1,
            Some(3) => {
                assert!(left.is_empty(), "{left:?}: {}", run.text);
                failed += 1;
            }
            _ => panic!("{}", run.text),
        }
        for folder in left {
            Snapshot::open(&folder).unwrap().verify().unwrap();
            fs::remove_dir_all(folder).unwrap();
        }
        assert_eq!(live.value("select count(*)::text from public.t"), "30000");
    });
    assert!(kills > 4 && failed > 2, "{kills} kills, {taken} taken, {failed} failed");
}

#[test]
fn a_server_that_is_killed_during_a_restore_has_the_old_or_the_restored_database() {
    let Some(mut live) = Live::new() else { return };
    live.sql(ROWS);
    let snapshot = live.snapshot("");
    live.sql("insert into public.t (text) values ('later')");
    let restore = format!("restore {} --yes --db {}", snapshot.display(), live.address);
    let (mut old, mut restored) = (0, 0);
    let kept = "select datname::text from pg_database where datname like 'app_before%'";
    let kills = live.kill_servers(&restore, 10, |live, run| {
        let kept = live.rows(kept);
        let rows = live.value("select count(*)::text from public.t");
        assert!(matches!(run.code, Some(0 | 3)), "{}", run.text);
        assert_eq!(rows, if kept.is_empty() { "30001" } else { "30000" }, "{kept:?} {}", run.text);
        assert!(run.code == Some(3) || !kept.is_empty(), "{}", run.text);
        if kept.is_empty() {
            old += 1;
        } else {
            restored += 1;
            live.sql("insert into public.t (text) values ('later')");
        }
        for kept in kept {
            live.sql(&format!("drop database \"{kept}\" with (force)"));
        }
    });
    assert!(kills > 4 && old > 2, "{kills} kills, {old} times the old database, {restored} times the restored one");
    live.world.tidegate(&restore).passes().done();
    live.database = live.local.open("app", &Session::default()).unwrap();
    let databases = "select datname::text from pg_database where datname like 'app%' order by 1";
    assert_eq!(live.rows(databases), ["app", "app_before_20260131T120000Z"], "what was left is dropped");
}

#[test]
fn a_server_that_is_killed_during_a_rollout_has_each_migration_with_its_row_or_not_at_all() {
    let Some(mut live) = Live::drifted() else { return };
    let rehearsal = live.rehearsed();
    live.database = live.local.open("template1", &Session::default()).unwrap();
    live.sql("create database saved template app");
    let rollout = format!("rollout --yes --db {} --rehearsal {}", live.address, rehearsal.display());
    let (mut refused, mut repeated) = (0, 0);
    let kills = live.kill_servers(&rollout, 10, |live, run| {
        assert!(matches!(run.code, Some(0 | 1 | 3)), "{}", run.text);
        let agree = "select (select count(*) from pg_constraint where conname = 'customers_email_key') = \
                     (select count(*) from _prisma_migrations where migration_name like '%unique')";
        assert_eq!(live.value(agree), "t", "{}", run.text);
        if run.code != Some(0) {
            refused += 1;
            repeated += usize::from(live.value("select count(*)::text from _prisma_migrations") != "1");
            let completed = live.world.tidegate(&format!("apply --yes --db {}", live.address));
            assert_eq!(completed.code, Some(0), "{} then {}", run.text, completed.text());
        }
        live.world.tidegate(&format!("status --db {}", live.address)).passes().done();
        assert_eq!(live.value("select count(*)::text from orders"), "400");
        live.database = live.local.open("watcher", &Session::default()).unwrap();
        live.sql("drop database app with (force)");
        live.sql("create database app template saved");
    });
    assert!(kills > 4 && refused > 2, "{kills} kills, {refused} failed, {repeated} of them with a migration applied");
}
