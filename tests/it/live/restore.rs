//! `tidegate restore` on a real server.

use super::Live;
use super::faults::{Cut, Proxy};
use crate::support::kill_everywhere;
use std::fs;
use std::path::Path;
use std::sync::atomic::Ordering;
use tidegate::postgres::{Engine as _, Session};

const TOTALS: &str = "select count(*) || ' ' || sum(total) from app.orders";

const DATABASES: &str = "select datname::text from pg_database where datname like 'app%' order by 1";

impl Live {
    /// Connects again to a database of this name.
    fn reconnect(&mut self) {
        self.database = self.local.open("app", &Session::default()).unwrap();
    }

    fn restore(&self, snapshot: &Path, options: &str) -> crate::support::CommandResult {
        self.world.tidegate(&format!("restore {} --db {} {options}", snapshot.display(), self.address))
    }
}

#[test]
fn a_restored_database_is_the_one_of_the_snapshot_and_the_old_one_stays() {
    let Some(mut live) = Live::with_everything() else { return };
    let before = live.value(TOTALS);
    let snapshot = live.snapshot("");
    live.sql(
        "delete from app.orders where id > 100; create table app.later (id int); insert into app.later values (1)",
    );
    live.restore(&snapshot, "").exits(2).prints(&["the plan was not confirmed"]).done();
    let plan = live.restore(&snapshot, "--dry-run").passes();
    plan.prints(&["which then replaces", "1 session in it", "stays as app_before_20260131T120000Z"]).done();
    assert_eq!(live.rows(DATABASES), ["app"]);
    live.restore(&snapshot, "--yes").passes().prints(&["is restored, and equal to the snapshot"]).done();
    live.reconnect();
    assert_eq!(live.value(TOTALS), before);
    assert_eq!(live.value("select to_regclass('app.later')::text"), "");
    assert_eq!(live.value("show work_mem"), "8MB");
    assert_eq!(live.value("select has_database_privilege('reader', 'app', 'connect')::text"), "true");
    assert_eq!(live.rows(DATABASES), ["app", "app_before_20260131T120000Z"]);
    let mut old = live.local.open("app_before_20260131T120000Z", &Session::default()).unwrap();
    assert_eq!(old.value("select count(*)::text from app.later").unwrap().unwrap(), "1");
    drop(old);
    let drop = |name: &str| live.world.tidegate(&format!("restore --drop-old {name} --yes --db {}", live.address));
    drop("template1").exits(2).prints(&["template1 is not a database that a restore of app has kept"]).done();
    drop("app_before_20260131T120000Z").passes().done();
    assert_eq!(live.rows(DATABASES), ["app"]);
}

#[test]
fn an_empty_database_is_filled() {
    let Some(mut live) = Live::with_everything() else { return };
    let before = live.value(TOTALS);
    let snapshot = live.snapshot("");
    live.sql("create database empty template template0");
    live.address = live.address.replace("/app?", "/empty?");
    live.restore(&snapshot, "--yes").passes().prints(&["which is empty", "is restored"]).done();
    let mut filled = live.local.open("empty", &Session::default()).unwrap();
    assert_eq!(filled.value(TOTALS).unwrap().unwrap(), before);
}

#[test]
fn a_damaged_snapshot_and_missing_roles_and_rights_are_refused() {
    let Some(mut live) = Live::with_everything() else { return };
    let snapshot = live.snapshot("");
    live.sql("create role ada login; grant connect on database app to ada");
    let db = live.address.replace("postgres://postgres@", "postgres://ada@");
    let refused = live.world.tidegate(&format!("restore {} --yes --db {db}", snapshot.display())).exits(2);
    refused.prints(&["the role ada may not create databases", "`ALTER ROLE \"ada\" CREATEDB`"]).done();
    live.sql("drop owned by reader; drop role reader");
    let refused = live.restore(&snapshot, "--yes").exits(2);
    refused.prints(&["the server has no role reader", "create it: `CREATE ROLE reader WITH"]).done();
    let archive = snapshot.join("database.dump");
    let mut bytes = fs::read(&archive).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&archive, bytes).unwrap();
    live.restore(&snapshot, "--yes")
        .exits(2)
        .prints(&["database.dump has changed since the snapshot was taken"])
        .done();
    live.restore(Path::new("nowhere"), "--yes").exits(2).prints(&["was not written by `tidegate snapshot`"]).done();
    assert_eq!(live.rows(DATABASES), ["app"]);
}

/// A small database, so that there are few messages.
fn small() -> Option<(Live, std::path::PathBuf)> {
    let mut live = Live::new()?;
    live.sql("create table t (id serial primary key, text text); insert into t (text) values ('one'), ('two')");
    let snapshot = live.snapshot("");
    live.sql("insert into t (text) values ('three')");
    Some((live, snapshot))
}

const ROWS: &str = "select count(*)::text from t";

#[test]
fn a_restore_that_is_cut_off_at_any_message_is_done_or_has_changed_nothing() {
    let Some((mut live, snapshot)) = small() else { return };
    let server = live.address.split_once("?host=").unwrap().1.to_owned();
    let (mut cuts, mut unchanged, mut done) = (0, 0, 0);
    for cut in [Cut::Before, Cut::After] {
        // Not every message: there are several hundred, most of which read the catalog.
        for number in (1..).step_by(11) {
            let proxy = Proxy::new(Path::new(&server), number, cut);
            let what = format!("{cut:?} message {number}");
            let address = proxy.address(&live.address);
            let run = live.world.tidegate(&format!("restore {} --yes --db {address}", snapshot.display()));
            live.reconnect();
            let rows = live.value(ROWS);
            match run.code {
                Some(0) => {
                    assert_eq!(rows, "2", "{what}: {}", run.text());
                    done += 1;
                    live.sql("insert into t (text) values ('three')");
                }
                Some(3) => {
                    assert_eq!(rows, "3", "{what}: {}", run.text());
                    unchanged += 1;
                }
                _ => panic!("{what}: {}", run.text()),
            }
            let kept = "select datname::text from pg_database where datname like 'app_before%'";
            for kept in live.rows(kept) {
                live.sql(&format!("drop database \"{kept}\" with (force)"));
            }
            if proxy.messages.load(Ordering::SeqCst) < number {
                break;
            }
            cuts += 1;
        }
    }
    assert!(cuts > 10 && unchanged > 10, "{cuts} cuts, {unchanged} unchanged, {done} done");
}

#[test]
fn a_restore_that_is_killed_anywhere_is_done_or_has_changed_nothing() {
    let Some((mut live, snapshot)) = small() else { return };
    let (address, folder) = (live.address.clone(), snapshot.display().to_string());
    let world = std::mem::replace(&mut live.world, crate::support::World::new());
    let mut kills = 0;
    kill_everywhere(&world, &["restore", &folder, "--yes", "--db", &address], || {
        kills += 1;
        live.reconnect();
        let rows = live.value(ROWS);
        let kept = live.rows("select datname::text from pg_database where datname like 'app_before%'");
        assert_eq!(rows, if kept.is_empty() { "3" } else { "2" }, "{kept:?}");
        for kept in &kept {
            live.sql("insert into t (text) values ('three')");
            live.sql(&format!("drop database \"{kept}\" with (force)"));
        }
    });
    assert!(kills > 3);
    world.tidegate(&format!("restore {folder} --yes --db {address}")).passes().done();
    live.reconnect();
    assert_eq!(live.rows(DATABASES), ["app", "app_before_20260131T120000Z"], "what was left was dropped");
}
