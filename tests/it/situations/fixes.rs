//! `check --fix`: all of it or nothing, and no byte lost.

use super::{COMMIT, with_hooks};
use crate::support::{GOOD, World, migration};

/// Everything that a failed fix must leave as it was: index, working tree, statuses.
fn state(world: &World) -> (String, Vec<(std::path::PathBuf, Vec<u8>)>) {
    let index = world.git(&["ls-files", "--stage"]);
    let files = walkdir::WalkDir::new(world.path("supabase")).sort_by_file_name().into_iter();
    let files = files.map(|entry| entry.expect("an entry").into_path());
    (
        index,
        files.filter(|path| path.is_file()).map(|path| (path.clone(), std::fs::read(path).expect("a file"))).collect(),
    )
}

/// A staged migration with the version of one that is committed.
fn with_a_duplicate() -> World {
    let world = with_hooks();
    world.stage(&migration(5, "second"), "create table b (id int);\n");
    world
}

/// The name that the duplicate gets.
const FREE: &str = "supabase/migrations/20260105000001_second.sql";

#[test]
fn a_duplicate_is_renamed_and_staged() {
    let world = with_a_duplicate();
    world.tidegate("check --fix").passes().prints(&["renamed", "_second.sql"]).done();
    assert_eq!(world.git(&["diff", "--cached", "--name-status"]), format!("A\t{FREE}\n"));
    assert_eq!(world.git(&["status", "--porcelain"]), format!("A  {FREE}\n"));
    world.try_git(&COMMIT).passes().done();
}

#[test]
fn a_dry_run_changes_nothing() {
    let world = with_a_duplicate();
    let before = state(&world);
    world.tidegate("check --fix --dry-run").exits(1).prints(&["would rename", FREE]).done();
    assert_eq!(state(&world), before);
}

#[test]
fn unstaged_edits_follow_a_rename_and_stay_unstaged() {
    let world = with_a_duplicate();
    world.file(migration(5, "second"), "create table b (id int); -- more\n");
    world.tidegate("check --fix").passes().done();
    assert_eq!(world.content(FREE), "create table b (id int); -- more\n");
    assert_eq!(world.git(&["show", &format!(":{FREE}")]), "create table b (id int);\n");
    assert_eq!(world.git(&["status", "--porcelain"]), format!("AM {FREE}\n"));
}

#[test]
fn a_file_deleted_on_disk_is_renamed_in_the_index_alone() {
    let world = with_a_duplicate();
    world.remove(migration(5, "second")).tidegate("check --fix").passes().done();
    assert_eq!(world.git(&["status", "--porcelain"]), format!("AD {FREE}\n"));
}

#[test]
fn a_name_taken_on_disk_is_never_overwritten() {
    for gone in [false, true] {
        let world = with_a_duplicate();
        world.file(FREE, "my precious draft\n");
        if gone {
            world.remove(migration(5, "second"));
        }
        let before = state(&world);
        let ran = world.tidegate("check --fix");
        if ran.code == Some(0) {
            // Another free name was found: as good.
            assert_eq!(world.content(FREE), "my precious draft\n");
        } else {
            ran.exits(3).prints(&["a file with that name already exists", "nothing was changed"]).done();
            assert_eq!(state(&world), before);
        }
    }
}

#[test]
fn a_locked_index_leaves_everything_as_it_was() {
    let world = with_a_duplicate();
    world.file(migration(5, "second"), "unstaged\n");
    let before = state(&world);
    world.file(".git/index.lock", "");
    world.tidegate("check --fix").exits(3).prints(&["index.lock", "File exists"]).done();
    world.remove(".git/index.lock");
    assert_eq!(state(&world), before);
    world.tidegate("check --fix").passes().done();
}

#[test]
fn one_failed_rename_reverts_the_others() {
    let world = with_a_duplicate();
    world.stage(&migration(5, "third"), "create table c (id int);\n");
    let before = state(&world);
    let plan = world.tidegate("check --fix --dry-run").exits(1).err;
    let target = plan.lines().rev().find_map(|line| line.split(" to ").nth(1)).expect("a rename is planned").to_owned();
    std::fs::create_dir_all(world.path(&target).join("in the way")).expect("a folder");
    world.tidegate("check --fix").exits(3).done();
    std::fs::remove_dir_all(world.path(&target)).expect("the folder");
    assert_eq!(state(&world), before);
}

#[test]
fn a_migration_that_is_a_folder_is_renamed_as_a_whole() {
    let world = World::new();
    world.stage("prisma/migrations/20260105000000_a/migration.sql", GOOD).commit("first");
    world.stage("prisma/migrations/20260105000000_b/migration.sql", "select 1;\n");
    world.tidegate("check --fix").passes().done();
    assert_eq!(
        world.git(&["status", "--porcelain", "--untracked-files=all"]),
        "A  prisma/migrations/20260105000001_b/migration.sql\n"
    );
    assert!(!world.path("prisma/migrations/20260105000000_b").exists());
}

#[test]
fn a_pair_moves_together() {
    let world = World::new();
    world
        .stage("migrations/20260105000000_a.up.sql", GOOD)
        .stage("migrations/20260105000000_a.down.sql", "drop table a;\n");
    world.commit("first").stage("migrations/20260105000000_b.up.sql", "select 1;\n");
    world.stage("migrations/20260105000000_b.down.sql", "select 2;\n");
    world.tidegate("check --fix").passes().done();
    assert_eq!(
        world.git(&["diff", "--cached", "--name-only"]),
        "migrations/20260105000001_b.down.sql\nmigrations/20260105000001_b.up.sql\n"
    );
}

#[test]
fn nothing_to_fix_is_reported() {
    let world = with_hooks();
    world.stage(&migration(6, "good"), GOOD);
    world.tidegate("check --fix").passes().prints(&["there is nothing to fix automatically"]).done();
}

#[test]
fn a_fix_works_in_every_layout_of_repositories() {
    let world = with_a_duplicate();
    world.from_folder("supabase").tidegate("check --fix").passes().done();
    assert!(world.path(FREE).exists());
    // A relative GIT_DIR from a folder below the top.
    let world = with_a_duplicate();
    let view = world.from_folder("supabase").with("GIT_DIR", "../.git").with("GIT_WORK_TREE", "..");
    view.tidegate("check --fix").passes().done();
    assert!(world.path(FREE).exists());
    assert_eq!(world.git(&["status", "--porcelain"]), format!("A  {FREE}\n"));
    // Another index than the repository's own.
    let world = with_a_duplicate();
    std::fs::copy(world.path(".git/index"), world.path(".git/other-index")).expect("a copy");
    let before = world.git(&["ls-files", "--stage"]);
    world.with("GIT_INDEX_FILE", ".git/other-index").tidegate("check --fix").passes().done();
    assert_eq!(world.git(&["ls-files", "--stage"]), before);
    assert!(world.with("GIT_INDEX_FILE", ".git/other-index").git(&["ls-files"]).contains(FREE));
}

#[test]
fn fixing_a_named_file_follows_its_new_name() {
    let world = with_a_duplicate();
    world.tidegate(&format!("check --fix {}", migration(5, "second"))).passes().prints(&["renamed"]).done();
    assert!(world.path(FREE).exists());
}

#[test]
fn everything_in_the_work_tree_can_be_fixed() {
    let world = with_hooks();
    world.file(migration(5, "second"), "select 1;\n");
    world.tidegate("check --all --fix").passes().prints(&["renamed"]).done();
    assert!(world.path(FREE).exists());
    assert_eq!(world.git(&["ls-files", FREE]), "", "what was not staged is not staged now");
}
