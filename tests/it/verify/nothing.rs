//! A run that replays nothing passes only where there is nothing to replay.

use crate::support::{GOOD, World, assert_stored, migration};

#[test]
fn sql_files_outside_every_project_are_a_problem() {
    let world = World::new();
    world.tidegate("verify").passes().prints(&["no migrations in the index"]).done();
    world.stage("sql/001_a.sql", GOOD).stage("sql/002_b.sql", GOOD);
    assert_stored("verify-nothing-replayed", &world.tidegate("verify").has_problems().portable());
    world.tidegate("verify --format json").has_problems().prints(&["nothing was replayed"]).done();
    world.tidegate("verify --format github").has_problems().prints(&["nothing was replayed"]).done();
    world.tidegate("verify --all").has_problems().prints(&["nothing was replayed"]).done();
    // Without a change there is nothing to replay.
    world.commit("files");
    world.tidegate("verify --changed").passes().done();
    world.stage("tidegate.toml", "ignore = [\"sql\"]\n");
    world.tidegate("verify").passes().done();
}

#[test]
fn files_of_others_are_not() {
    let world = World::new();
    world.stage("node_modules/a/b.sql", GOOD).stage("mysql/migrations/1_a.up.sql", GOOD);
    world.tidegate("verify").passes().done();
}

#[test]
fn a_folder_whose_files_the_tool_ignores_is_a_problem() {
    let Some(world) = World::with_server() else { return };
    world.stage("supabase/migrations/orders.sql", GOOD);
    world.verify("").has_problems().prints(&["nothing was replayed: the Supabase CLI ignores 1 SQL file"]).done();
    world.stage(&migration(1, "a"), GOOD);
    world.verify("").passes().done();
}
