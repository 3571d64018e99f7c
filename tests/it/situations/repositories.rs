//! Where a repository and its working tree may lie.

use super::{BAD, COMMIT, add_hooks, bad, with_hooks};
use crate::support::{GOOD, World, migration};

#[test]
fn a_linked_work_tree_is_checked() {
    let world = with_hooks();
    let linked = world.root().join("linked");
    world.git(&["worktree", "add", "--quiet", "-b", "other", linked.to_str().expect("UTF-8")]);
    std::fs::write(linked.join(bad(7)), GOOD).expect("a file");
    // What is staged in the first worktree is not of this one.
    world.stage(&migration(6, "elsewhere"), "<<<<<<< ours\n");
    world.from_folder(&linked).git(&["add", "--all"]);
    world.from_folder(&linked).try_git(&COMMIT).has_problems().prints(&[BAD]).does_not_print(&["conflict"]).done();
    world.from_folder(linked.join("supabase")).try_git(&COMMIT).has_problems().prints(&[BAD]).done();
    world.from_folder(&linked).tidegate("check").exits(1).prints(&[BAD]).does_not_print(&["conflict"]).done();
    std::fs::rename(linked.join(bad(7)), linked.join(migration(7, "good"))).expect("a rename");
    world.from_folder(&linked).git(&["add", "--all"]);
    world.from_folder(&linked).try_git(&COMMIT).passes().done();
}

#[test]
fn a_submodule_is_its_own_repository() {
    let library = with_hooks();
    let world = World::new();
    world.stage("README.md", "Outer.\n").commit("outer");
    world.git(&["submodule", "--quiet", "add", library.top().to_str().expect("UTF-8"), "lib"]);
    world.commit("with a submodule").hook("pre-commit");
    world.hook_in(&world.path(".git/modules/lib/hooks"), "pre-commit");
    world.file(format!("lib/{}", bad(7)), GOOD);
    world.from_folder("lib").git(&["add", "--all"]);
    world.from_folder("lib").try_git(&COMMIT).has_problems().prints(&[BAD]).done();
    world.from_folder("lib/supabase").tidegate("check").exits(1).prints(&[BAD]).done();
    // The outer repository sees a commit there, no migrations.
    world.from_folder("lib").git(&["commit", "--quiet", "--no-verify", "-m", "bad"]);
    world.git(&["add", "lib"]);
    world.try_git(&COMMIT).passes().is_quiet().done();
}

#[test]
fn git_dir_and_work_tree_may_be_separate() {
    let world = with_hooks();
    let apart = world.root().join("apart.git");
    std::fs::rename(world.path(".git"), &apart).expect("a move");
    world.file(".gitignore", "*.tmp.sql\n");
    world.stage_apart(&apart, &bad(7));
    let outside = world.root().to_path_buf();
    let arguments = |rest: &[&str]| {
        let places = ["--git-dir".to_owned(), text(&apart), "--work-tree".to_owned(), text(world.top())];
        places.into_iter().chain(rest.iter().map(|word| (*word).to_owned())).collect::<Vec<_>>()
    };
    let commit = arguments(&COMMIT);
    world.from_folder(&outside).run("git", &commit).has_problems().prints(&[BAD]).done();
    world.from_folder("supabase").run("git", &commit).has_problems().prints(&[BAD]).done();
    let check = |folder: &std::path::Path| {
        world.from_folder(folder).with("GIT_DIR", &apart).with("GIT_WORK_TREE", world.top()).tidegate("check")
    };
    check(&outside).exits(1).prints(&[BAD]).done();
    check(&world.path("supabase")).exits(1).prints(&[BAD]).done();
    // Ignored files on disk are not forgotten migrations, wherever the working tree is.
    world.file("supabase/migrations/20260109000000_x.tmp.sql", "").remove(bad(7));
    world.from_folder(&outside).run("git", &arguments(&["rm", "--quiet", "--cached", &bad(7)])).passes().done();
    world.stage_apart(&apart, &migration(8, "good"));
    world.from_folder(&outside).run("git", &commit).passes().does_not_print(&["untracked-migration"]).done();
}

