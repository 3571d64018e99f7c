//! Servers that refuse, or let a run wait.

use super::Live;
use tidegate::postgres::{Engine as _, Session};

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
