//! What `verify --write` and `--patch` may write: the path comes from settings of a branch.

use super::{NO_SERVER, TRIED};
use crate::support::{GOOD, World, migration};
use std::os::unix::fs::symlink;
use std::path::Path;

/// A project whose settings name a schema file.
fn naming(schema: &str) -> World {
    let mut world = World::new();
    world.set("TIDEGATE_DATABASE_URL", NO_SERVER);
    world.stage(&migration(2, "first"), GOOD).stage("tidegate.toml", format!("schema = \"{schema}\"\n"));
    world
}

/// Nothing was replayed, and the file is as it was.
#[track_caller]
fn is_refused(world: &World, file: &Path, why: &str) {
    let before = std::fs::read(file).ok();
    for command in ["verify --write", "verify --write --stage"] {
        let ran = world.tidegate(command).exits(2).prints(&[why, "help: "]);
        ran.does_not_print(&[TRIED]).done();
    }
    // Reading the working tree may have a reason of its own.
    world.tidegate("verify --write --all").exits(2).prints(&["help: "]).does_not_print(&[TRIED]).done();
    assert_eq!(std::fs::read(file).ok(), before, "{}", file.display());
}

#[test]
fn files_that_hold_no_schema_are_not_overwritten() {
    let contents = [
        ".bashrc",
        "db/.profile",
        "README.md",
        "Makefile",
        "package.json",
        ".env",
        ".envrc",
        ".gitattributes",
        ".github/workflows/x.yml",
        "db/.sql",
        "schema.SQL.sh",
    ];
    for path in contents {
        let world = naming(path);
        is_refused(&world, &world.path(path), "its name does not end in .sql");
        world.file(path, "alias ls='ls --color'\n");
        is_refused(&world, &world.path(path), "its name does not end in .sql");
    }
    let hidden = naming(".gitmodules.sql");
    is_refused(&hidden, &hidden.path(".gitmodules.sql"), "its name begins with a period");
    for content in [
        "alias ls=ls\n",
        "insert into a values (1);\n",
        "-- notes\n",
        "# Notes\n\ncreate table a;\n",
        "\0",
        "select 1;",
    ] {
        let world = naming("db/notes.sql");
        world.file("db/notes.sql", content);
        is_refused(&world, &world.path("db/notes.sql"), "it exists and holds no schema");
        world.git(&["add", "db"]);
        is_refused(&world, &world.path("db/notes.sql"), "it exists and holds no schema");
    }
    for content in
        ["", "\n", "create table a (id int);\n", "<<<<<<< a\n-- x\n=======\n-- y\n>>>>>>> b\ncreate table a ();\n"]
    {
        let world = naming("db/notes.sql");
        world.file("db/notes.sql", content);
        world.tidegate("verify --write").prints(&[TRIED]).done();
    }
}

#[test]
fn a_schema_file_does_not_become_a_migration() {
    let new = migration(9, "schema");
    let world = naming(&new);
    let reason = "the migration tool would run that file as a migration";
    world.tidegate("verify --write --stage").exits(2).prints(&[reason]).done();
    assert!(!world.path(&new).exists());
}

#[test]
fn files_that_a_replay_runs_are_not_overwritten() {
    let first = migration(2, "first");
    let world = naming(&first);
    is_refused(&world, &world.path(&first), "a replay runs that file");
    let world = naming("roles/setup.sql");
    world.stage("tidegate.toml", "schema = \"roles/setup.sql\"\n[replay]\nbefore = [\"roles/setup.sql\"]\n");
    world.stage("roles/setup.sql", "create role a;\n");
    is_refused(&world, &world.path("roles/setup.sql"), "a replay runs that file");
}

#[test]
fn links_and_other_repositories_are_not_written() {
    let world = naming("link/schema.sql");
    let outside = world.root().join("outside");
    std::fs::create_dir(&outside).unwrap();
    std::fs::write(outside.join("schema.sql"), "create table a ();\n").unwrap();
    let behind = "a folder above it is a symbolic link";
    for target in [outside.to_str().unwrap(), "../outside", ".git", "supabase", "."] {
        symlink(target, world.path("link")).unwrap();
        is_refused(&world, &outside.join("schema.sql"), behind);
        world.remove("link");
    }
    assert!(!world.path(".git/schema.sql").exists() && !world.path("supabase/schema.sql").exists());
    // The file itself.
    let world = naming("schema.sql");
    std::fs::write(world.root().join("victim.sql"), "create table a ();\n").unwrap();
    for target in ["../victim.sql", "../new.sql", ".git/hooks/post-checkout", "supabase/x.sql", "schema.sql"] {
        symlink(target, world.path("schema.sql")).unwrap();
        is_refused(&world, &world.root().join("victim.sql"), "it is a symbolic link");
        world.remove("schema.sql");
    }
    assert!(!world.root().join("new.sql").exists() && !world.path(".git/hooks/post-checkout").exists());
    // Other repositories, and the folder of this one under another name.
    let other = "it is in another git repository";
    let world = naming("vendor/lib/db/schema.sql");
    world.git(&["init", "--quiet", "vendor/lib"]);
    is_refused(&world, &world.path("vendor/lib/db/schema.sql"), other);
    std::fs::remove_dir_all(world.path("vendor")).unwrap();
    world.git(&["init", "--quiet", "--bare", "vendor/lib"]);
    is_refused(&world, &world.path("vendor/lib/db/schema.sql"), other);
    std::fs::remove_dir_all(world.path("vendor")).unwrap();
    world.file("vendor/lib/.git", "gitdir: ../../x\n");
    is_refused(&world, &world.path("vendor/lib/db/schema.sql"), other);
    let world = naming("gitdata/schema.sql");
    std::fs::rename(world.path(".git"), world.path("gitdata")).unwrap();
    world.file(".git", "gitdir: gitdata\n");
    is_refused(&world, &world.path("gitdata/schema.sql"), "it is in the folder where git keeps this repository");
}

