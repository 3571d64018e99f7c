//! Seed files run after the last migration where that is asked for.

use crate::support::{World, migration};

const TABLE: &str = "create table public.orders (id bigint primary key, note text not null);\n";

fn world() -> Option<World> {
    let world = World::with_server()?;
    world.stage(&migration(1, "orders"), TABLE);
    Some(world)
}

#[test]
fn a_seed_runs_when_asked_and_never_enters_the_schema() {
    let Some(world) = world() else { return };
    world.stage("supabase/seed.sql", "insert into orders values (1, 'a');\ncreate table public.made_by_seed ();\n");
    world.verify("--write --stage --seed").passes().prints(&["seed: 1 file ran", "supabase/seed.sql"]).done();
    assert!(!world.content("schema.sql").contains("made_by_seed"));
    world.verify("").passes().does_not_print(&["seed"]).done();
    world.stage("supabase/seed.sql", "insert into orders values (1, 'a');\n\ninsert into orders (id) values (2);\n");
    world.verify("").passes().done();
    let prints =
        ["supabase/seed.sql:3", "null value in column", "fails after the last migration", "schema.sql matches"];
    world.verify("--seed").has_problems().prints(&prints).done();
    world.stage("tidegate.toml", "verify.seed = true\n");
    world.verify("").has_problems().prints(&prints).done();
    world.verify("--format json").has_problems().prints(&["\"seed\":", "\"sqlstate\": \"23502\""]).done();
    world.verify("--format github").has_problems().prints(&["::error file=supabase/seed.sql"]).done();
    world.stage("supabase/seed.sql", "insert into ordres values (1, 'a');\n");
    world.verify("").has_problems().prints(&["42P01", "help: change the seed"]).done();
}

#[test]
fn seeds_are_those_of_the_configuration_in_its_order() {
    let Some(world) = world() else { return };
    world.stage("supabase/config.toml", "[db.seed]\nsql_paths = [\"./seeds/z.sql\", \"./seeds/*.sql\"]\n");
    world.stage("supabase/seed.sql", "this does not run;\n");
    world.stage("supabase/seeds/z.sql", "insert into orders values (1, 'a');\n");
    world.stage("supabase/seeds/a.sql", "update orders set id = 2; insert into orders values (1, 'b');\n");
    let prints = ["seed: 2 files ran", "supabase/seeds/z.sql and supabase/seeds/a.sql"];
    let text = world.verify("--seed").passes().text().split_whitespace().collect::<Vec<_>>().join(" ");
    prints.iter().for_each(|part| assert!(text.contains(part), "{part}: {text}"));
    world.stage("supabase/config.toml", "[db.seed]\nenabled = false\n");
    world.verify("--seed").exits(2).prints(&["no seed file to run", "help: "]).done();
}

#[test]
fn a_seed_that_does_not_exist_is_reported() {
    let Some(world) = world() else { return };
    world.verify("--seed").exits(2).prints(&["the index has no seed file to run", "help: "]).done();
    world.stage("supabase/seed.sql", "select 1;\n").stage(&migration(2, "b"), "select 1/0;\n");
    world.verify("--seed").has_problems().prints(&["seed: not run: the replay failed"]).done();
}
