//! Where the hooks go: `core.hooksPath`, linked worktrees, submodules, bare repositories.

use super::{FOREIGN, world};
use std::fs;
use std::os::unix::fs::symlink;

#[test]
fn a_team_folder_gets_hooks_without_a_path_of_this_machine() {
    let world = world();
    world.git(&["config", "core.hooksPath", ".githooks"]);
    world.script(".githooks/pre-commit", FOREIGN);
    fs::create_dir(world.path("sub")).unwrap();
    let installed = world.from_folder("sub").tidegate("install --script").passes();
    insta::assert_snapshot!(installed.masked(), @r"
    Git hooks in .githooks:
      pre-commit        installed; the existing hook still runs first (kept as .githooks.before-tidegate/pre-commit).
      pre-merge-commit  installed.
      pre-push          installed.
    note: .githooks is part of the working tree, so these hooks are shared: they look for tidegate on PATH; commit them and the kept hooks (on Windows with `git add --chmod=+x`).
    ");
    for name in ["pre-commit", "pre-push"] {
        let text = fs::read_to_string(world.path(".githooks").join(name)).unwrap();
        assert!(text.contains("\ninstalled=''\n"), "{text}");
    }
    world.fake(0);
    world.commit_hooked().passes().done();
    assert_eq!(world.log(), "foreign\ntidegate run pre-commit\n");
    world.tidegate("uninstall").passes().done();
    assert_eq!(world.picture(".githooks").len(), 1);
    assert_eq!(fs::read_to_string(world.path(".githooks/pre-commit")).unwrap(), FOREIGN);
}

#[test]
fn a_hooks_folder_outside_the_repository_is_refused_with_alternatives() {
    let world = world();
    world.git(&["config", "--global", "core.hooksPath", "~/hooks"]);
    let refused = world.tidegate("install --script").exits(2);
    insta::assert_snapshot!(refused.masked(), @r#"
    error: the hooks folder [TEMP]/home/hooks is outside this repository (core.hooksPath is set in [TEMP]/home/.gitconfig)
      help: give this repository its own hooks folder: `git config --local core.hooksPath .githooks`, then `tidegate install`; hooks in the other folder then no longer run here
      help: or add `tidegate run pre-commit "$@"` to the pre-commit hook there, and the same for pre-merge-commit and pre-push
      help: or, if no other script runs before a commit, use `tidegate install --config` with git 2.54 or newer
    "#);
    assert!(!world.root().join("home/hooks").exists());
    world.tidegate("uninstall").passes().done();
}

#[test]
fn a_link_that_leads_outside_counts_as_outside() {
    let world = world();
    fs::remove_dir(world.path(".git/hooks")).unwrap();
    fs::create_dir(world.root().join("elsewhere")).unwrap();
    symlink(world.root().join("elsewhere"), world.path(".git/hooks")).unwrap();
    world.tidegate("install --script").exits(2).prints(&["is outside this repository"]).done();
    assert_eq!(world.picture("../elsewhere").len(), 0);
}

#[test]
fn a_global_hooks_folder_below_the_work_tree_counts_as_outside() {
    // A repository of dot files has the home folder as its working tree.
    let world = world();
    world.from_folder("../home").git(&["init", "-q"]);
    let setting = world.root().join("home/hooks");
    world.git(&["config", "--global", "core.hooksPath", setting.to_str().unwrap()]);
    world.from_folder("../home").tidegate("install --script").exits(2).prints(&["is outside this repository"]).done();
    world.from_folder("../home").git(&["config", "--local", "core.hooksPath", setting.to_str().unwrap()]);
    world.from_folder("../home").tidegate("install --script").passes().prints(&["Git hooks in hooks:"]).done();
}

#[test]
fn an_empty_hooks_path_is_reported() {
    let world = world();
    world.git(&["config", "core.hooksPath", ""]);
    let refused = world.tidegate("install --script").exits(2);
    insta::assert_snapshot!(refused.masked(), @r"
    error: core.hooksPath is empty in .git/config, so git runs no hooks here
      help: remove the setting: `git config --unset core.hooksPath` (with `--global` if it is set there)
      help: or, if no other script runs before a commit, use `tidegate install --config` with git 2.54 or newer
    ");
}

#[test]
fn linked_work_trees_share_the_hooks() {
    let world = world();
    world.commit_hooked().passes().done();
    world.git(&["worktree", "add", "-q", "../linked", "-b", "linked"]);
    world.from_folder("../linked").tidegate("install --script").passes().done();
    assert!(world.hook_path("pre-commit").exists());
    world.fake(0);
    world.from_folder("../linked").git(&["commit", "-q", "--allow-empty", "-m", "x"]);
    world.commit_hooked().passes().done();
    assert_eq!(world.log(), "tidegate run pre-commit\n".repeat(2));
    world.from_folder("../linked").tidegate("uninstall").passes().done();
    assert_eq!(world.picture(".git/hooks").len(), 0);
}

#[test]
fn a_linked_work_tree_may_have_its_own_hooks_folder() {
    let world = world();
    world.commit_hooked().passes().done();
    world.git(&["worktree", "add", "-q", "../linked", "-b", "linked"]);
    world.git(&["config", "extensions.worktreeConfig", "true"]);
    world.from_folder("../linked").git(&["config", "--worktree", "core.hooksPath", ".own"]);
    world.from_folder("../linked").tidegate("install --script").passes().prints(&["Git hooks in .own:"]).done();
    assert!(world.root().join("linked/.own/pre-commit").exists());
    assert_eq!(world.picture(".git/hooks").len(), 0);
}

#[test]
fn a_submodule_has_its_own_hooks() {
    let world = world();
    world.from_folder("..").git(&["init", "-q", "-b", "main", "library"]);
    world.from_folder("../library").git(&["commit", "-q", "--allow-empty", "-m", "x"]);
    world.git(&["submodule", "--quiet", "add", "../library", "sub"]);
    world.from_folder("sub").tidegate("install --script").passes().done();
    assert!(world.path(".git/modules/sub/hooks/pre-commit").exists());
    assert!(!world.hook_path("pre-commit").exists());
    world.fake(0);
    world.from_folder("sub").git(&["commit", "-q", "--allow-empty", "-m", "x"]);
    assert_eq!(world.log(), "tidegate run pre-commit\n");
}

#[test]
fn git_dir_selects_a_bare_repository_with_a_work_tree_elsewhere() {
    let world = world();
    world.from_folder("..").git(&["init", "-q", "--bare", "dots"]);
    let view = world.from_folder("../home").with("GIT_DIR", "../dots").with("GIT_WORK_TREE", ".");
    view.tidegate("install --script").passes().done();
    assert!(world.root().join("dots/hooks/pre-commit").exists());
    world.fake(0);
    let commit = ["--git-dir=../dots", "--work-tree=.", "commit", "-q", "--allow-empty", "-m", "x"];
    world.from_folder("../home").git(&commit);
    assert_eq!(world.log(), "tidegate run pre-commit\n");
}
