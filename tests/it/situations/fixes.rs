//! `check --fix`: all of it or nothing, and no byte lost.

use super::{COMMIT, with_hooks};
use crate::support::{GOOD, World, migration};
#[cfg(unix)]
use crate::support::{print_skipped, tidegate_binary};

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

/// Five staged migrations of one version, one with unstaged edits and one deleted on disk, and what
/// `check --fix` makes of them.
fn with_many() -> (World, [String; 5]) {
    let world = with_hooks();
    let names = ["a", "b", "c", "d", "e"].map(|name| migration(5, name));
    for name in &names {
        world.stage(name, format!("create table {} (id int);\n", &name[name.len() - 5..name.len() - 4]));
    }
    world.file(&names[1], "create table b (id int); -- unstaged\n").remove(&names[3]);
    (world, names)
}

/// Copies a world's repository, so that each step starts from the same state.
#[cfg(unix)]
fn reset(world: &World, template: &std::path::Path) {
    std::fs::remove_dir_all(world.path("")).expect("a folder");
    let copied = std::process::Command::new("cp").arg("-a").arg(template).arg(world.path("")).status();
    assert!(copied.expect("cp").success());
}

#[test]
#[cfg(unix)]
fn a_killed_fix_loses_nothing_and_the_next_one_finishes() {
    use std::process::Stdio;
    let (world, _) = with_many();
    let template = world.root().join("template");
    assert!(std::process::Command::new("cp").arg("-a").arg(world.top()).arg(&template).status().expect("cp").success());
    let contents = |(_, files): &(String, Vec<(std::path::PathBuf, Vec<u8>)>)| {
        let mut contents: Vec<Vec<u8>> = files.iter().map(|(_, content)| content.clone()).collect();
        contents.sort();
        contents
    };
    let before = state(&world);
    world.tidegate("check --fix").passes().done();
    let after = state(&world);
    assert_eq!(contents(&before), contents(&after));
    let has_strace = has_strace();
    for step in 0..40_u64 {
        reset(&world, &template);
        if has_strace {
            let when = format!("inject=file,desc,process:signal=KILL:when={}", 60 + step * 8);
            let strace = ["-qq", "-o", "/dev/null", "-e", "trace=file,desc,process", "-e", &when, tidegate_binary()];
            let mut command = world.from_folder("").command("strace");
            command.args(strace).args(["check", "--fix"]).stdout(Stdio::null()).stderr(Stdio::null());
            command.status().expect("strace starts");
        } else {
            let mut command = world.from_folder("").command(tidegate_binary());
            command.args(["check", "--fix"]).stdout(Stdio::null()).stderr(Stdio::null());
            let mut run = command.spawn().expect("tidegate starts");
            std::thread::sleep(std::time::Duration::from_micros(step * 500));
            let _ = run.kill();
            run.wait().expect("it ends");
        }
        let killed = state(&world);
        assert_eq!(contents(&killed), contents(&before), "step {step}");
        assert!(killed.0 == before.0 || killed.0 == after.0, "the index is the old or the new one: step {step}");
        world.tidegate("check --fix").passes().done();
        assert_eq!(state(&world), after, "step {step}");
        assert!(!world.path(".git/tidegate").exists());
    }
}

#[cfg(unix)]
fn has_strace() -> bool {
    let mut command = std::process::Command::new("strace");
    command.arg("-V").stdout(std::process::Stdio::null()).status().is_ok_and(|status| status.success())
}

