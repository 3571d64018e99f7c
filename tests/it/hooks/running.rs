//! The scripts as git runs them.

use super::{FOREIGN, World, stderr};
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn the_three_moments_reach_tidegate_and_its_refusal_stops_them() {
    let world = World::new();
    world.install();
    world.fake(0);
    world.commit().success();
    assert_eq!(world.log(), "tidegate run pre-commit\n");

    world.git(&["checkout", "-q", "-b", "side"]).success();
    world.commit().success();
    world.git(&["checkout", "-q", "main"]).success();
    world.log();
    world.fake(1);
    world.git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]).failure();
    assert_eq!(world.log(), "tidegate run pre-merge-commit\n");
    world.git(&["merge", "--abort"]);
    world.commit().failure();
    assert_eq!(world.log(), "tidegate run pre-commit\n");

    world.git_in("", &["init", "-q", "--bare", "remote"]).success();
    world.git(&["remote", "add", "origin", "../remote"]).success();
    world.git(&["push", "-q", "origin", "main"]).failure();
    assert!(world.log().starts_with("tidegate run pre-push origin ../remote\n  refs/heads/main "));
}

#[test]
fn the_hook_that_was_there_runs_first_and_its_exit_code_counts() {
    let world = World::new();
    world.script("repo/.git/hooks/pre-commit", FOREIGN);
    world.install();
    world.fake(0);
    world.commit().success();
    assert_eq!(world.log(), "foreign\ntidegate run pre-commit\n");
    world.git_command("repo", &["commit", "--allow-empty", "-m", "x"]).env("FOREIGN_EXIT", "7").output().unwrap();
    assert_eq!(world.log(), "foreign\n", "its refusal is final");
    let hook = world.hook("pre-commit");
    let status = world.command(&hook, "repo").env("FOREIGN_EXIT", "7").status().unwrap();
    assert_eq!(status.code(), Some(7));
}

#[test]
fn what_is_pushed_reaches_both_the_kept_hook_and_tidegate() {
    let world = World::new();
    world.script("repo/.git/hooks/pre-push", "#!/bin/sh\necho foreign \"$@\" >> \"$LOG\"\nsed 's/^/  /' >> \"$LOG\"\n");
    world.install();
    world.fake(0);
    world.commit().success();
    world.git(&["branch", "other"]).success();
    world.git_in("", &["init", "-q", "--bare", "remote"]).success();
    world.log();
    world.git(&["push", "-q", "../remote", "main", "other"]).success();
    let log = world.log();
    let (foreign, ours) = log.split_once("tidegate run pre-push ../remote ../remote\n").unwrap();
    let foreign = foreign.strip_prefix("foreign ../remote ../remote\n").unwrap();
    assert_eq!(foreign, ours);
    assert_eq!(ours.lines().count(), 2, "{ours}");
}

#[test]
fn a_kept_hook_that_reads_nothing_does_no_harm() {
    let world = World::new();
    world.script("repo/.git/hooks/pre-push", "#!/bin/sh\nexec <&-\n");
    world.install();
    world.fake(0);
    let refs = "refs/heads/main 1 refs/heads/main 2\n".repeat(5_000);
    let mut hook = assert_cmd::Command::from_std(world.command(&world.hook("pre-push"), "repo"));
    hook.args(["origin", "url"]).write_stdin(refs.clone()).assert().success().stderr("");
    assert_eq!(world.log().len(), refs.len() + 2 * 5_000 + "tidegate run pre-push origin url\n".len());
}

