//! Folders and variables that point nowhere, and configuration that is not a file.

use super::{reports_an_error, staged};
use crate::support::{GOOD, World, migration};

#[test]
fn reports_a_git_dir_that_points_nowhere() {
    let world = staged();
    for value in ["/nonexistent", "no/such", "README.md", "supabase"] {
        reports_an_error(world.with("GIT_DIR", value).tidegate("check"));
    }
}

#[test]
fn reports_an_index_file_that_points_nowhere() {
    let world = staged();
    for value in ["/nonexistent/index", ".git/no-such", "supabase"] {
        let ran = world.with("GIT_INDEX_FILE", value).tidegate("check");
        ran.exits(3).prints(&["index", "error: ", "help: "]).done();
    }
}

#[test]
fn reports_a_work_tree_that_points_nowhere() {
    let world = staged();
    world.stage(&migration(7, "Bad"), GOOD);
    let with = || world.with("GIT_DIR", world.path(".git")).with("GIT_WORK_TREE", "/nonexistent");
    with().tidegate("check").prints(&["Bad"]).exits(1).done();
}

#[test]
fn reports_a_git_file_that_points_nowhere() {
    let world = World::without_repository();
    for content in ["gitdir: /nonexistent\n", "gitdir: \n", "garbage\n", ""] {
        world.file(".git", content);
        reports_an_error(world.tidegate("check"));
    }
}

#[test]
fn reports_a_linked_work_tree_whose_repository_is_missing() {
    let world = staged();
    let linked = world.root().join("linked");
    world.git(&["worktree", "add", "--quiet", linked.to_str().expect("UTF-8")]);
    std::fs::remove_dir_all(world.path(".git/worktrees")).expect("a folder");
    reports_an_error(world.from_folder(&linked).tidegate("check"));
}

#[cfg(unix)]
#[test]
fn reports_a_current_folder_that_no_longer_exists() {
    let world = staged();
    let script =
        format!("mkdir gone && cd gone && rmdir ../gone && exec '{}' check", crate::support::tidegate_binary());
    world.from_folder("").run("sh", &["-c", &script]).exits(3).prints(&["current folder", "help: "]).done();
}

#[test]
fn reports_a_configuration_that_is_not_a_file() {
    let world = staged();
    std::fs::create_dir(world.path("tidegate.toml")).expect("a folder");
    world.tidegate("check").exits(2).prints(&["tidegate.toml", "help: "]).done();
    std::fs::remove_dir(world.path("tidegate.toml")).expect("a folder");
    for content in [&b"\xff\xfe\0binary"[..], b"\0\0\0\0", b"[[[[", b"schema = ", b"schema = 1"] {
        world.stage("tidegate.toml", content);
        world.tidegate("check").exits(2).prints(&["tidegate.toml"]).done();
        world.tidegate("run pre-commit").exits(2).prints(&["tidegate.toml"]).done();
    }
    world.git(&["rm", "--quiet", "-f", "tidegate.toml"]);
    world.tidegate("check --config no/such.toml").exits(2).prints(&["no/such.toml"]).done();
}

#[cfg(unix)]
#[test]
fn reports_configuration_behind_broken_links() {
    let world = staged();
    std::os::unix::fs::symlink("tidegate.toml", world.path("tidegate.toml")).expect("a link");
    world.tidegate("check").exits(2).prints(&["tidegate.toml", "help: "]).done();
    world.remove("tidegate.toml");
    std::os::unix::fs::symlink("no/such", world.path("tidegate.toml")).expect("a link");
    world.tidegate("check").exits(2).prints(&["tidegate.toml", "help: "]).done();
    world.remove("tidegate.toml");
    world.from_folder("").run("mkfifo", &["tidegate.toml"]).passes().done();
    world.tidegate("check").exits(2).prints(&["tidegate.toml", "help: "]).done();
}
