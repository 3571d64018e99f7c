//! Tools that run all pending migrations in one transaction: so does a replay of the whole history.

use crate::support::World;
use serde_json::Value;

/// A project of node-pg-migrate with these up migrations.
fn world(migrations: &[&str]) -> Option<World> {
    let world = World::with_server()?;
    stage(&world, migrations);
    Some(world)
}

fn stage(world: &World, migrations: &[&str]) {
    for (number, up) in migrations.iter().enumerate() {
        world.stage(&path(number), format!("-- Up Migration\n{up}"));
    }
}

fn path(number: usize) -> String {
    format!("migrations/17000000000{number:02}_m.sql")
}

const ENUM: [&str; 2] = ["create type mood as enum ('ok');\n", "alter type mood add value 'bad';\n"];

#[test]
fn a_new_enum_value_cannot_be_used_in_a_later_file() {
    let Some(world) = world(&ENUM) else { return };
    world.verify("").passes().prints(&["replayed 2 staged migrations"]).done();
    // The two that were replayed before are not taken for committed ones.
    stage(&world, &[ENUM[0], ENUM[1], "create table a (m mood default 'bad');\n"]);
    let ran = world.verify("").has_problems();
    insta::assert_snapshot!(ran.masked().lines().take(11).collect::<Vec<_>>().join("\n"), @r#"
    error[55P04]: unsafe use of new value "bad" of enum type mood
     --> migrations/1700000000002_m.sql:2:32
      |
    2 | create table a (m mood default 'bad');
      |                                ^^^^^
      hint: New enum values must be committed before they can be used.
      why: A replay of the whole history is one transaction, because node-pg-migrate runs all pending
           migrations in one. A value added by `ALTER TYPE ... ADD VALUE` cannot be used in it, not even
           in a later file.
      help: replace the type in place of `ADD VALUE`: rename it, create it with all values, and change
            each column with `ALTER TABLE t ALTER COLUMN c TYPE new_type USING c::text::new_type`
    "#);
    stage(&world, &[ENUM[0], ENUM[1], "create table a (m mood default 'ok');\n"]);
    world.verify("").passes().done();
    world.verify("").passes().done();
    world.verify("--no-cache").passes().done();
}

#[test]
fn a_script_of_the_package_gives_each_migration_its_transaction() {
    let Some(world) = world(&[ENUM[0], ENUM[1], "create table a (m mood default 'bad');\n"]) else { return };
    world.verify("").has_problems().prints(&["55P04"]).done();
    world.stage("package.json", "{\"scripts\": {\"migrate\": \"node-pg-migrate --no-single-transaction\"}}\n");
    world.verify("").passes().done();
}

#[test]
fn what_fails_at_the_end_of_the_transaction_is_told_with_the_last_file() {
    let tables = "create table a (id int primary key);\n\
                  create table b (a int references a deferrable initially deferred);\n";
    let Some(world) = world(&[tables, "insert into b values (1);\n", "create table c ();\n"]) else { return };
    world.verify("").has_problems().prints(&["migrations/1700000000002_m.sql", "23503", "deferred"]).done();
}

#[test]
fn new_migrations_are_observed_without_the_locks_of_the_others() {
    let Some(world) = world(&["create table orders (id bigint primary key, state text);\n"]) else { return };
    world.commit("a").publish();
    stage(&world, &["create table orders (id bigint primary key, state text);\n", "create index on orders (state);\n"]);
    let ran = world.verify("--observe --format json").passes();
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let relations = &report["replay"]["observed"][0]["relations"];
    assert_eq!((&relations[0]["name"], &relations[0]["lock"]), (&"orders".into(), &"SHARE".into()), "{report}");
}

#[test]
fn down_migrations_and_second_runs_have_a_transaction_of_their_own() {
    let down = |up: &str, down: &str| format!("{up}-- Down Migration\n{down}");
    let first = down("create table a (id int);\n", "drop table a;\n");
    let second = down("create table if not exists b (id int);\n", "drop table b;\n");
    let Some(world) = world(&[&first, &second]) else { return };
    world.verify("--round-trip --idempotent").passes().done();
    let second = down("create table b (id int);\n", "drop table a;\n");
    stage(&world, &[&first, &second]);
    world.verify("--round-trip").has_problems().done();
}
