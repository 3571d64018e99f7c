//! Hooks in the configuration, which git 2.54 and newer runs.

use super::{FOREIGN, world, world_with_config_hooks, world_with_git_2_54};
use crate::support::{View, World};
use std::fs;

#[test]
fn old_git_does_not_get_hooks_it_would_ignore() {
    let mut world = world();
    world.script("../old git/git", "#!/bin/sh\ntest \"$1\" = version && echo git version 2.53.1 || exit 1\n");
    world.first_on_path("old git");
    let before = world.picture(".git");
    let refused = world.tidegate("install --config").exits(2);
    insta::assert_snapshot!(refused.masked(), @r"
    error: git 2.53 does not support config-based hooks, which need git 2.54
      help: use `tidegate install --script`, or upgrade git
    ");
    world.tidegate("install").passes().prints(&["Git hooks in .git/hooks:"]).done();
    assert_ne!(world.picture(".git"), before);
}

#[test]
fn new_git_gets_configured_hooks_and_uninstall_restores_the_file() {
    let world = world_with_git_2_54();
    world.script(".git/hooks/pre-commit", FOREIGN);
    world.git(&["config", "core.hooksPath", ""]);
    let before = world.picture(".git");
    let installed = world.tidegate("install").passes();
    insta::assert_snapshot!(installed.masked(), @r"
    Git hooks in the configuration of this repository:
      pre-commit        installed.
      pre-merge-commit  installed.
      pre-push          installed.
    note: git 2.54 and newer run these; a program that uses an older git ignores them (`tidegate install --script` works with both).
    ");
    let config = fs::read(world.path(".git/config")).unwrap();
    world.tidegate("install").passes().prints(&["already installed."]).done();
    assert_eq!(fs::read(world.path(".git/config")).unwrap(), config);
    world.git(&["config", "hook.tidegate-pre-push.command", "older"]);
    world.tidegate("install").passes().prints(&["pre-push          updated."]).done();
    assert_eq!(fs::read(world.path(".git/config")).unwrap(), config);
    let removed = world.tidegate("uninstall").passes();
    assert_eq!(removed.out.matches("uninstalled.").count(), 3, "{removed}");
    assert_eq!(world.picture(".git"), before);
}

#[test]
fn the_configured_command_behaves_like_the_script() {
    let mut world = world_with_git_2_54();
    world.tidegate("install").passes().done();
    let command = |world: &World, view: View<'_>| {
        let key = world.git(&["config", "hook.tidegate-pre-push.command"]);
        // As git runs it (run-command.c, prepare_shell_cmd).
        let line = format!("{} \"$@\"", key.trim_end());
        view.run("sh", &["-c", &line, "hook", "origin", "a b"])
    };
    world.fake(0);
    command(&world, world.from_folder("").input("refs\n")).passes().done();
    assert_eq!(world.log(), "tidegate run pre-push origin a b\n  refs\n");
    let skipped = command(&world, world.with("TIDEGATE", "0")).passes();
    assert_eq!(skipped.err, "tidegate: pre-push skipped: TIDEGATE=0 is set\n");
    fs::remove_file(world.root().join("it's a bin/tidegate")).unwrap();
    let stopped = command(&world, world.from_folder("")).exits(3);
    assert!(stopped.err.contains("git push --no-verify or TIDEGATE=0"), "{}", stopped.err);
    world.script("../elsewhere/tidegate", "#!/bin/sh\nexit 9\n");
    world.last_on_path("elsewhere");
    command(&world, world.from_folder("")).exits(9).done();
}

#[test]
fn switching_to_configured_hooks_removes_the_scripts_and_back() {
    let world = world_with_git_2_54();
    world.script(".git/hooks/pre-commit", FOREIGN);
    let before = world.picture(".git");
    world.install().done();
    let scripts = world.picture(".git");
    world.tidegate("install").passes().done();
    assert_eq!(world.picture(".git/hooks").len(), 1);
    assert_eq!(fs::read_to_string(world.hook_path("pre-commit")).unwrap(), FOREIGN);
    world.install().done();
    assert_eq!(world.picture(".git"), scripts);
    world.tidegate("uninstall").passes().done();
    assert_eq!(world.picture(".git"), before);
}

#[test]
fn a_team_that_commits_the_scripts_keeps_them() {
    let world = world_with_git_2_54();
    world.git(&["config", "core.hooksPath", ".githooks"]);
    world.install().done();
    world.tidegate("install").passes().prints(&["Git hooks in .githooks:", "already installed."]).done();
    world.tidegate("install --config").passes().prints(&[".githooks/pre-push runs tidegate as well"]).done();
}

#[test]
fn a_failure_changes_nothing_in_the_configuration() {
    let mut world = world_with_git_2_54();
    world.tidegate("install --hook pre-commit").passes().done();
    let before = world.picture(".git");
    let real = world.root().join("new git/git");
    let text = fs::read_to_string(&real).unwrap();
    let text = text.replace("exec ", "case \"$*\" in *pre-push.command*) echo broken >&2; exit 128;; esac\nexec ");
    world.script("../broken git/git", &text);
    world.first_on_path("broken git");
    world.tidegate("install").exits(3).prints(&["pre-push.command", "broken"]).done();
    assert_eq!(world.picture(".git"), before);
}

#[test]
fn hooks_set_or_disabled_elsewhere_are_reported() {
    let world = world_with_git_2_54();
    let set = |key: &str, value: &str| world.git(&["config", "--global", key, value]);
    set("hook.tidegate-pre-push.event", "pre-push");
    set("hook.tidegate-pre-push.command", "tidegate run pre-push");
    set("hook.tidegate-pre-commit.enabled", "false");
    world.tidegate("install").passes().prints(&["the git configuration switches pre-commit off"]).done();
    world.tidegate("uninstall").passes().prints(&["pre-push is also set outside this repository"]).done();
}

#[test]
fn git_2_54_runs_hooks_of_the_configuration() {
    let Some(world) = world_with_config_hooks() else {
        return;
    };
    world.script(".git/hooks/pre-commit", FOREIGN);
    world.tidegate("install").passes().prints(&["configuration of this repository"]).done();
    world.fake(0);
    world.commit_hooked().passes().done();
    assert_eq!(world.log(), "tidegate run pre-commit\nforeign\n");

    world.git(&["checkout", "-q", "-b", "side"]);
    world.commit_hooked().passes().done();
    world.git(&["checkout", "-q", "main"]);
    world.git(&["worktree", "add", "-q", "../linked", "side"]);
    world.log();
    world.fake(1);
    world.from_folder("../linked").try_git(&["commit", "-q", "--allow-empty", "-m", "x"]).has_problems().done();
    world.try_git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]).has_problems().done();
    let _ = world.try_git(&["merge", "--abort"]);
    world.from_folder("..").git(&["init", "-q", "--bare", "remote"]);
    world.try_git(&["push", "-q", "../remote", "main", "side"]).has_problems().done();
    let log = world.log();
    let (before, refs) = log.split_once("tidegate run pre-push ../remote ../remote\n").unwrap();
    assert_eq!(before, "tidegate run pre-commit\nforeign\ntidegate run pre-merge-commit\n");
    assert_eq!(refs.lines().count(), 2, "{refs}");

    fs::remove_file(world.root().join("it's a bin/tidegate")).unwrap();
    let stopped = world.commit_hooked().has_problems();
    assert!(stopped.err.contains("tidegate is not installed"), "{}", stopped.err);
    world.git(&["commit", "-q", "--no-verify", "--allow-empty", "-m", "x"]);
}

#[test]
fn hooks_of_the_configuration_run_whatever_the_hooks_path_says() {
    for setting in ["/nowhere/hooks", "", ".husky/_"] {
        let Some(world) = world_with_config_hooks() else {
            return;
        };
        world.git(&["config", "core.hooksPath", setting]);
        world.tidegate("install").passes().done();
        world.fake(1);
        world.commit_hooked().has_problems().done();
        assert_eq!(world.log(), "tidegate run pre-commit\n", "{setting}");
    }
}
