//! Hooks in the configuration, which git 2.54 and newer runs.

use super::{FOREIGN, World, shown, stderr, stdout};
use predicates::prelude::PredicateBooleanExt as _;
use predicates::str::contains;
use std::fs;

#[test]
fn old_git_does_not_get_hooks_it_would_pass_over() {
    let mut world = World::new();
    world.script("old git/git", "#!/bin/sh\ntest \"$1\" = version && echo git version 2.53.1 || exit 1\n");
    world.path.insert(0, world.at("old git"));
    let before = world.picture("repo/.git");
    let refused = world.tidegate(&["install", "--config"]).code(2);
    insta::assert_snapshot!(shown(&world, refused.get_output()), @r"
    error: git 2.53 does not support config-based hooks, which need git 2.54
      help: use `tidegate install --script`, or upgrade git
    ");
    world.tidegate(&["install"]).success().stdout(contains("Git hooks in .git/hooks:"));
    assert_ne!(world.picture("repo/.git"), before);
}

#[test]
fn new_git_gets_hooks_in_its_configuration_and_the_file_comes_back() {
    let world = World::new().with_git_that_says_2_54();
    world.script("repo/.git/hooks/pre-commit", FOREIGN);
    world.git(&["config", "core.hooksPath", ""]).success();
    let before = world.picture("repo/.git");
    let installed = world.tidegate(&["install"]).success();
    insta::assert_snapshot!(shown(&world, installed.get_output()), @r"
    Git hooks in the configuration of this repository:
      pre-commit        installed.
      pre-merge-commit  installed.
      pre-push          installed.
    note: git 2.54 and newer run these; a program with an older git of its own passes them over (`tidegate install --script` serves both).
    ");
    let config = fs::read(world.at("repo/.git/config")).unwrap();
    world.tidegate(&["install"]).success().stdout(contains("already installed."));
    assert_eq!(fs::read(world.at("repo/.git/config")).unwrap(), config);
    world.git(&["config", "hook.tidegate-pre-push.command", "older"]).success();
    world.tidegate(&["install"]).success().stdout(contains("pre-push          brought up to date."));
    assert_eq!(fs::read(world.at("repo/.git/config")).unwrap(), config);
    world.tidegate(&["uninstall"]).success().stdout(contains("removed.").count(3));
    assert_eq!(world.picture("repo/.git"), before);
}

#[test]
fn the_command_of_the_configuration_does_what_the_script_does() {
    let mut world = World::new().with_git_that_says_2_54();
    world.tidegate(&["install"]).success();
    let command = |world: &World| {
        let key = world.git(&["config", "hook.tidegate-pre-push.command"]).success();
        // As git runs it (run-command.c, prepare_shell_cmd).
        let line = format!("{} \"$@\"", stdout(&key).trim_end());
        let mut shell = world.command("sh".as_ref(), "repo");
        shell.args(["-c", &line, "hook", "origin", "a b"]);
        assert_cmd::Command::from_std(shell)
    };
    world.fake(0);
    command(&world).write_stdin("refs\n").assert().success();
    assert_eq!(world.log(), "tidegate run pre-push origin a b\n  refs\n");
    let skipped = command(&world).env("TIDEGATE", "0").assert().success();
    assert_eq!(stderr(&skipped), "tidegate: pre-push skipped, because TIDEGATE=0 is set\n");
    fs::remove_file(world.at("it's a bin/tidegate")).unwrap();
    let stopped = command(&world).assert().code(3);
    assert!(stderr(&stopped).contains("git push --no-verify or TIDEGATE=0"), "{}", stderr(&stopped));
    world.script("elsewhere/tidegate", "#!/bin/sh\nexit 9\n");
    world.path.push(world.at("elsewhere"));
    command(&world).assert().code(9);
}

#[test]
fn going_over_to_the_configuration_takes_the_scripts_out_and_back_again() {
    let world = World::new().with_git_that_says_2_54();
    world.script("repo/.git/hooks/pre-commit", FOREIGN);
    let before = world.picture("repo/.git");
    world.install();
    let scripts = world.picture("repo/.git");
    world.tidegate(&["install"]).success();
    assert_eq!(world.picture("repo/.git/hooks").len(), 1);
    assert_eq!(fs::read_to_string(world.hook("pre-commit")).unwrap(), FOREIGN);
    world.install();
    assert_eq!(world.picture("repo/.git"), scripts);
    world.tidegate(&["uninstall"]).success();
    assert_eq!(world.picture("repo/.git"), before);
}

#[test]
fn a_team_that_carries_the_script_keeps_it() {
    let world = World::new().with_git_that_says_2_54();
    world.git(&["config", "core.hooksPath", ".githooks"]).success();
    world.install();
    world
        .tidegate(&["install"])
        .success()
        .stdout(contains("Git hooks in .githooks:").and(contains("already installed.")));
    world.tidegate(&["install", "--config"]).success().stdout(contains(".githooks/pre-push runs tidegate too"));
}

#[test]
fn a_failure_leaves_the_configuration_as_it_was() {
    let mut world = World::new().with_git_that_says_2_54();
    world.tidegate(&["install", "--hook", "pre-commit"]).success();
    let before = world.picture("repo/.git");
    let real = world.at("new git/git");
    let text = fs::read_to_string(&real).unwrap();
    let text = text.replace("exec ", "case \"$*\" in *pre-push.command*) echo broken >&2; exit 128;; esac\nexec ");
    world.script("broken git/git", &text);
    world.path.insert(0, world.at("broken git"));
    world.tidegate(&["install"]).code(3).stderr(contains("pre-push.command").and(contains("broken")));
    assert_eq!(world.picture("repo/.git"), before);
}

#[test]
fn hooks_that_are_set_or_switched_off_elsewhere_are_mentioned() {
    let world = World::new().with_git_that_says_2_54();
    let set = |key: &str, value: &str| world.git(&["config", "--global", key, value]).success();
    set("hook.tidegate-pre-push.event", "pre-push");
    set("hook.tidegate-pre-push.command", "tidegate run pre-push");
    set("hook.tidegate-pre-commit.enabled", "false");
    world.tidegate(&["install"]).success().stdout(contains("the git configuration switches pre-commit off"));
    world.tidegate(&["uninstall"]).success().stdout(contains("pre-push is also set outside this repository"));
}

#[test]
fn a_git_that_knows_them_runs_hooks_of_the_configuration() {
    let Some(world) = World::with_config_hooks() else {
        return;
    };
    world.script("repo/.git/hooks/pre-commit", FOREIGN);
    world.tidegate(&["install"]).success().stdout(contains("configuration of this repository"));
    world.fake(0);
    world.commit().success();
    assert_eq!(world.log(), "tidegate run pre-commit\nforeign\n");

    world.git(&["checkout", "-q", "-b", "side"]).success();
    world.commit().success();
    world.git(&["checkout", "-q", "main"]).success();
    world.git(&["worktree", "add", "-q", "../linked", "side"]).success();
    world.log();
    world.fake(1);
    world.git_in("linked", &["commit", "-q", "--allow-empty", "-m", "x"]).failure();
    world.git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]).failure();
    let _ = world.git(&["merge", "--abort"]);
    world.git_in("", &["init", "-q", "--bare", "remote"]).success();
    world.git(&["push", "-q", "../remote", "main", "side"]).failure();
    let log = world.log();
    let (before, refs) = log.split_once("tidegate run pre-push ../remote ../remote\n").unwrap();
    assert_eq!(before, "tidegate run pre-commit\nforeign\ntidegate run pre-merge-commit\n");
    assert_eq!(refs.lines().count(), 2, "{refs}");

    fs::remove_file(world.at("it's a bin/tidegate")).unwrap();
    let stopped = world.commit().failure();
    assert!(stderr(&stopped).contains("tidegate is not installed"), "{}", stderr(&stopped));
    world.git(&["commit", "-q", "--no-verify", "--allow-empty", "-m", "x"]).success();
}

#[test]
fn hooks_of_the_configuration_run_whatever_the_hooks_path_says() {
    for setting in ["/nowhere/hooks", "", ".husky/_"] {
        let Some(world) = World::with_config_hooks() else {
            return;
        };
        world.git(&["config", "core.hooksPath", setting]).success();
        world.tidegate(&["install"]).success();
        world.fake(1);
        world.commit().failure();
        assert_eq!(world.log(), "tidegate run pre-commit\n", "{setting}");
    }
}