/// A disk on which nothing can be renamed any more, not even back.
#[test]
#[cfg(unix)]
fn a_fix_that_can_neither_go_on_nor_back_is_finished_by_the_next_one() {
    if !has_strace() {
        print_skipped("strace is missing");
        return;
    }
    let (world, _) = with_many();
    let template = world.root().join("template");
    assert!(std::process::Command::new("cp").arg("-a").arg(world.top()).arg(&template).status().expect("cp").success());
    world.tidegate("check --fix").passes().done();
    let after = state(&world);
    for step in 1..5 {
        reset(&world, &template);
        let when = format!("inject=renameat2:error=ENOSPC:when={step}+");
        let arguments = ["-qq", "-o", "/dev/null", "-e", "trace=renameat2", "-e", &when, tidegate_binary()];
        let ran = world.from_folder("").run("strace", &[&arguments[..], &["check", "--fix"]].concat()).exits(3);
        let undone = step == 1;
        let (words, not) = if undone { ("nothing was changed", "nor undo") } else { ("nor undo", "nothing was") };
        ran.prints(&["No space left on device", words]).does_not_print(&[not]).done();
        assert_eq!(world.path(".git/tidegate").exists(), !undone);
        world.tidegate("check --fix").passes().done();
        assert_eq!(state(&world), after, "step {step}");
        assert!(!world.path(".git/tidegate").exists());
    }
}

#[test]
fn an_interrupted_fix_is_reported_and_finished() {
    let (world, names) = with_many();
    world.tidegate("check --fix").passes().done();
    let after = state(&world);
    let free = |number: usize| names[number].replace("05000000", &format!("0500000{}", number + 1));
    // As if it had been killed: two files are back, and so is the index.
    let fields = |number: usize, entry: &str| [&names[number], free(number).as_str(), "", entry, ""].join("\0");
    let note = ["tidegate renames 1".to_owned()].into_iter().chain((1..5).map(|number| fields(number, "")));
    let note = note.collect::<Vec<_>>().join("\0");
    for number in [1, 2] {
        std::fs::rename(world.path(free(number)), world.path(&names[number])).expect("a rename");
    }
    for (number, name) in names.iter().enumerate().take(5).skip(1) {
        let entry = world.git(&["ls-files", "--stage", &free(number)]);
        let entry = entry.split(' ').take(2).collect::<Vec<_>>().join(" ");
        let lines = format!("0 {}\t{}\n{entry}\t{}\n", "0".repeat(40), free(number), name);
        world.from_folder("").input(lines).git(&["update-index", "--index-info"]);
    }
    assert_ne!(state(&world), after);
    world.file(".git/tidegate/renames", note).file(".git/tidegate/index-info", "of the killed process");
    let noticed = world.tidegate("check").exits(1);
    insta::assert_snapshot!(noticed.err, @r"
    warning: an interrupted `tidegate check --fix` may have renamed only some files
      help: run `tidegate check --fix`, which finishes it first
    ");
    world.tidegate("run pre-commit").exits(1).prints(&["an interrupted `tidegate check --fix`"]).done();
    world.tidegate("check --fix --dry-run").exits(1).prints(&["an interrupted `tidegate check --fix`"]).done();
    // A name that is taken by now is not overwritten.
    world.file(free(2), "mine");
    let taken = world.tidegate("check --fix").exits(3);
    insta::assert_snapshot!(taken.err, @r"
    error: cannot finish an interrupted rename of supabase/migrations/20260105000000_c.sql to supabase/migrations/20260105000003_c.sql: a file with that name already exists
      help: compare the two files, remove or rename one of them, and run `tidegate check --fix` again
    ");
    assert_eq!((world.content(free(2)).as_str(), world.content(&names[2]).contains("table c")), ("mine", true));
    world.remove(free(2));
    let finished = world.tidegate("check --fix").passes();
    insta::assert_snapshot!(finished.err, @r"
    note: finished an interrupted `tidegate check --fix`
    fix: there is nothing to fix automatically
    ");
    assert_eq!(state(&world), after);
    assert!(!world.path(".git/tidegate").exists());
    for left in ["lock", "index-info"] {
        world.file(format!(".git/tidegate/{left}"), "");
        world.tidegate("check --fix").passes().done();
        assert!(!world.path(".git/tidegate").exists(), "{left}");
    }
}
