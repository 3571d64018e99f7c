//! The scripts as git runs them.

use super::{FOREIGN, world};
use crate::support::{CommandResult, World};
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn all_three_hooks_call_tidegate_and_its_failure_blocks_them() {
    let world = world();
    world.install().done();
    world.fake(0);
    world.commit_hooked().passes().done();
    assert_eq!(world.log(), "tidegate run pre-commit\n");

    world.git(&["checkout", "-q", "-b", "side"]);
    world.commit_hooked().passes().done();
    world.git(&["checkout", "-q", "main"]);
    world.log();
    world.fake(1);
    world.try_git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]).has_problems().done();
    assert_eq!(world.log(), "tidegate run pre-merge-commit\n");
    world.try_git(&["merge", "--abort"]).done();
    world.commit_hooked().has_problems().done();
    assert_eq!(world.log(), "tidegate run pre-commit\n");

    world.from_folder("..").git(&["init", "-q", "--bare", "remote"]);
    world.git(&["remote", "add", "origin", "../remote"]);
    world.try_git(&["push", "-q", "origin", "main"]).has_problems().done();
    assert!(world.log().starts_with("tidegate run pre-push origin ../remote\n  refs/heads/main "));
}

#[test]
fn an_existing_hook_runs_first_and_its_exit_code_counts() {
    let world = world();
    world.script(".git/hooks/pre-commit", FOREIGN);
    world.install().done();
    world.fake(0);
    world.commit_hooked().passes().done();
    assert_eq!(world.log(), "foreign\ntidegate run pre-commit\n");
    let commit = ["commit", "--allow-empty", "-m", "x"];
    world.with("FOREIGN_EXIT", "7").try_git(&commit).has_problems().done();
    assert_eq!(world.log(), "foreign\n", "its refusal is final");
    let hook = world.hook_path("pre-commit");
    world.with("FOREIGN_EXIT", "7").run(hook.to_str().unwrap(), &[""; 0]).exits(7).done();
}

#[test]
fn a_kept_hook_finds_its_name_its_repository_and_its_neighbours() {
    for folder in [".git/hooks", ".githooks"] {
        let world = world();
        if folder == ".githooks" {
            world.git(&["config", "core.hooksPath", folder]);
        }
        let at = |name: &str| format!("{folder}/{name}");
        // Kinds of hooks that are in use: dispatchers by name, helpers next to the hook, links into the
        // working tree, and scripts that are sourced or run.
        world.script(
            &at("pre-commit"),
            "#!/bin/sh\n. \"$(dirname \"$0\")/helper.sh\"\nsay \"${0##*/}\" \"$(basename \"$0\")\"\n\
            test -d \"$(dirname \"$0\")/../.git\" -o -d \"$(dirname \"$0\")/../../.git\" || exit 8\n\
            for part in \"$0.d\"/*; do \"$part\"; done\n",
        );
        world.file(at("helper.sh"), "say() { echo \"$@\" >> \"$LOG\"; }\n");
        world.script(&at("pre-commit.d/one"), "#!/bin/sh\necho one >> \"$LOG\"\n");
        let main = "#!/usr/bin/env bash\nmain() { echo linked \"$(basename \"$0\")\" >> \"$LOG\"; }\n\
            [[ \"${BASH_SOURCE[0]}\" == \"$0\" ]] && main\n";
        world.script("scripts/hook", main);
        let target = if folder == ".githooks" { "../scripts/hook" } else { "../../scripts/hook" };
        std::os::unix::fs::symlink(target, world.path(at("pre-merge-commit"))).unwrap();
        let before = world.picture(folder);
        world.install().done();
        world.fake(0);
        let run = |world: &World, event: &str| {
            let hook = at(event);
            world.from_folder("").run(&hook, &[""; 0]).passes().is_quiet().done();
            world.log()
        };
        assert_eq!(run(&world, "pre-commit"), "pre-commit pre-commit\none\ntidegate run pre-commit\n", "{folder}");
        // A neighbour of later.
        world.script(&at("pre-commit.d/two"), "#!/bin/sh\necho two >> \"$LOG\"\n");
        world.file(at("helper.sh"), "say() { echo new \"$@\" >> \"$LOG\"; }\n");
        assert_eq!(run(&world, "pre-commit"), "new pre-commit pre-commit\none\ntwo\ntidegate run pre-commit\n");
        assert_eq!(run(&world, "pre-merge-commit"), "linked pre-merge-commit\ntidegate run pre-merge-commit\n");
        let absolute = world.path(at("pre-commit"));
        world.from_folder("supabase").run(absolute.to_str().unwrap(), &[""; 0]).passes().done();
        assert_eq!(world.log(), "new pre-commit pre-commit\none\ntwo\ntidegate run pre-commit\n");
        world.remove(at("pre-commit.d/two")).file(at("helper.sh"), "say() { echo \"$@\" >> \"$LOG\"; }\n");
        world.tidegate("uninstall").passes().done();
        assert_eq!(world.picture(folder), before);
        assert!(!world.path(format!("{folder}.before-tidegate")).exists());
    }
}