#[test]
fn what_is_no_regular_file_is_not_written() {
    let world = naming("schema.sql");
    let refuses = || {
        let ran = world.tidegate("verify --write");
        assert!(matches!(ran.code, Some(2 | 3)), "{}", ran.text());
        ran.prints(&["schema.sql", "not a regular file"]).does_not_print(&[TRIED]).done();
    };
    std::fs::create_dir(world.path("schema.sql")).unwrap();
    refuses();
    std::fs::remove_dir(world.path("schema.sql")).unwrap();
    world.from_folder("").run("mkfifo", &["schema.sql"]).passes().done();
    refuses();
    let world = naming("db/schema.sql");
    world.file("db", "a file in place of the folder");
    world.tidegate("verify --write").exits(3).done();
    assert_eq!(world.content("db"), "a file in place of the folder");
}

#[test]
fn a_written_file_is_whole_and_leaves_nothing_beside_it() {
    let Some(world) = World::with_server() else { return };
    world.stage(&migration(2, "first"), GOOD).stage("tidegate.toml", "schema = \"db/new/schema.sql\"\n");
    world.verify("--write --stage").passes().done();
    assert_eq!(std::fs::read_dir(world.path("db/new")).unwrap().count(), 1);
    assert!(!world.path(".git/tidegate").exists());
    use std::os::unix::fs::PermissionsExt as _;
    let file = world.path("db/new/schema.sql");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    // A hard link is another name of the same file: only ours is replaced.
    std::fs::hard_link(&file, world.root().join("other")).unwrap();
    let before = world.content("db/new/schema.sql");
    world.stage(&migration(3, "second"), "create table public.second (id bigint primary key);\n");
    world.verify("--write --stage").passes().done();
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::read_to_string(world.root().join("other")).unwrap(), before);
    assert!(world.content("db/new/schema.sql").contains("second"));
}

#[test]
fn a_patch_replaces_only_a_patch() {
    let Some(world) = World::with_server() else { return };
    world.stage(&migration(2, "first"), GOOD).stage("schema.sql", "create table public.x ();\n");
    let run = |file: &str| world.tidegate(&format!("verify --patch {file}"));
    world.file("notes.txt", "notes\n").file("old.diff", "diff --git a/x b/x\n").file("empty.diff", "");
    std::fs::write(world.root().join("outside.txt"), "notes\n").unwrap();
    run("notes.txt").exits(2).prints(&["it is not a patch"]).done();
    let outside = world.root().join("outside.diff");
    for file in ["../outside.txt", "../outside.diff"] {
        run(file).exits(2).prints(&["it leads out of the working tree", "--patch schema.diff"]).done();
    }
    assert!(!outside.exists());
    run(outside.to_str().unwrap()).has_problems().done();
    assert!(outside.exists());
    assert_eq!(world.content("notes.txt"), "notes\n");
    assert_eq!(world.content("../outside.txt"), "notes\n");
    for file in ["old.diff", "empty.diff", "new.diff", "./old.diff"] {
        run(file).has_problems().done();
        assert!(world.content(file).starts_with("diff --git a/schema.sql"), "{file}");
    }
    run("/dev/null").has_problems().done();
    // A branch may have made the file a link.
    symlink(world.root().join("outside.txt"), world.path("link.diff")).unwrap();
    symlink("../stolen.diff", world.path("dangling.diff")).unwrap();
    symlink("..", world.path("up")).unwrap();
    symlink(".git", world.path("inside")).unwrap();
    for file in [
        "link.diff",
        "dangling.diff",
        "up/stolen.diff",
        "inside/x.diff",
        ".git/x.diff",
        ".git/hooks/post-commit",
        ".GIT/x",
    ] {
        run(file).exits(2).prints(&["refused to use"]).done();
    }
    assert!(!world.root().join("stolen.diff").exists() && !world.path(".git/x.diff").exists());
    run("no/such/x.diff").exits(3).prints(&["cannot write the patch"]).done();
    assert!(!world.path("no").exists());
}
