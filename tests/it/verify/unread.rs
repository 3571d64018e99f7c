//! Scripts that are not replayed, and are named.

use crate::support::{World, migration};

#[test]
fn numbered_scripts_in_a_folder_that_is_not_recognised_are_named() {
    let world = World::new();
    world.stage("schemas/core/0001_a.sql", "create table a ();\n").stage("schemas/core/notes.sql", "select 1;\n");
    let named = "schemas/core was not checked: 1 numbered SQL file in a folder that tidegate does not recognise";
    let help = "tidegate init --layout plain --migrations schemas/core";
    world.tidegate("check").passes().prints(&[named, help]).done();
    world.tidegate("verify").has_problems().prints(&["nothing was replayed", "schemas/core/0001_a.sql"]).done();
    world.commit("a");
    world.stage("b.sql", "select 1;\n");
    world.tidegate("check").passes().does_not_print(&["schemas/core"]).done();
    world.tidegate(help.strip_prefix("tidegate ").unwrap()).passes().done();
    world.tidegate("check --all").passes().does_not_print(&["was not checked"]).done();
}

#[test]
fn the_last_checkpoint_of_atlas_replaces_what_is_before_it() {
    let Some(world) = World::with_server() else { return };
    world.stage("migrations/20260101000000_a.sql", "create table gone (id bigint primary key);\nthis is not run;\n");
    world.stage("migrations/20260102000000_b.sql", "-- atlas:checkpoint\n\ncreate table a (id bigint primary key);\n");
    world.stage("migrations/20260103000000_c.sql", "create table b (id bigint primary key);\n");
    let sum = concat!(
        "h1:zouJ3ghKOf4tvdxwevtiXiAOw/hdxWXY35a3QLxR3GM=\n",
        "20260101000000_a.sql h1:a/y9ZV31dahPbf5JY0sRU78pGpAPVhVEa1ZKh/yViPY=\n",
        "20260102000000_b.sql h1:lHOz4MP8Xo6cq2uYd8yBwo8Dc8WDB4TSlbFmzOtpNIs=\n",
        "20260103000000_c.sql h1:SW3V4DZ5BjJQy7q+gk6CrDM6/IGwV6MqU+wKQLCQNm8=\n",
    );
    world.stage("migrations/atlas.sum", sum);
    let ran = world.verify("--write --stage").passes();
    ran.prints(&["replayed 2 staged migrations", "atlas migrate ignores it: 20260101000000_a.sql"]).done();
    let schema = world.content("schema.sql");
    assert!(schema.contains("\"a\" (") && schema.contains("\"b\" (") && !schema.contains("gone"), "{schema}");
    world.verify("").passes().done();
}

#[test]
fn scripts_that_are_for_another_database_by_their_text_are_named_and_not_run() {
    let Some(world) = World::with_server() else { return };
    let sql = "create table a (id int not null auto_increment primary key) engine=InnoDB;\n";
    world.stage("db/migrations/0001_a.sql", sql);
    let named = ["the script is for MySQL, not for PostgreSQL: `AUTO_INCREMENT`", "add `ignore = [\"db/migrations\"]`"];
    world.tidegate("check").has_problems().prints(&named).done();
    world.verify("").has_problems().prints(&named).done();
    world.stage("tidegate.toml", "ignore = [\"db/migrations\"]\n");
    world.tidegate("check").passes().prints(&["db/migrations was ignored"]).done();
}

#[test]
fn sqitch_at_the_top_can_be_ignored_without_the_migrations_below() {
    let Some(world) = World::with_server() else { return };
    world.stage("sqitch.plan", "%project=x\n").stage("deploy/a.sql", "create table a ();\n");
    world.stage(&migration(1, "b"), "create table app (id bigint primary key);\n");
    let ran = world.verify("");
    ran.prints(&["tidegate cannot read the migrations of Sqitch", "add `ignore = [\"sqitch.plan\"]`"]).done();
    world.stage("tidegate.toml", "ignore = [\"sqitch.plan\"]\n");
    world.verify("").passes().prints(&["replayed 1 staged migration"]).does_not_print(&["Sqitch"]).done();
}