#[test]
fn a_kept_hook_that_looks_at_its_whole_path_sees_its_old_one() {
    let scripts = [
        "case \"$0\" in *hooks/pre-commit) say yes ;; *) say no ;; esac\n",
        "case $0 in */hooks/*) say yes ;; *) say no ;; esac\n",
        "case $0 in\n.git/hooks/pre-commit | */.git/hooks/pre-commit) say yes ;;\nesac\n",
        "here=$(dirname \"$0\")\ntest \"${here##*/}\" = hooks && say yes\n",
        "test \"$(basename \"$(dirname \"$0\")\")/$(basename \"$0\")\" = hooks/pre-commit && say yes",
        "test \"$(cd \"$(dirname \"$0\")\" && pwd)\" = \"$(pwd)/.git/hooks\" && say yes\n",
        "test \"${0%/hooks/*}\" != \"$0\" && say yes\n. \"${0%/*}/helper.sh\"\n",
        "set -- \"$0\"; test \"${1%hooks/pre-commit}\" != \"$1\" && say yes\nexit 0\n",
    ];
    let shells =
        ["#!/bin/sh", "#!/bin/sh -e", "#! /bin/sh", "#!/usr/bin/env bash", "#!/bin/bash -u", "#!/usr/bin/env -S sh"];
    for shell in shells {
        let is_bare = shell.contains("-S");
        for script in scripts {
            let world = world();
            let text = format!("{shell}\nsay() {{ echo \"$@\" \"$#\" >> \"$LOG\"; }}\n{script}");
            world.script(".git/hooks/pre-commit", &text);
            world.file(".git/hooks/helper.sh", ":\n");
            world.install().done();
            world.fake(0);
            let absolute = world.hook_path("pre-commit");
            for hook in [".git/hooks/pre-commit", absolute.to_str().unwrap()] {
                let _ = world.from_folder("").run(hook, &["a b"]);
                let log = world.log();
                assert!(is_bare || log.starts_with("yes 1\n"), "{shell} {script} {hook}: {log}");
            }
            let _ = world.commit_hooked();
            assert!(is_bare || world.log().starts_with("yes 1\n"), "{shell} {script}");
        }
    }
}

#[test]
fn a_kept_hook_that_reads_itself_reads_itself() {
    for script in [
        "# of the hooks\nsed -n 's/^#: //p' \"$0\" >> \"$LOG\"\n#: data\n",
        "# of the hooks\ntest \"$1\" = again && { echo data >> \"$LOG\"; exit; }\nexec sh \"$0\" again\n",
        "# of the hooks\nwhile read -r line; do case $line in '#: '*) echo \"${line#??}\" >> \"$LOG\" ;; esac; done < \"$0\"\n#: data\n",
    ] {
        let world = world();
        world.script(".git/hooks/pre-commit", &format!("#!/bin/sh\n{script}"));
        world.install().done();
        world.fake(0);
        world.commit_hooked().passes().done();
        assert_eq!(world.log().trim_start(), "data\ntidegate run pre-commit\n", "{script}");
    }
}

#[test]
fn the_exit_code_and_input_of_a_kept_hook_read_under_its_old_path_count() {
    let world = world();
    let text = "#!/bin/sh\ncase $0 in *hooks/pre-push) sed 's/^/  /' >> \"$LOG\"; exit 7 ;; esac\n";
    world.script(".git/hooks/pre-push", text);
    world.install().done();
    world.fake(0);
    let hook = world.hook_path("pre-push");
    world.from_folder("").input("one\ntwo\n").run(hook.to_str().unwrap(), &["origin", "url"]).exits(7).done();
    assert_eq!(world.log(), "  one\n  two\n");
}

