//! `tidegate rehearse` on a copy of a real database.

use super::Live;
use std::fs;

impl Live {
    fn goose(&self, name: &str, sql: &str) {
        self.world.file(format!("migrations/{name}.sql"), format!("-- +goose Up\n{sql}\n-- +goose Down\n"));
    }

    fn rehearse(&self, snapshot: &std::path::Path, options: &[&str]) -> crate::support::CommandResult {
        let snapshot = snapshot.display().to_string();
        let arguments = [&["rehearse", snapshot.as_str()][..], options].concat();
        self.world.from_folder("").run(crate::support::tidegate_binary(), &arguments)
    }
}

#[test]
fn pending_migrations_are_rehearsed_on_a_copy_as_the_role_of_the_snapshot() {
    let Some(mut live) = Live::with_everything() else { return };
    live.goose("20250101000000_applied", "select 1;");
    live.goose(
        "20250102000000_pending",
        "alter table app.orders add column note text not null default '';\n\
         delete from app.lines where id > 200;\ncreate table app.later (id int);\ninsert into app.later values (1);",
    );
    let snapshot = live.snapshot("");
    let gate = "psql \"$DATABASE_URL\" -qAtc 'select count(*) from app.later' | grep -x 1";
    let rehearsed = live.rehearse(&snapshot, &["--run", gate]).passes();
    rehearsed
        .prints(&[
            "migrations/20250102000000_pending.sql",
            "2: alter table app.orders add column note text",
            "ACCESS EXCLUSIVE lock on app.orders",
            "ROW EXCLUSIVE lock on app.lines",
            "created table `app.later`",
            "created column `note` on `app.orders`",
            "rows \"app\".\"lines\": 300 -> 200",
            "rows \"app\".\"later\": no table -> 1",
            "as of 2026-01-31T12:00:00Z passed: 1 migration applied as postgres, 1 gate run",
        ])
        .does_not_print(&["lock on app.later", "lock on public.goose_db_version"])
        .done();
    let record = fs::read_to_string(snapshot.join("rehearsal-20260131T120000Z.json")).unwrap();
    let record: serde_json::Value = serde_json::from_str(&record).unwrap();
    assert_eq!(record["migrations"], serde_json::json!(["migrations/20250102000000_pending.sql"]));
    assert_eq!(record["hasPassed"], true);
    assert_ne!(record["catalogBefore"], record["catalogAfter"]);
    // The database itself was not touched.
    assert_eq!(live.value("select count(*)::text from app.lines"), "300");
}

#[test]
fn a_failing_migration_or_gate_fails_the_rehearsal() {
    let Some(live) = Live::with_everything() else { return };
    live.goose("20250101000000_applied", "select 1;");
    live.goose("20250102000000_pending", "alter table app.lines alter column order_id set not null;\nselect 1 / 0;");
    let snapshot = live.snapshot("");
    let failed = live.rehearse(&snapshot, &["--run", "exit 0"]).has_problems();
    failed.prints(&["division by zero", "failed: 0 migrations applied as postgres, no gate was run"]).done();
    fs::remove_file(snapshot.join("rehearsal-20260131T120000Z.json")).unwrap();
    live.goose("20250102000000_pending", "select 1;");
    let failed = live.rehearse(&snapshot, &["--run", "echo wrong; exit 3", "--run", "exit 0"]).has_problems();
    failed.prints(&["    wrong", "failed echo wrong; exit 3", "1 gate run"]).done();
}

#[test]
fn commands_of_the_settings_run_once_the_user_has_agreed_to_them() {
    let Some(mut live) = Live::new() else { return };
    live.sql("create table orders (id int)");
    live.goose("1_a", "alter table orders add b int;");
    live.world
        .file("tidegate.toml", "[rehearse]\nrun = [\"touch ran\", \"psql $DATABASE_URL -c 'select b from orders'\"]\n");
    let snapshot = live.snapshot("");
    let refused = live.rehearse(&snapshot, &[]).exits(2);
    refused
        .prints(&["runs `touch ran` and `psql ", "without your agreement", "tidegate trust", "--no-configured"])
        .done();
    live.rehearse(&snapshot, &["--no-configured"]).passes().prints(&["no gate was run"]).done();
    assert!(!live.world.path("ran").exists());
    fs::remove_file(snapshot.join("rehearsal-20260131T120000Z.json")).unwrap();

    let agreed = live.world.tidegate("trust").passes();
    agreed.prints(&["with which `tidegate rehearse` runs:", "touch ran"]).done();
    live.rehearse(&snapshot, &["--run", "exit 0"]).passes().prints(&["passed touch ran", "3 gates run"]).done();
    assert!(live.world.path("ran").exists());
    // Another command is another agreement.
    live.world.file("tidegate.toml", "[rehearse]\nrun = [\"touch other\"]\n");
    live.rehearse(&snapshot, &[]).exits(2).prints(&["runs `touch other`"]).done();
}

#[test]
fn a_staging_database_takes_the_place_of_the_copy() {
    let Some(mut live) = Live::new() else { return };
    live.sql("create table orders (id int); insert into orders values (1)");
    let snapshot = live.snapshot("--format directory --jobs 2 --prove");
    assert!(snapshot.join("database.dir/toc.dat").exists());
    live.goose("1_a", "alter table orders add b int;\ninsert into orders values (2);");
    let staging = live.address.replace("/app?", "/staging?");
    live.sql("create database staging");
    let other = live.rehearse(&snapshot, &["--db", &staging, "--yes"]).exits(3);
    other.prints(&["orders", "differs"]).done();
    live.world.tidegate(&format!("restore {} --yes --db {staging}", snapshot.display())).passes().done();
    let declined = live.rehearse(&snapshot, &["--db", &staging]).exits(2);
    declined.prints(&["expected lock: ACCESS EXCLUSIVE on orders", "the plan was not confirmed"]).done();
    let gate = "psql \"$DATABASE_URL\" -qAtc 'select current_database()' | grep -x staging";
    let rehearsed = live.rehearse(&snapshot, &["--db", &staging, "--yes", "--run", gate]).passes();
    rehearsed.prints(&["rows \"public\".\"orders\": 1 -> 2", "1 gate run"]).done();
    let status = live.world.tidegate(&format!("status --db {staging}"));
    status.passes().done();

    // The record is as good as that of a private copy.
    let record = snapshot.join("rehearsal-20260131T120000Z.json");
    let rollout = format!("rollout --yes --db {} --rehearsal {}", live.address, record.display());
    let done = live.world.tidegate(&rollout).passes();
    done.prints(&["rehearsed lock: ACCESS EXCLUSIVE on public.orders", "rolled out, and as it was rehearsed"]).done();
}
