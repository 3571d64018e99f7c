//! Where the hooks go: `core.hooksPath`, linked work trees, submodules, bare repositories.

use super::{FOREIGN, World, shown};
use predicates::str::contains;
use std::fs;
use std::os::unix::fs::symlink;

#[test]
fn a_team_folder_gets_hooks_without_a_path_of_this_machine() {
    let world = World::new();
    world.git(&["config", "core.hooksPath", ".githooks"]).success();
    world.script("repo/.githooks/pre-commit", FOREIGN);
    fs::create_dir(world.at("repo/sub")).unwrap();
    let installed = world.tidegate_in("repo/sub", &["install", "--script"]).success();
    insta::assert_snapshot!(shown(&world, installed.get_output()), @r"
    Git hooks in .githooks:
      pre-commit        installed; the hook that was there still runs first (kept as .githooks/pre-commit.before-tidegate).
      pre-merge-commit  installed.
      pre-push          installed.
    note: .githooks is part of the work tree, so these hooks are for everybody: they look for tidegate on PATH; commit them (on Windows with `git add --chmod=+x`).
    ");
    for name in ["pre-commit", "pre-push"] {
        let text = fs::read_to_string(world.at("repo/.githooks").join(name)).unwrap();
        assert!(text.contains("\ninstalled=''\n"), "{text}");
    }
    world.fake(0);
    world.commit().success();
    assert_eq!(world.log(), "foreign\ntidegate run pre-commit\n");
    world.tidegate(&["uninstall"]).success();
    assert_eq!(world.picture("repo/.githooks").len(), 1);
    assert_eq!(fs::read_to_string(world.at("repo/.githooks/pre-commit")).unwrap(), FOREIGN);
}

#[test]
fn a_folder_outside_is_refused_with_the_ways_out() {
    let world = World::new();
    world.git(&["config", "--global", "core.hooksPath", "~/hooks"]).success();
    let refused = world.tidegate(&["install", "--script"]).code(2);
    insta::assert_snapshot!(shown(&world, refused.get_output()), @r#"
    error: the hooks folder [TEMP]/home/hooks is outside this repository (core.hooksPath is set in [TEMP]/gitconfig)
      help: give this repository a folder of its own: `git config --local core.hooksPath .githooks`, then `tidegate install`; the hooks outside no longer run here then
      help: or add `tidegate run pre-commit "$@"` to the pre-commit hook there, and the same for pre-merge-commit and pre-push
      help: or upgrade git to 2.54 or newer, where `tidegate install --config` needs no hooks folder
    "#);
    assert!(!world.at("home/hooks").exists());
    world.tidegate(&["uninstall"]).success();
}

#[test]
fn a_link_that_leads_outside_is_outside() {
    let world = World::new();
    fs::remove_dir(world.at("repo/.git/hooks")).unwrap();
    fs::create_dir(world.at("elsewhere")).unwrap();
    symlink(world.at("elsewhere"), world.at("repo/.git/hooks")).unwrap();
    world.tidegate(&["install", "--script"]).code(2).stderr(contains("is outside this repository"));
    assert_eq!(world.picture("elsewhere").len(), 0);
}

#[test]
fn a_global_folder_below_the_work_tree_still_serves_everybody() {
    // A repository of dot files has the home folder as its work tree.
    let world = World::new();
    world.git_in("home", &["init", "-q"]).success();
    let setting = world.at("home/hooks");
    world.git(&["config", "--global", "core.hooksPath", setting.to_str().unwrap()]).success();
    world.tidegate_in("home", &["install", "--script"]).code(2).stderr(contains("is outside this repository"));
    world.git_in("home", &["config", "--local", "core.hooksPath", setting.to_str().unwrap()]).success();
    world.tidegate_in("home", &["install", "--script"]).success().stdout(contains("Git hooks in hooks:"));
}

#[test]
fn an_empty_setting_is_called_out() {
    let world = World::new();
    world.git(&["config", "core.hooksPath", ""]).success();
    let refused = world.tidegate(&["install", "--script"]).code(2);
    insta::assert_snapshot!(shown(&world, refused.get_output()), @r"
    error: core.hooksPath is empty in .git/config, so git runs no hooks here
      help: remove the setting: `git config --unset core.hooksPath` (with `--global` if it is set there)
      help: or upgrade git to 2.54 or newer, where `tidegate install --config` needs no hooks folder
    ");
}

#[test]
fn linked_work_trees_share_the_hooks() {
    let world = World::new();
    world.commit().success();
    world.git(&["worktree", "add", "-q", "../linked", "-b", "linked"]).success();
    world.tidegate_in("linked", &["install", "--script"]).success();
    assert!(world.hook("pre-commit").exists());
    world.fake(0);
    world.git_in("linked", &["commit", "-q", "--allow-empty", "-m", "x"]).success();
    world.commit().success();
    assert_eq!(world.log(), "tidegate run pre-commit\n".repeat(2));
    world.tidegate_in("linked", &["uninstall"]).success();
    assert_eq!(world.picture("repo/.git/hooks").len(), 0);
}

#[test]
fn a_linked_work_tree_may_have_a_folder_of_its_own() {
    let world = World::new();
    world.commit().success();
    world.git(&["worktree", "add", "-q", "../linked", "-b", "linked"]).success();
    world.git(&["config", "extensions.worktreeConfig", "true"]).success();
    world.git_in("linked", &["config", "--worktree", "core.hooksPath", ".own"]).success();
    world.tidegate_in("linked", &["install", "--script"]).success().stdout(contains("Git hooks in .own:"));
    assert!(world.at("linked/.own/pre-commit").exists());
    assert_eq!(world.picture("repo/.git/hooks").len(), 0);
}

#[test]
fn a_submodule_has_hooks_of_its_own() {
    let world = World::new();
    world.git_in("", &["init", "-q", "-b", "main", "library"]).success();
    world.git_in("library", &["commit", "-q", "--allow-empty", "-m", "x"]).success();
    world.git(&["submodule", "--quiet", "add", "../library", "sub"]).success();
    world.tidegate_in("repo/sub", &["install", "--script"]).success();
    assert!(world.at("repo/.git/modules/sub/hooks/pre-commit").exists());
    assert!(!world.hook("pre-commit").exists());
    world.fake(0);
    world.git_in("repo/sub", &["commit", "-q", "--allow-empty", "-m", "x"]).success();
    assert_eq!(world.log(), "tidegate run pre-commit\n");
}

#[test]
fn a_bare_repository_with_a_work_tree_elsewhere_is_meant_by_git_dir() {
    let world = World::new();
    world.git_in("", &["init", "-q", "--bare", "dots"]).success();
    let mut install = world.command(assert_cmd::cargo::cargo_bin!("tidegate"), "home");
    let done =
        install.args(["install", "--script"]).env("GIT_DIR", "../dots").env("GIT_WORK_TREE", ".").output().unwrap();
    assert!(done.status.success(), "{}", shown(&world, &done));
    assert!(world.at("dots/hooks/pre-commit").exists());
    world.fake(0);
    let commit = ["--git-dir=../dots", "--work-tree=.", "commit", "-q", "--allow-empty", "-m", "x"];
    world.git_in("home", &commit).success();
    assert_eq!(world.log(), "tidegate run pre-commit\n");
}