#[test]
fn a_hooks_folder_that_is_a_link_keeps_its_hooks_next_to_its_target() {
    let world = world();
    fs::remove_dir(world.path(".git/hooks")).unwrap();
    world.script("tools/hooks/pre-commit", FOREIGN);
    std::os::unix::fs::symlink("../tools/hooks", world.path(".git/hooks")).unwrap();
    world.install().done();
    world.fake(0);
    world.commit_hooked().passes().done();
    assert_eq!(world.log(), "foreign\ntidegate run pre-commit\n");
    assert!(world.path("tools/hooks.before-tidegate/pre-commit").exists());
    world.tidegate("uninstall").passes().done();
    assert_eq!(world.content("tools/hooks/pre-commit"), FOREIGN);
    assert!(!world.path("tools/hooks.before-tidegate").exists());
}

#[test]
fn both_the_kept_hook_and_tidegate_receive_the_pushed_refs() {
    let world = world();
    world.script(".git/hooks/pre-push", "#!/bin/sh\necho foreign \"$@\" >> \"$LOG\"\nsed 's/^/  /' >> \"$LOG\"\n");
    world.install().done();
    world.fake(0);
    world.commit_hooked().passes().done();
    world.git(&["branch", "other"]);
    world.from_folder("..").git(&["init", "-q", "--bare", "remote"]);
    world.log();
    world.git(&["push", "-q", "../remote", "main", "other"]);
    let log = world.log();
    let (foreign, ours) = log.split_once("tidegate run pre-push ../remote ../remote\n").unwrap();
    let foreign = foreign.strip_prefix("foreign ../remote ../remote\n").unwrap();
    assert_eq!(foreign, ours);
    assert_eq!(ours.lines().count(), 2, "{ours}");
}

#[test]
fn a_kept_hook_may_ignore_its_input() {
    let world = world();
    world.script(".git/hooks/pre-push", "#!/bin/sh\nexec <&-\n");
    world.install().done();
    world.fake(0);
    let refs = "refs/heads/main 1 refs/heads/main 2\n".repeat(5_000);
    let hook = world.hook_path("pre-push");
    let ran = world.from_folder("").input(refs.clone()).run(hook.to_str().unwrap(), &["origin", "url"]).passes();
    assert_eq!(ran.err, "");
    assert_eq!(world.log().len(), refs.len() + 2 * 5_000 + "tidegate run pre-push origin url\n".len());
}