/// A program of this machine.
fn tool(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

#[test]
fn the_scripts_please_shellcheck() {
    let Some(shellcheck) = tool("shellcheck") else {
        assert!(std::env::var_os("CI").is_none() || cfg!(not(target_os = "linux")), "CI has to have shellcheck");
        return;
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("hooks");
    let scripts = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    assert_cmd::Command::new(shellcheck).arg("--shell=sh").args(scripts).assert().success();
}

#[test]
fn every_shell_at_hand_runs_the_scripts() {
    let world = World::new();
    world.script("repo/.git/hooks/pre-push", "#!/bin/sh\necho foreign >> \"$LOG\"\nsed 's/^/  /' >> \"$LOG\"\n");
    world.install();
    world.fake(4);
    let mut shells: Vec<Vec<String>> = ["sh", "dash", "bash"].map(|shell| vec![shell.to_owned()]).to_vec();
    shells.push(["busybox", "sh"].map(str::to_owned).to_vec());
    for shell in shells.iter().filter(|shell| tool(&shell[0]).is_some()) {
        for arguments in [&["origin", "a b"], &["--", "$(false)"]] {
            let mut hook = world.command(Path::new(&shell[0]), "repo");
            hook.args(&shell[1..]).arg(".git/hooks/pre-push").args(arguments);
            assert_cmd::Command::from_std(hook).write_stdin("one\ntwo\n\n").assert().code(4).stderr("");
            let [first, second] = arguments;
            let read = "  one\n  two\n  \n";
            let expected = format!("foreign\n{read}tidegate run pre-push {first} {second}\n{read}");
            assert_eq!(world.log(), expected, "{shell:?}");
        }
    }
}

#[test]
fn a_missing_program_stops_the_commit_and_says_how_to_go_on() {
    let mut world = World::new();
    world.install();
    fs::remove_file(world.at("it's a bin/tidegate")).unwrap();
    let stopped = world.commit().failure();
    let path = world.at("it's a bin/tidegate");
    assert_eq!(
        stderr(&stopped),
        format!(
            "tidegate: pre-commit blocked: tidegate is not installed (not on PATH, not at {}); install it from \
             https://github.com/tidegate/tidegate or bypass it once with git commit --no-verify or TIDEGATE=0\n",
            path.display()
        )
    );
    world.git(&["commit", "-q", "--no-verify", "--allow-empty", "-m", "x"]).success();

    // A program elsewhere on PATH is as good.
    world.path.push(world.at("elsewhere"));
    world.script("elsewhere/tidegate", "#!/bin/sh\necho elsewhere \"$@\" >> \"$LOG\"\n");
    world.commit().success();
    assert_eq!(world.log(), "elsewhere run pre-commit\n");
}

#[test]
fn a_program_that_cannot_start_stops_the_commit() {
    let world = World::new();
    world.install();
    fs::remove_file(world.at("it's a bin/tidegate")).unwrap();
    world.script("it's a bin/tidegate", "#!/nowhere/interpreter\n");
    world.commit().failure();
}

#[test]
fn tidegate_0_skips_tidegate_aloud_and_nothing_else() {
    let world = World::new();
    world.script("repo/.git/hooks/pre-commit", FOREIGN);
    world.install();
    world.fake(1);
    let mut commit = world.git_command("repo", &["commit", "-q", "--allow-empty", "-m", "x"]);
    let done = assert_cmd::Command::from_std(commit_with(&mut commit, "0")).assert().success();
    assert_eq!(stderr(&done), "tidegate: pre-commit skipped, because TIDEGATE=0 is set\n");
    assert_eq!(world.log(), "foreign\n");
    assert_cmd::Command::from_std(commit_with(&mut commit, "1")).assert().failure();
}

fn commit_with(commit: &mut std::process::Command, value: &str) -> std::process::Command {
    let mut command = std::process::Command::new(commit.get_program());
    command.args(commit.get_args()).current_dir(commit.get_current_dir().unwrap()).env_clear();
    command.envs(commit.get_envs().filter_map(|(name, value)| Some((name, value?)))).env("TIDEGATE", value);
    command
}

#[test]
fn two_managers_that_keep_each_other_come_to_an_end() {
    let world = World::new();
    // A manager as pre-commit is one: it runs what it found, then itself.
    let manager = "#!/bin/sh\necho manager >> \"$LOG\"\n\"$0.legacy\" \"$@\"\n";
    let front = "#!/bin/sh\necho front >> \"$LOG\"\n\"${0%/*}/pre-commit.legacy\" \"$@\"\n";
    world.script("repo/.git/hooks/pre-commit", &manager.replace("$0.legacy", "${0%/*}/pre-commit.legacy"));
    world.install();
    world.fake(0);
    fs::rename(world.hook("pre-commit"), world.hook("pre-commit.legacy")).unwrap();
    world.script("repo/.git/hooks/pre-commit", front);
    world.commit().success();
    assert_eq!(world.log(), "front\nmanager\ntidegate run pre-commit\ntidegate run pre-commit\n");
}

#[test]
fn a_manager_that_came_back_to_the_front_is_not_run_twice() {
    let world = World::new();
    let manager = "#!/bin/sh\necho manager >> \"$LOG\"\n\"${0%/*}/pre-commit.legacy\" \"$@\"\n";
    world.script("repo/.git/hooks/pre-commit", manager);
    world.install();
    world.fake(0);
    fs::rename(world.hook("pre-commit"), world.hook("pre-commit.legacy")).unwrap();
    world.script("repo/.git/hooks/pre-commit", manager);
    world.commit().success();
    assert_eq!(world.log(), "manager\ntidegate run pre-commit\n");
}

#[test]
fn a_kept_hook_that_commits_elsewhere_does_not_open_the_gate_there() {
    let world = World::new();
    world.git_in("", &["init", "-q", "other"]).success();
    world.script("other/.git/hooks/pre-commit", "#!/bin/sh\necho other >> \"$LOG\"\n");
    world.tidegate_in("other", &["install", "--script"]).success();
    let nested = "#!/bin/sh\nunset GIT_INDEX_FILE GIT_DIR\ngit -C ../other commit -q --allow-empty -m x\n";
    world.script("repo/.git/hooks/pre-commit", nested);
    world.install();
    world.fake(0);
    world.commit().success();
    assert_eq!(world.log(), "other\ntidegate run pre-commit\ntidegate run pre-commit\n");
}
