//! The merge driver: git merges, rebases and cherry-picks regenerate the schema file from the migrations of both sides.

use crate::support::World;

/// A repository with the driver, and two branches that each add a migration to `schema.sql`: `main` and `topic`.
fn branches(of_main: &str, of_topic: &str) -> Option<World> {
    let world = World::with_server()?;
    migration(&world, "20250101000000_users.sql", "create table public.users (id bigint primary key);\n");
    world
        .tidegate("install --merge-driver")
        .passes()
        .prints(&["Merges regenerate schema.sql", ".gitattributes"])
        .done();
    world.git(&["add", ".gitattributes"]);
    world.commit("first");
    world.branch("topic");
    migration(&world, "20250102000000_topic.sql", of_topic);
    world.commit("topic");
    world.switch("main");
    migration(&world, "20250103000000_main.sql", of_main);
    world.commit("main");
    Some(world)
}

fn migration(world: &World, name: &str, sql: &str) {
    world.stage(&format!("supabase/migrations/{name}"), sql);
    world.verify("--write --stage").passes().done();
}

const OF_MAIN: &str = "alter table public.users add column of_main text;\n";
const OF_TOPIC: &str = "alter table public.users add column of_topic text;\n";

/// Checks that HEAD has both migrations and a schema file of both.
fn check_both(world: &World) {
    world.verify("--to-ref HEAD").passes().prints(&["replayed 3 migrations", "schema.sql matches"]).done();
    let schema = world.content("schema.sql");
    assert!(schema.contains("of_main") && schema.contains("of_topic") && !schema.contains("<<<<"), "{schema}");
    assert!(world.git(&["status", "--porcelain"]).is_empty());
}

const REGENERATED: &str = "tidegate: schema.sql was regenerated from 3 migrations of both sides";

#[test]
fn a_merge_regenerates_the_schema_file() {
    let Some(world) = branches(OF_MAIN, OF_TOPIC) else { return };
    world.try_git(&["merge", "--no-verify", "--no-edit", "topic"]).exits(0).prints(&[REGENERATED]).done();
    check_both(&world);
}

#[test]
fn a_rebase_and_a_cherry_pick_regenerate_the_schema_file() {
    let Some(world) = branches(OF_MAIN, OF_TOPIC) else { return };
    world.git(&["branch", "picked", "main"]);
    world.switch("topic");
    world.try_git(&["rebase", "main"]).exits(0).prints(&[REGENERATED]).done();
    check_both(&world);
    world.switch("picked");
    world.try_git(&["cherry-pick", "topic~0"]).exits(0).done();
    check_both(&world);
}

#[test]
fn a_conflict_that_cannot_be_resolved_is_left() {
    let same = "create table public.orders (id bigint);\n";
    let Some(world) = branches(same, same) else { return };
    let before = world.git(&["show", "main:schema.sql"]);
    let ran = world.try_git(&["merge", "--no-verify", "--no-edit", "topic"]).exits(1);
    ran.prints(&["schema.sql was not regenerated", "do not replay", "tidegate verify --write --stage"]).done();
    assert!(world.content("schema.sql").contains("<<<<<<<"));
    world.git(&["merge", "--abort"]);
    assert_eq!(world.content("schema.sql"), before);
}

#[test]
fn a_branch_with_other_settings_does_not_run_its_migrations() {
    let Some(world) = branches(OF_MAIN, OF_TOPIC) else { return };
    world.switch("topic");
    world.stage("before.sql", "create table public.hostile ();\n");
    world.stage("tidegate.toml", "[replay]\nbefore = [\"before.sql\"]\n").commit("settings");
    world.switch("main");
    let ran = world.try_git(&["merge", "--no-verify", "--no-edit", "topic"]).exits(1);
    ran.prints(&["you have not agreed to replays with the settings of this merge", "tidegate install --merge-driver"])
        .done();
    assert!(world.content("schema.sql").contains("<<<<<<<"));
    world.git(&["merge", "--abort"]);
    // Without an agreement of this clone nothing runs at all.
    world.tidegate("trust --revoke").passes().done();
    let ran = world.try_git(&["merge", "--no-verify", "--no-edit", "topic~1"]).exits(1);
    ran.prints(&["you have not agreed"]).done();
}