/// A program of this machine.
fn tool(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

#[test]
fn the_scripts_pass_shellcheck() {
    let Some(shellcheck) = tool("shellcheck") else {
        assert!(std::env::var_os("CI").is_none() || cfg!(not(target_os = "linux")), "CI has to have shellcheck");
        return;
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("hooks");
    let scripts = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let output = std::process::Command::new(shellcheck).arg("--shell=sh").args(scripts).output().unwrap();
    CommandResult::from(output).passes().done();
}

#[test]
fn every_installed_shell_runs_the_scripts() {
    let world = world();
    world.script(".git/hooks/pre-push", "#!/bin/sh\necho foreign >> \"$LOG\"\nsed 's/^/  /' >> \"$LOG\"\n");
    world.install().done();
    world.fake(4);
    let mut shells: Vec<Vec<String>> = ["sh", "dash", "bash"].map(|shell| vec![shell.to_owned()]).to_vec();
    shells.push(["busybox", "sh"].map(str::to_owned).to_vec());
    for shell in shells.iter().filter(|shell| tool(&shell[0]).is_some()) {
        for arguments in [&["origin", "a b"], &["--", "$(false)"]] {
            let script = [".git/hooks/pre-push"];
            let words: Vec<&str> =
                shell[1..].iter().map(String::as_str).chain(script).chain(arguments.iter().copied()).collect();
            let ran = world.from_folder("").input("one\ntwo\n\n").run(&shell[0], &words).exits(4);
            assert_eq!(ran.err, "");
            let [first, second] = arguments;
            let read = "  one\n  two\n  \n";
            let expected = format!("foreign\n{read}tidegate run pre-push {first} {second}\n{read}");
            assert_eq!(world.log(), expected, "{shell:?}");
        }
    }
}

#[test]
fn a_missing_program_blocks_the_commit_and_shows_how_to_continue() {
    let mut world = world();
    world.install().done();
    fs::remove_file(world.root().join("it's a bin/tidegate")).unwrap();
    let stopped = world.commit_hooked().has_problems();
    let path = world.root().join("it's a bin/tidegate");
    assert_eq!(
        stopped.err,
        format!(
            "tidegate: pre-commit blocked: tidegate is not installed (not on PATH outside this working tree, not at {}); install it from \
             https://github.com/tidegate/tidegate or bypass it once with git commit --no-verify or TIDEGATE=0\n",
            path.display()
        )
    );
    world.git(&["commit", "-q", "--no-verify", "--allow-empty", "-m", "x"]);

    // A program elsewhere on PATH is as good.
    world.last_on_path("elsewhere");
    world.script("../elsewhere/tidegate", "#!/bin/sh\necho elsewhere \"$@\" >> \"$LOG\"\n");
    world.commit_hooked().passes().done();
    assert_eq!(world.log(), "elsewhere run pre-commit\n");
}

#[test]
fn a_program_that_cannot_start_blocks_the_commit() {
    let world = world();
    world.install().done();
    fs::remove_file(world.root().join("it's a bin/tidegate")).unwrap();
    world.script("../it's a bin/tidegate", "#!/nowhere/interpreter\n");
    world.commit_hooked().has_problems().done();
}

#[test]
fn tidegate_0_skips_tidegate_with_a_message_and_nothing_else() {
    let world = world();
    world.script(".git/hooks/pre-commit", FOREIGN);
    world.install().done();
    world.fake(1);
    let commit = ["commit", "-q", "--allow-empty", "-m", "x"];
    let done = world.with("TIDEGATE", "0").try_git(&commit).passes();
    assert_eq!(done.err, "tidegate: pre-commit skipped: TIDEGATE=0 is set\n");
    assert_eq!(world.log(), "foreign\n");
    world.with("TIDEGATE", "1").try_git(&commit).has_problems().done();
}

#[test]
fn two_managers_that_call_each_other_terminate() {
    let world = world();
    // A manager as pre-commit is one: it runs what it found, then itself.
    let manager = "#!/bin/sh\necho manager >> \"$LOG\"\n\"$0.legacy\" \"$@\"\n";
    let front = "#!/bin/sh\necho front >> \"$LOG\"\n\"${0%/*}/pre-commit.legacy\" \"$@\"\n";
    world.script(".git/hooks/pre-commit", &manager.replace("$0.legacy", "${0%/*}/pre-commit.legacy"));
    world.install().done();
    world.fake(0);
    fs::rename(world.hook_path("pre-commit"), world.hook_path("pre-commit.legacy")).unwrap();
    world.script(".git/hooks/pre-commit", front);
    world.commit_hooked().passes().done();
    assert_eq!(world.log(), "front\nmanager\ntidegate run pre-commit\ntidegate run pre-commit\n");
}

#[test]
fn a_manager_that_was_reinstalled_in_front_is_not_run_twice() {
    let world = world();
    let manager = "#!/bin/sh\necho manager >> \"$LOG\"\n\"${0%/*}/pre-commit.legacy\" \"$@\"\n";
    world.script(".git/hooks/pre-commit", manager);
    world.install().done();
    world.fake(0);
    fs::rename(world.hook_path("pre-commit"), world.hook_path("pre-commit.legacy")).unwrap();
    world.script(".git/hooks/pre-commit", manager);
    world.commit_hooked().passes().done();
    assert_eq!(world.log(), "manager\ntidegate run pre-commit\n");
}

#[test]
fn a_kept_hook_that_commits_elsewhere_does_not_disable_the_check_there() {
    let world = world();
    world.from_folder("..").git(&["init", "-q", "other"]);
    world.script("../other/.git/hooks/pre-commit", "#!/bin/sh\necho other >> \"$LOG\"\n");
    world.from_folder("../other").tidegate("install --script").passes().done();
    let nested = "#!/bin/sh\nunset GIT_INDEX_FILE GIT_DIR\ngit -C ../other commit -q --allow-empty -m x\n";
    world.script(".git/hooks/pre-commit", nested);
    world.install().done();
    world.fake(0);
    world.commit_hooked().passes().done();
    assert_eq!(world.log(), "other\ntidegate run pre-commit\ntidegate run pre-commit\n");
}
