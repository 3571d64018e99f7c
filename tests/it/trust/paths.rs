//! Paths in settings and on the command line, and links in the way of files that tidegate writes and reads.

use crate::support::{GOOD, World, migration};
use std::os::unix::fs::symlink;

/// Spellings of paths that lead out of the working tree or into a folder of git.
const PATHS: [&str; 22] = [
    "../x.sql",
    "a/../../x.sql",
    "/etc/x.sql",
    "C:/x.sql",
    "..\\\\x.sql",
    "a\\\\..\\\\..\\\\x.sql",
    ".git/hooks/post-checkout",
    ".git/config",
    ".git",
    ".GIT/x.sql",
    ".Git/x.sql",
    ".git /x.sql",
    ".git./x.sql",
    ".git::$INDEX_ALLOCATION/x.sql",
    "git~1/x.sql",
    "GIT~1/x.sql",
    ".g\u{200c}it/x.sql",
    ".git\\\\x.sql",
    "vendor/lib/.git/x.sql",
    "./.git/x.sql",
    "a//.git//x.sql",
    "a\\u0000b.sql",
];

#[test]
fn settings_name_no_path_outside_the_working_tree() {
    let keys = [
        "schema = \"PATH\"",
        "migrations = \"PATH\"",
        "ignore = [\"PATH\"]",
        "[replay]\nbefore = [\"PATH\"]",
        "[replay]\nafter-platform = [\"PATH\"]",
        "[[projects]]\npath = \"PATH\"",
        "[[projects]]\npath = \"a\"\nschema = \"PATH\"",
        "[[projects]]\npath = \"a\"\nmigrations = \"PATH\"",
        "[[projects]]\npath = \"a\"\nreplay.before = [\"PATH\"]",
        "[[allow]]\nrule = \"frozen\"\nreason = \"x\"\npath = \"PATH\"",
    ];
    let world = World::new();
    world.stage(&migration(2, "first"), GOOD);
    for key in keys {
        for path in PATHS {
            world.stage("tidegate.toml", key.replace("PATH", path) + "\n");
            world.tidegate("check").exits(2).prints(&["the path `", "1 mistake in tidegate.toml"]).done();
        }
    }
    for command in [
        "check --all",
        "verify",
        "verify --write",
        "verify --all",
        "doctor",
        "new x",
        "init",
        "ci github",
        "trust",
        "run pre-commit",
    ] {
        world.tidegate(command).exits(2).prints(&["tidegate.toml"]).done();
    }
}

#[test]
fn arguments_name_no_path_outside_the_working_tree() {
    let world = World::new();
    world.stage(&migration(2, "first"), GOOD);
    for path in ["../x.sql", "/etc/passwd", ".git/config", ".GIT/config", "supabase/../.git/config", "vendor/.git/x"] {
        for command in ["check PATH", "new --project PATH x", "init --schema PATH", "init --migrations PATH"] {
            world.tidegate(&command.replace("PATH", path)).exits(2).done();
        }
    }
    assert!(!world.path("tidegate.toml").exists());
}

#[test]
fn new_files_are_not_written_behind_links() {
    let world = World::new();
    let outside = world.root().join("outside");
    std::fs::create_dir_all(outside.join("migrations")).unwrap();
    let is_empty = || std::fs::read_dir(outside.join("migrations")).unwrap().count() == 0;
    world.stage("tidegate.toml", "layout = \"plain\"\nmigrations = \"db/migrations\"\n");
    for (link, target) in [("db/migrations", "../../outside/migrations"), ("db", "../outside"), ("db", ".git")] {
        std::fs::create_dir_all(world.path(link).parent().unwrap()).unwrap();
        symlink(target, world.path(link)).unwrap();
        world.tidegate("new add orders").exits(2).prints(&["symbolic link"]).done();
        assert!(is_empty() && !world.path(".git/migrations").exists());
        world.remove(link);
        let _ = std::fs::remove_dir(world.path("db"));
    }
    // The workflow.
    for (link, target) in [
        (".github/workflows/tidegate.yml", "../../../outside/workflow"),
        (".github/workflows", "../../outside/migrations"),
        (".github", "../outside"),
        (".github", ".git"),
    ] {
        std::fs::create_dir_all(world.path(link).parent().unwrap()).unwrap();
        symlink(target, world.path(link)).unwrap();
        for command in ["ci github", "ci github --force"] {
            world.tidegate(command).exits(2).prints(&["symbolic link"]).done();
        }
        assert!(is_empty() && !outside.join("workflow").exists() && !outside.join("workflows").exists());
        world.remove(link);
        let _ = std::fs::remove_dir_all(world.path(".github"));
    }
    world.git(&["init", "--quiet", "db"]);
    world.tidegate("new add orders").exits(2).prints(&["another git repository"]).done();
}

#[test]
fn init_writes_no_file_through_a_link() {
    for target in ["../outside", ".git/new", "no/such", "tidegate.toml"] {
        let world = World::new();
        world.stage(&migration(2, "first"), GOOD);
        symlink(target, world.path("tidegate.toml")).unwrap();
        world.tidegate("init").exits(2).done();
        assert!(!world.root().join("outside").exists() && !world.path(".git/new").exists());
    }
}

#[test]
fn fixes_do_not_rename_through_links() {
    let world = World::new();
    world.stage(&migration(2, "first"), GOOD).commit("first");
    world.stage("supabase/migrations/20260106000000_Bad.sql", GOOD);
    let outside = world.root().join("outside");
    std::fs::rename(world.path("supabase/migrations"), &outside).unwrap();
    symlink(&outside, world.path("supabase/migrations")).unwrap();
    world.tidegate("check --fix").exits(2).prints(&["symbolic link"]).done();
    assert!(outside.join("20260106000000_Bad.sql").exists());
    assert!(world.git(&["ls-files"]).contains("20260106000000_Bad.sql"));
}

#[test]
fn the_working_tree_is_not_read_through_links() {
    let world = World::new();
    let outside = world.root().join("outside");
    std::fs::create_dir_all(outside.join("migrations")).unwrap();
    std::fs::write(outside.join("migrations/20260103000000_Stolen.sql"), "select 'TOKEN';\n").unwrap();
    world.stage(&migration(2, "first"), GOOD).stage("schema.sql", "create table public.a ();\n").commit("first");
    let all = |expected: i32| {
        for command in ["check --all", "verify --all"] {
            world.tidegate(command).exits(expected).does_not_print(&["Stolen", "TOKEN"]).done();
        }
    };
    // A folder of tracked files.
    std::fs::rename(world.path("supabase"), world.root().join("kept")).unwrap();
    for target in ["../outside", "../kept", "supabase", "/"] {
        symlink(target, world.path("supabase")).unwrap();
        all(2);
        world.tidegate("doctor").exits(2).does_not_print(&["Stolen"]).done();
        world.remove("supabase");
    }
    std::fs::rename(world.root().join("kept"), world.path("supabase")).unwrap();
    // A folder that only settings name.
    world.file("tidegate.toml", "layout = \"plain\"\nmigrations = \"more\"\n");
    symlink("../outside/migrations", world.path("more")).unwrap();
    world.tidegate("check --all").does_not_print(&["Stolen", "TOKEN"]).done();
}
