//! The line after a merge or a checkout.

use super::Live;

const UP: &str = "-- migrate:up\ncreate table a (id int);\n-- migrate:down\ndrop table a;\n";

#[test]
fn one_line_shows_what_arrived_and_nothing_is_said_in_step() {
    let Some(mut live) = Live::new() else { return };
    live.world.set("LOCAL_URL", &live.address);
    let world = &live.world;
    world.stage("a", "1\n").commit("a").publish();
    world.file("tidegate.local.toml", "[hooks]\nlocal-database = 'mine'\n[databases.mine]\nurl-env = 'LOCAL_URL'\n");
    world.tidegate("install --script").passes().prints(&["post-merge", "post-checkout"]).done();
    world.branch("feature").stage("db/migrations/20250101000000_a.sql", UP).commit("migration");
    world.git(&["checkout", "--quiet", "main"]);

    let line = "tidegate: database mine lacks 1 migration, 20250101000000 a: tidegate apply --db mine";
    let merged = world.try_git(&["merge", "--quiet", "feature"]).passes();
    assert_eq!(merged.text().trim(), line);
    // Nothing arrives with a new branch, nor with a commit that has no migration.
    let branch = world.try_git(&["checkout", "--quiet", "-b", "next"]).passes();
    assert_eq!(branch.text().trim(), "");
    world.stage("b", "1\n").commit("no migration");
    let back = world.try_git(&["checkout", "--quiet", "main"]).passes();
    assert_eq!(back.text().trim(), "");
    // A commit from before the migration, and back.
    world.try_git(&["checkout", "--quiet", "HEAD~1"]).passes().does_not_print(&["lacks"]).done();
    let back = world.try_git(&["checkout", "--quiet", "next"]).passes();
    assert_eq!(back.text().trim(), line);
    world.try_git(&["checkout", "--quiet", "--", "a"]).passes().does_not_print(&["lacks"]).done();

    // A database that does not answer blocks nothing.
    let dead = world.with("LOCAL_URL", "postgres://localhost:1/app");
    let ran = dead.try_git(&["checkout", "--quiet", "main"]).passes();
    ran.prints(&["tidegate: database mine was not compared with the migrations: cannot connect"]).done();

    world.tidegate("apply --yes --db mine").passes().done();
    let quiet = world.try_git(&["checkout", "--quiet", "next"]).passes();
    assert_eq!(quiet.text().trim(), "");
}
