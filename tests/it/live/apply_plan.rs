//! The locks in the plan of `tidegate apply`, the schema file after it, its JSON, and waits of `CONCURRENTLY`.

use super::Live;
use serde_json::Value;
use tidegate::postgres::{Engine as _, Session};

impl Live {
    /// A goose migration.
    fn step(&self, version: u32, name: &str, sql: &str) {
        self.world.file(format!("migrations/{version}_{name}.sql"), format!("-- +goose Up\n{sql}\n-- +goose Down\n"));
    }
}

#[test]
fn the_plan_has_the_locks_on_tables_that_exist_before_it() {
    let Some(mut live) = Live::new() else { return };
    live.sql("create table orders (id int); create table people (id int primary key)");
    live.step(
        1,
        "a",
        "create table new (id int references people);\nalter table new add b int;\nupdate orders set id = 1;\n\
         alter table orders add total int;\nselect f();",
    );
    live.step(2, "b", "-- +goose NO TRANSACTION\ncreate index concurrently on orders (id);");
    let plan = live.world.tidegate(&format!("apply --dry-run --db {}", live.address)).passes();
    plan.prints(&[
        "expected lock: ACCESS EXCLUSIVE on orders, which blocks all reads and writes",
        "expected lock: SHARE ROW EXCLUSIVE on people, which blocks INSERT, UPDATE and DELETE",
        "locks of 1 statement that runs other code are not known",
        "expected lock: SHARE UPDATE EXCLUSIVE on orders",
    ])
    .does_not_print(&["on new", "ROW EXCLUSIVE on orders, which blocks CREATE INDEX"])
    .done();
}

#[test]
fn locks_of_a_rehearsal_replace_the_expected_ones() {
    let Some(mut live) = Live::new() else { return };
    live.sql("create table orders (id int); create function f() returns void language sql as 'lock table orders'");
    live.step(1, "a", "select f();");
    let snapshot = live.snapshot("");
    live.world.tidegate(&format!("rehearse {}", snapshot.display())).passes().done();
    let record = snapshot.join("rehearsal-20260131T120000Z.json");
    let plan = format!("apply --dry-run --db {} --rehearsal {}", live.address, record.display());
    let rehearsed = live.world.tidegate(&plan).passes();
    rehearsed.prints(&["rehearsed lock: ACCESS EXCLUSIVE on public.orders"]).does_not_print(&["not known"]).done();
    live.step(2, "b", "select 1;");
    live.world.tidegate(&plan).exits(2).prints(&["is of other pending migrations", "tidegate rehearse"]).done();
}

#[test]
fn the_schema_file_is_regenerated_after_the_migrations() {
    let Some(mut live) = Live::new() else { return };
    let apply = format!("apply --yes --db {}", live.address);
    live.step(1, "a", "create table a (id int);");
    let without = live.world.tidegate(&apply).passes();
    without.does_not_print(&["schema file", "schema.sql"]).done();
    assert!(!live.world.path("schema.sql").exists());

    live.world.tidegate("verify --all --write").passes().done();
    live.step(2, "b", "alter table a add b int;");
    live.world.tidegate(&apply).passes().prints(&["schema.sql was regenerated"]).done();
    let schema = std::fs::read_to_string(live.world.path("schema.sql")).unwrap();
    assert!(schema.contains("\"b\" integer") && schema.contains("seal v1 2 2 "), "{schema}");
    live.world.tidegate("verify --all").passes().done();

    live.step(3, "c", "alter table a add c int;");
    live.world.tidegate(&format!("{apply} --no-schema")).passes().done();
    live.world.tidegate("verify --all").has_problems().done();

    // The database has the migration, and the file is not up to date: that is not a success.
    live.step(4, "d", "alter table a add d int;");
    let nowhere = "--engine url --database-url postgres://localhost:1/none";
    let outdated = live.world.tidegate(&format!("{apply} {nowhere}")).exits(1);
    outdated
        .prints(&[
            "1 migration applied",
            "the schema file was not regenerated: cannot connect",
            "tidegate verify --write",
        ])
        .done();
    assert_eq!(live.value("select max(version_id)::text from goose_db_version"), "4");
}

#[test]
fn an_edit_of_the_schema_file_is_kept_when_it_is_regenerated() {
    let Some(live) = Live::new() else { return };
    live.step(1, "a", "create table a (id int);");
    live.world.tidegate("verify --all --write").passes().done();
    live.world.git(&["add", "--all"]);
    live.world.file("schema.sql", "create table a (id int, edited int);\n");
    let applied = live.world.tidegate(&format!("apply --yes --db {}", live.address)).passes();
    let text = applied.text();
    applied.prints(&["schema.sql was regenerated", "`git show "]).done();
    let id = text.split_once("`git show ").unwrap().1.split_once('`').unwrap().0;
    let old = live.world.try_git(&["show", id]).passes();
    old.prints(&["edited int"]).done();
}

#[test]
fn json_has_the_plan_and_what_was_done() {
    let Some(mut live) = Live::new() else { return };
    live.sql("create table orders (id int)");
    live.step(1, "a", "alter table orders add total int;");
    live.step(2, "b", "select 1 / 0;");
    let apply = format!("apply --format json --db {}", live.address);
    live.world.tidegate(&apply).exits(2).prints(&["add `--yes` or `--dry-run`"]).done();
    let read = |options: &str, code: i32| -> Value {
        serde_json::from_str(&live.world.tidegate(&format!("{apply} {options}")).exits(code).out).unwrap()
    };
    let plan = read("--dry-run", 0);
    assert_eq!(plan["steps"][0]["parts"][0]["locks"][0]["lock"], "ACCESS EXCLUSIVE");
    assert!(plan["applied"].is_null() && plan["schemaFile"].is_null(), "{plan}");
    let done = read("--yes", 1);
    assert_eq!(done["applied"], serde_json::json!(["migrations/1_a.sql"]));
    assert_eq!(done["failure"]["message"], "division by zero (22012)");
    assert_eq!(done["schemaFile"]["state"], "not-touched");
    live.step(2, "b", "select 1;");
    assert_eq!(read("--yes", 0)["schemaFile"]["state"], "none");
    assert_eq!(read("--yes", 0)["steps"], serde_json::json!([]));
}

#[test]
fn a_concurrent_build_that_waits_too_long_is_ended_and_names_the_session() {
    let Some(mut live) = Live::new() else { return };
    live.sql("create table orders (id int)");
    live.step(1, "a", "-- +goose NO TRANSACTION\ncreate index concurrently orders_id on orders (id);");
    let mut other = live.local.open("app", &Session::default()).unwrap();
    other.run("set application_name = 'nightly report'; begin; insert into orders values (1)").unwrap();
    let apply = format!("apply --yes --concurrent-wait 1s --db {}", live.address);
    let ended = live.world.tidegate(&apply).exits(1);
    ended
        .prints(&[
            "canceling statement due to user request (57014)",
            "tidegate ended its wait for process",
            "nightly report",
            "transaction since",
            "--concurrent-wait 1h",
            "left the invalid index public.orders_id",
        ])
        .done();
    other.run("commit").unwrap();
    live.world.tidegate(&apply).passes().prints(&["the invalid index public.orders_id"]).done();
    assert_eq!(live.value("select indisvalid::text from pg_index where indexrelid = 'orders_id'::regclass"), "true");
}