#[test]
fn a_work_tree_that_the_repository_names_is_used() {
    let world = with_hooks();
    let apart = world.root().join("apart.git");
    std::fs::rename(world.path(".git"), &apart).expect("a move");
    world.stage_apart(&apart, &bad(7));
    world.from_folder("").with("GIT_DIR", &apart).git(&["config", "core.worktree", &text(world.top())]);
    let outside = world.root();
    let check = |arguments: &str| world.from_folder(outside).with("GIT_DIR", &apart).tidegate(arguments);
    check("check").exits(1).prints(&[BAD]).done();
    check("check --all").exits(1).prints(&[BAD]).done();
}

#[test]
fn dotfiles_in_a_bare_repository_with_a_work_tree_are_checked() {
    let world = World::without_repository();
    let bare = world.root().join("dotfiles.git");
    world.git(&["init", "--quiet", "--bare", "--initial-branch=main", &text(&bare)]);
    world.hook_in(&bare.join("hooks"), "pre-commit");
    let places = [format!("--git-dir={}", text(&bare)), format!("--work-tree={}", text(world.top()))];
    let dotfiles = |rest: &[&str]| {
        let words: Vec<&str> = places.iter().map(String::as_str).chain(rest.iter().copied()).collect();
        world.try_git(&words)
    };
    world.file(migration(5, "good"), GOOD);
    dotfiles(&["add", "."]).passes().done();
    dotfiles(&COMMIT).passes().done();
    world.file(bad(7), GOOD);
    dotfiles(&["add", "."]).passes().done();
    dotfiles(&COMMIT).has_problems().prints(&[BAD]).done();
}

#[test]
fn a_bare_repository_has_nothing_staged_to_check() {
    let world = with_hooks();
    world.publish();
    let bare = world.root().join("origin.git");
    world.from_folder(&bare).tidegate("check").exits(2).prints(&["bare repository", "--from-ref"]).done();
    world.from_folder(&bare).tidegate("check --all").exits(2).prints(&["bare repository"]).done();
    world.from_folder(&bare).tidegate("check --from-ref main --to-ref main").passes().done();
}

#[test]
fn no_repository_is_looked_for_above_a_ceiling() {
    let world = with_hooks();
    world.stage(&bad(7), GOOD).file("docs/a.md", "a");
    let check = |ceiling: &std::path::Path| {
        world.from_folder("docs").with("GIT_CEILING_DIRECTORIES", ceiling).tidegate("check")
    };
    check(world.top()).exits(2).prints(&["not in a git repository"]).done();
    check(world.root()).has_problems().prints(&[BAD]).done();
    check("docs".as_ref()).has_problems().prints(&[BAD]).done();
}

#[test]
fn a_configured_hooks_path_makes_no_difference() {
    let world = World::new();
    add_hooks(&world);
    std::fs::rename(world.path(".git/hooks"), world.path(".githooks")).expect("a move");
    world.git(&["config", "core.hooksPath", ".githooks"]);
    world.stage(&bad(7), GOOD).from_folder("supabase").try_git(&COMMIT).has_problems().prints(&[BAD]).done();
}

#[test]
fn objects_may_be_in_a_separate_object_directory() {
    let world = with_hooks();
    let elsewhere = world.root().join("objects");
    std::fs::rename(world.path(".git/objects"), &elsewhere).expect("a move");
    std::fs::create_dir(world.path(".git/objects")).expect("git wants the folder");
    let with = || world.with("GIT_OBJECT_DIRECTORY", &elsewhere);
    world.file(bad(7), GOOD);
    with().git(&["add", "--all"]);
    with().try_git(&COMMIT).has_problems().prints(&[BAD]).done();
}

fn text(path: &std::path::Path) -> String {
    path.to_str().expect("temporary folders are UTF-8").to_owned()
}

impl World {
    /// Stages a good migration's text under `path` in a repository elsewhere.
    fn stage_apart(&self, git_dir: &std::path::Path, path: &str) {
        self.file(path, GOOD);
        self.with("GIT_DIR", git_dir).with("GIT_WORK_TREE", self.top()).git(&["add", "--", path]);
    }
}
