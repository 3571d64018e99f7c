//! `tidegate freeze`.

use crate::support::{GOOD, World, migration};

#[test]
fn a_freeze_is_written_shown_obeyed_and_removed() {
    let mut world = World::new();
    world.set("TIDEGATE_NOW", "2026-03-01T12:00:00Z");
    let settings = "# ours\npreset = \"strict\" # yes\n";
    world.stage("tidegate.toml", settings).stage(&migration(1, "first"), GOOD).commit("a");
    let on = |until: &str| format!("freeze on --reason restoring --owner platform --until {until}");
    world.tidegate(&on("soon")).exits(2).prints(&["`soon` is not a date"]).done();
    world.tidegate(&on("2026-02-28")).exits(2).prints(&["has passed"]).done();
    world.tidegate("freeze on --reason x").exits(2).done();
    assert_eq!(world.content("tidegate.toml"), settings);

    let ran = world.tidegate(&on("2026-03-31")).passes();
    ran.prints(&["tidegate.toml declares a freeze", "git add tidegate.toml && git commit tidegate.toml"]).done();
    let table = "\n[freeze]\nreason = \"restoring\"\nuntil = 2026-03-31\nowner = \"platform\"\n";
    assert_eq!(world.content("tidegate.toml"), format!("{settings}{table}"));
    world.tidegate(&on("2026-03-31")).passes().prints(&["declares this freeze already"]).done();
    let shown = "migrations are frozen until 2026-04-01 00:00 UTC by platform: restoring";
    world.tidegate("doctor").prints(&[shown]).done();
    world.git(&["add", "tidegate.toml"]);
    world.stage(&migration(2, "second"), GOOD);
    world.tidegate("check").has_problems().prints(&["error[frozen]", "restoring"]).done();

    world.tidegate("freeze off").passes().prints(&["declares no freeze any more"]).done();
    assert_eq!(world.content("tidegate.toml"), settings);
    world.tidegate("freeze off").passes().prints(&["declares no freeze"]).done();
    world.tidegate("doctor").does_not_print(&[shown]).done();
}

#[test]
fn a_repository_without_settings_gets_a_file_and_a_wrong_one_stays() {
    let mut world = World::new();
    world.set("TIDEGATE_NOW", "2026-03-01T12:00:00Z");
    let on = "freeze on --reason restoring --owner platform --until 2026-03-31T18:00:00Z";
    world.tidegate(on).passes().done();
    assert!(world.content("tidegate.toml").starts_with("[freeze]\n"));
    let wrong = "shema = 'a'\n";
    world.file("tidegate.toml", wrong);
    world.tidegate(on).exits(2).prints(&["unknown key `shema`"]).done();
    assert_eq!(world.content("tidegate.toml"), wrong);
}