#[test]
fn a_conflict_in_a_migration_comes_first() {
    let Some(world) = branches(OF_MAIN, OF_TOPIC) else { return };
    let path = "supabase/migrations/20250101000000_users.sql";
    for (branch, sql) in [
        ("topic", "create table public.users (id int primary key);\n"),
        ("main", "create table public.users (id text primary key);\n"),
    ] {
        world.switch(branch);
        world.stage(path, sql).commit("edit");
    }
    let ran = world.try_git(&["merge", "--no-verify", "--no-edit", "topic"]).exits(1);
    ran.prints(&["in conflict as well", path, "after the other conflicts are resolved"]).done();
}

#[test]
fn the_driver_leaves_no_trace_when_it_is_uninstalled() {
    let Some(world) = World::with_server() else { return };
    world.stage("supabase/migrations/20250101000000_users.sql", "create table public.users (id bigint primary key);\n");
    world.tidegate("install --merge-driver").exits(2).prints(&["there is no schema file to merge"]).done();
    world.tidegate("uninstall").passes().done();
    world.verify("--write --stage").passes().done();
    for before in [None, Some("*.sql text eol=lf"), Some("*.sql text eol=lf\n")] {
        let config = world.git(&["config", "--local", "--list"]);
        match before {
            Some(text) => drop(world.file(".gitattributes", text)),
            None => assert!(!world.path(".gitattributes").exists()),
        }
        for _ in 0..2 {
            world.tidegate("install --merge-driver").passes().done();
        }
        assert_eq!(world.content(".gitattributes").matches("/schema.sql merge=tidegate").count(), 1);
        assert_eq!(world.git(&["check-attr", "merge", "schema.sql"]).trim(), "schema.sql: merge: tidegate");
        world.tidegate("doctor").prints(&["merges regenerate schema.sql"]).done();
        world.tidegate("uninstall").passes().prints(&["Merge driver: uninstalled."]).done();
        let after = std::fs::read_to_string(world.path(".gitattributes")).ok();
        assert_eq!(after.as_deref(), before);
        assert_eq!(world.git(&["config", "--local", "--list"]), config);
        if before.is_some() {
            world.remove(".gitattributes");
        }
    }
}

/// A killed installation has noted that the file has no last line end, and the user has added one since.
#[test]
fn the_note_of_a_killed_installation_does_not_count() {
    let Some(world) = World::with_server() else { return };
    world.stage("supabase/migrations/20250101000000_users.sql", "create table public.users (id bigint primary key);\n");
    world.verify("--write --stage").passes().done();
    for (note, content) in [("unterminated", "*.png binary\n"), ("absent", "")] {
        world.file(".git/tidegate/merge-driver", note).file(".gitattributes", content);
        world.tidegate("install --merge-driver").passes().done();
        world.tidegate("uninstall").passes().done();
        assert_eq!(world.content(".gitattributes"), content);
        assert!(!world.path(".git/tidegate/merge-driver").exists());
    }
}

#[test]
fn doctor_reports_half_of_the_driver() {
    let Some(world) = branches(OF_MAIN, OF_TOPIC) else { return };
    let attributes = world.content(".gitattributes");
    world.remove(".gitattributes");
    world.tidegate("doctor").prints(&[".gitattributes does not name it for schema.sql"]).done();
    world.file(".gitattributes", attributes);
    world.git(&["config", "--remove-section", "merge.tidegate"]);
    world.tidegate("doctor").prints(&["this clone has not configured the merge driver"]).done();
    // Git then merges the text, and the file is regenerated by hand.
    world.try_git(&["merge", "--no-verify", "--no-edit", "topic"]).exits(1).done();
    world.verify("--write --stage").passes().done();
}
