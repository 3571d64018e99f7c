//! Hooks in the configuration, which git 2.54 and newer runs.

use super::{FOREIGN, world, world_with_config_hooks, world_with_git_2_54};
use crate::support::{CommandResult, View, World};
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
    world.script(".git/hooks/commit-msg", FOREIGN);
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
    world.script("../it's a bin/tidegate", "#!/bin/sh\necho tidegate \"$@\" >> \"$LOG\"\nsed 's/^/  /' >> \"$LOG\"\n");
    command(&world, world.from_folder("").input("refs\n")).passes().done();
    assert_eq!(world.log(), "tidegate run --from-config pre-push origin a b\n  refs\n");
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
    world.script(".git/hooks/commit-msg", FOREIGN);
    let before = world.picture(".git");
    world.install().done();
    let scripts = world.picture(".git");
    world.tidegate("install").passes().done();
    assert_eq!(world.picture(".git/hooks").len(), 1);
    world.install().done();
    assert_eq!(world.picture(".git"), scripts);
    world.tidegate("uninstall").passes().done();
    assert_eq!(world.picture(".git"), before);
}

#[test]
fn next_to_a_hook_script_tidegates_hooks_are_scripts_that_run_it_first() {
    let world = world_with_git_2_54();
    world.script(".git/hooks/pre-commit", FOREIGN);
    let before = world.picture(".git");
    let refused = world.tidegate("install --config").exits(2);
    insta::assert_snapshot!(refused.masked(), @r#"
    error: git runs [TEMP]/repo/.git/hooks/pre-commit after the configured hook of tidegate, so what it stages would not be checked
      help: use `tidegate install --script`: its hooks run that script first
      help: or, if another program manages it, add `tidegate run <hook> "$@"` as the last line of [TEMP]/repo/.git/hooks/pre-commit
    "#);
    assert_eq!(world.picture(".git"), before);
    for _ in 0..2 {
        world.tidegate("install").passes().prints(&["Git hooks in .git/hooks:", "still runs first"]).done();
        world.tidegate("uninstall").passes().done();
        assert_eq!(world.picture(".git"), before);
    }
    // A script of an event whose result other hooks cannot change is no obstacle.
    world.remove(".git/hooks/pre-commit").script(".git/hooks/pre-push", FOREIGN);
    world.tidegate("install").passes().prints(&["configuration of this repository"]).done();
}

#[test]
fn a_hooks_folder_of_all_repositories_with_a_script_needs_a_line_in_it() {
    let world = world_with_git_2_54();
    world.git(&["config", "--global", "core.hooksPath", "~/hooks"]);
    world.tidegate("install").passes().prints(&["configuration of this repository"]).done();
    world.tidegate("uninstall").passes().done();
    world.script("../home/hooks/pre-commit", FOREIGN);
    let refused = world.tidegate("install").exits(2);
    insta::assert_snapshot!(refused.masked(), @r#"
    error: git runs [TEMP]/home/hooks/pre-commit after the configured hook of tidegate, so what it stages would not be checked
      help: add `tidegate run <hook> "$@"` as the last line of [TEMP]/home/hooks/pre-commit
    "#);
    world.script("../home/hooks/pre-commit", "#!/bin/sh\ntidegate run pre-commit \"$@\"\n");
    world.tidegate("install").passes().done();
}

/// Runs the command that the configuration has for an event, as git does.
fn run_configured(world: &World, event: &str) -> CommandResult {
    let command = world.git(&["config", &format!("hook.tidegate-{event}.command")]);
    world.from_folder("").run("sh", &["-c", &format!("{} \"$@\"", command.trim_end()), "hook"])
}

#[test]
fn a_script_that_appears_later_is_run_before_the_check() {
    let world = world_with_git_2_54();
    world.tidegate("install").passes().done();
    world.stage("supabase/migrations/20260105000000_Bad.sql", "select 1;\n");
    run_configured(&world, "pre-commit").has_problems().prints(&["invalid-name"]).done();
    world.script(".git/hooks/pre-commit", FOREIGN);
    let left = run_configured(&world, "pre-commit").passes();
    insta::assert_snapshot!(left.masked(), @r"
    tidegate: git runs [TEMP]/repo/.git/hooks/pre-commit after the configured hook of tidegate, so what it stages would not be checked; tidegate's hooks are scripts from now on, which run it first
    ");
    // Git runs the script next: it is tidegate's by now, which runs the other one first.
    let hook = world.hook_path("pre-commit");
    world.from_folder("").run(hook.to_str().unwrap(), &[""; 0]).has_problems().prints(&["invalid-name"]).done();
    assert_eq!(world.log(), "foreign\n");
    assert!(!world.git(&["config", "--list"]).contains("hook.tidegate"));
}

#[test]
fn a_later_hook_of_any_configuration_file_is_noticed() {
    let included = |world: &World| {
        world.file(".gitconfig", "[hook \"fmt\"]\n\tevent = pre-commit\n\tcommand = true\n");
        world.git(&["config", "include.path", "../.gitconfig"]);
    };
    let of_work_tree = |world: &World| {
        world.git(&["config", "extensions.worktreeConfig", "true"]);
        world.git(&["config", "--worktree", "hook.fmt.event", "pre-commit"]);
        world.git(&["config", "--worktree", "hook.fmt.command", "true"]);
    };
    for add in [&included as &dyn Fn(&World), &of_work_tree] {
        let world = world_with_git_2_54();
        world.tidegate("install").passes().done();
        run_configured(&world, "pre-commit").passes().done();
        add(&world);
        world.tidegate("doctor").exits(1).prints(&["the hook `fmt` of the configuration after"]).done();
        run_configured(&world, "pre-commit").exits(2).prints(&["the hook `fmt` of the configuration after"]).done();
        // Scripts run after every hook in the configuration.
        world.tidegate("doctor").passes().prints(&["/hooks/pre-commit\n"]).done();
    }
}

#[test]
fn a_later_hook_of_variables_is_noticed() {
    let numbered = [
        ("GIT_CONFIG_COUNT", "2"),
        ("GIT_CONFIG_KEY_0", "hook.fmt.event"),
        ("GIT_CONFIG_VALUE_0", "pre-commit"),
        ("GIT_CONFIG_KEY_1", "hook.fmt.command"),
        ("GIT_CONFIG_VALUE_1", "true"),
    ];
    let forms: [&[(&str, &str)]; 5] = [
        &[("GIT_CONFIG_PARAMETERS", "'hook.fmt.event'='pre-commit' 'hook.fmt.command'='true'")],
        &[("GIT_CONFIG_PARAMETERS", "'hook.fmt.event=pre-commit' 'hook.fmt.command=true'")],
        &[("GIT_CONFIG_PARAMETERS", "'include.path'='[ROOT]/fmt'")],
        &[("GIT_CONFIG_PARAMETERS", "'core.hooksPath'='[ROOT]/others'")],
        &numbered,
    ];
    let run = |world: &World, form: &[(&str, &str)]| {
        let command = world.git(&["config", "hook.tidegate-pre-commit.command"]);
        let root = world.root().display().to_string();
        let view = form
            .iter()
            .fold(world.from_folder(""), |view, (name, value)| view.with(name, value.replace("[ROOT]", &root)));
        view.run("sh", &["-c", &format!("{} \"$@\"", command.trim_end()), "hook"])
    };
    for form in forms {
        let world = world_with_git_2_54();
        world.file("../fmt", "[hook \"fmt\"]\n\tevent = pre-commit\n\tcommand = true\n");
        world.script("../others/pre-commit", FOREIGN);
        world.tidegate("install").passes().done();
        run(&world, &[]).passes().is_quiet().done();
        run(&world, &[("GIT_CONFIG_PARAMETERS", "'user.name'='it'\\''s me'")]).passes().is_quiet().done();
        run(&world, form).exits(2).prints(&["after the configured hook of tidegate"]).done();
    }
    // The file of the user, and one that depends on a remote, are read before tidegate's own.
    let world = world_with_git_2_54();
    world.file("../fmt", "[hook \"fmt\"]\n\tevent = pre-commit\n\tcommand = true\n");
    world.tidegate("install").passes().done();
    let fmt = world.root().join("fmt").display().to_string();
    run(&world, &[("GIT_CONFIG_GLOBAL", &fmt)]).passes().done();
    world.git(&["remote", "add", "origin", "https://example.com/x"]);
    world.git(&["config", "includeIf.hasconfig:remote.*.url:https://example.com/**.path", &fmt]);
    run(&world, &[]).exits(2).prints(&["the hook `fmt` of the configuration after"]).done();
}

#[test]
fn a_later_hook_that_tidegate_cannot_follow_blocks_the_commit() {
    let world = world_with_git_2_54();
    world.git(&["config", "core.hooksPath", ".husky/_"]);
    world.script(".husky/_/pre-commit", "#!/usr/bin/env sh\n. \"$(dirname \"$0\")/h\"");
    world.tidegate("install").passes().prints(&["configuration of this repository"]).done();
    run_configured(&world, "pre-commit").passes().done();
    world.tidegate("doctor").prints(&["pre-commit: tidegate runs, called by the git configuration\n"]).done();
    world.file(".husky/pre-commit", "npx lint-staged\n");
    let doctor =
        world.tidegate("doctor").exits(1).prints(&["!! pre-commit: git runs ", "husky/pre-commit after tidegate"]);
    doctor.does_not_print(&["outdated", "pre-merge-commit: git runs ", "supports hooks in its configuration"]).done();
    let blocked = run_configured(&world, "pre-commit").exits(2);
    insta::assert_snapshot!(blocked.masked(), @r#"
    error: git runs [TEMP]/repo/.husky/pre-commit after the configured hook of tidegate, so what it stages would not be checked
      help: add to .husky/pre-commit:
            tidegate run pre-commit "$@"
      help: add to .husky/pre-merge-commit:
            tidegate run pre-merge-commit "$@"
      help: add to .husky/pre-push:
            tidegate run pre-push "$@"
      help: and commit .husky/pre-commit, .husky/pre-merge-commit and .husky/pre-push
      help: to commit without any check: `git commit --no-verify`
    "#);
    run_configured(&world, "pre-merge-commit").passes().done();
    world.file(".husky/pre-commit", "npx lint-staged\ntidegate run pre-commit\n");
    run_configured(&world, "pre-commit").passes().done();
}

#[test]
fn another_configured_hook_after_tidegates_makes_them_scripts() {
    let world = world_with_git_2_54();
    world.tidegate("install").passes().done();
    world.git(&["config", "hook.format.event", "pre-commit"]);
    world.git(&["config", "hook.format.command", "make format"]);
    // Installing again moves tidegate's behind it.
    world.tidegate("install").passes().prints(&["pre-commit        updated."]).done();
    run_configured(&world, "pre-commit").passes().done();
    world.git(&["config", "--remove-section", "hook.format"]);
    world.git(&["config", "hook.format.event", "pre-commit"]);
    let blocked = run_configured(&world, "pre-commit").exits(2);
    insta::assert_snapshot!(blocked.masked(), @r"
    error: git runs the hook `format` of the configuration after the configured hook of tidegate, so what it stages would not be checked
      help: tidegate's hooks are scripts from now on, which run last: `git commit` again
      help: to commit without any check: `git commit --no-verify`
    ");
    assert!(world.hook_path("pre-commit").exists());
    assert!(!world.git(&["config", "--list"]).contains("hook.tidegate"));
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
    world.tidegate("install").passes().prints(&["configuration of this repository"]).done();
    world.fake(0);
    world.commit_hooked().passes().done();
    assert_eq!(world.log(), "tidegate run --from-config pre-commit\n");

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
    let (before, _) = log.split_once("tidegate run --from-config pre-push ../remote ../remote\n").unwrap();
    assert_eq!(before, "tidegate run --from-config pre-commit\ntidegate run --from-config pre-merge-commit\n");

    fs::remove_file(world.root().join("it's a bin/tidegate")).unwrap();
    let stopped = world.commit_hooked().has_problems();
    assert!(stopped.err.contains("tidegate is not installed"), "{}", stopped.err);
    world.git(&["commit", "-q", "--no-verify", "--allow-empty", "-m", "x"]);
}

/// Stages a file, as formatters and generators do.
const STAGING: &str = "#!/bin/sh\necho staging >> \"$LOG\"\ntest -e late.sql || exit 0\n\
    mv late.sql supabase/migrations/20260105000000_Late.sql\ngit add supabase\n";

#[test]
fn what_a_later_script_stages_is_checked_in_the_same_commit() {
    for is_first in [true, false] {
        let Some(world) = world_with_config_hooks() else {
            return;
        };
        if is_first {
            world.script(".git/hooks/pre-commit", STAGING);
        }
        world.tidegate("install").passes().done();
        world.script(".git/hooks/pre-commit.sample", "");
        if !is_first {
            world.script(".git/hooks/pre-commit", STAGING);
        }
        world.file("late.sql", "select 1;\n");
        world.git(&["commit", "-q", "--no-verify", "--allow-empty", "-m", "x"]);
        world.commit_hooked().has_problems().prints(&["invalid-name"]).done();
        assert_eq!(world.log(), "staging\n");
        world.git(&["reset", "-q"]);
        world.commit_hooked().passes().done();
        assert_eq!(world.log(), "staging\n");
    }
}

#[test]
fn another_configured_hook_is_never_run_after_the_check() {
    let Some(world) = world_with_config_hooks() else {
        return;
    };
    let hook = world.script("../staging", STAGING);
    world.tidegate("install").passes().done();
    world.git(&["config", "hook.staging.event", "pre-commit"]);
    world.git(&["config", "hook.staging.command", hook.to_str().unwrap()]);
    world.file("late.sql", "select 1;\n");
    world.commit_hooked().has_problems().prints(&["`git commit` again"]).done();
    world.commit_hooked().has_problems().prints(&["invalid-name"]).done();
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
        assert_eq!(world.log(), "tidegate run --from-config pre-commit\n", "{setting}");
    }
}
