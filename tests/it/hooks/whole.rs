//! Hooks are whole after any kill: the old or the new one is there, and the next run finishes.

use super::{FOREIGN, world, world_with_git_2_54};
use crate::support::{World, kill_everywhere, tidegate_binary};
use std::fs;
use std::os::unix::fs::{MetadataExt as _, symlink};
use std::process::Stdio;

const EVENTS: [&str; 3] = ["pre-commit", "pre-merge-commit", "pre-push"];

/// A hook as a file, a link and a file with two names.
fn with_hooks(world: &World) {
    world.script(".git/hooks/pre-commit", FOREIGN);
    let target = world.script("scripts/hook", FOREIGN);
    symlink("../../scripts/hook", world.hook_path("pre-push")).unwrap();
    fs::hard_link(target, world.hook_path("pre-merge-commit")).unwrap();
}

/// The user's hook of an event: in its place, or kept by tidegate's that is there.
#[track_caller]
fn runs_the_users_hook(world: &World) {
    for event in EVENTS {
        let text = fs::read_to_string(world.hook_path(event)).unwrap_or_default();
        let kept = world.hook_path(&format!("../hooks.before-tidegate/{event}"));
        let is_kept = text.contains("tidegate-hook-") && fs::read_to_string(kept).is_ok_and(|kept| kept == FOREIGN);
        assert!(text == FOREIGN || is_kept, "{event}: {text}");
    }
    let names = fs::read_dir(world.path(".git/hooks")).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, EVENTS);
}

#[test]
fn a_killed_installation_leaves_the_users_hooks_and_the_next_run_finishes() {
    let world = world();
    with_hooks(&world);
    let before = world.picture(".git");
    world.install().done();
    let after = world.picture(".git");
    world.tidegate("uninstall").passes().done();
    kill_everywhere(&world, &["install", "--script"], || {
        runs_the_users_hook(&world);
        world.install().done();
        assert_eq!(world.picture(".git"), after);
        world.tidegate("uninstall").passes().done();
        assert_eq!(world.picture(".git"), before);
    });
    world.install().done();
    kill_everywhere(&world, &["uninstall"], || {
        runs_the_users_hook(&world);
        world.tidegate("uninstall").passes().done();
        assert_eq!(world.picture(".git"), before);
        world.install().done();
    });
    kill_everywhere(&world, &["uninstall"], || {
        world.install().done();
        assert_eq!(world.picture(".git"), after);
    });
    assert_eq!(world.path("scripts/hook").metadata().unwrap().nlink(), 2);
}

#[test]
fn a_killed_installation_leaves_no_half_keys_and_no_lock_on_the_configuration() {
    let world = world_with_git_2_54();
    let before = world.picture(".git");
    for arguments in [&["install"][..], &["uninstall"]] {
        kill_everywhere(&world, arguments, || {
            let keys = world.git(&["config", "--local", "--list", "--name-only"]);
            assert_eq!(keys.matches(".event").count(), keys.matches(".command").count(), "{keys}");
            world.tidegate("install").passes().prints(&["configuration"]).done();
            world.git(&["config", "a.b", "c"]);
            world.git(&["config", "--remove-section", "a"]);
            if arguments == ["install"] {
                world.tidegate("uninstall").passes().done();
                assert_eq!(world.picture(".git"), before);
            }
        });
    }
}

#[test]
fn only_a_hooks_folder_that_tidegate_created_is_removed() {
    for has_folder in [true, false] {
        let world = world();
        if !has_folder {
            fs::remove_dir(world.path(".git/hooks")).unwrap();
        }
        let before = world.picture(".git");
        world.install().done();
        // Wherever the repository is by then.
        fs::rename(world.top(), world.root().join("moved")).unwrap();
        fs::rename(world.root().join("moved"), world.top()).unwrap();
        world.tidegate("uninstall").passes().done();
        assert_eq!(world.picture(".git"), before);
        world.install().done();
        let after = world.picture(".git");
        world.install().done();
        assert_eq!(world.picture(".git"), after);
        kill_everywhere(&world, &["uninstall"], || {
            world.tidegate("uninstall").passes().done();
            assert_eq!(world.picture(".git"), before);
            world.install().done();
        });
        kill_everywhere(&world, &["install", "--script"], || {
            world.tidegate("uninstall").passes().done();
            assert_eq!(world.picture(".git"), before);
        });
        // A folder that the user has put something into stays.
        world.install().done();
        world.script(".git/hooks/post-commit", FOREIGN);
        world.tidegate("uninstall").passes().done();
        assert_eq!(fs::read_dir(world.path(".git/hooks")).unwrap().count(), 1);
        assert!(!world.path(".git/tidegate").exists());
    }
    let world = world_with_git_2_54();
    let before = world.picture(".git/hooks");
    kill_everywhere(&world, &["uninstall"], || {
        world.tidegate("uninstall").passes().done();
        assert!(world.path(".git/hooks").is_dir() && world.picture(".git/hooks") == before);
        world.tidegate("install").passes().done();
    });
}

#[test]
fn a_failed_installation_removes_the_folders_that_it_created() {
    let world = world();
    fs::remove_dir(world.path(".git/hooks")).unwrap();
    world.git(&["config", "core.hooksPath", "tools/git/hooks"]);
    world.script("tools/git/hooks.before-tidegate/pre-push/in-the-way", FOREIGN);
    let before = (world.picture("tools"), world.picture(".git"));
    drop(world.tidegate("install --script"));
    world.tidegate("uninstall").text();
    assert_eq!((world.picture("tools"), world.picture(".git")), before);
    fs::remove_dir_all(world.path("tools")).unwrap();
    world.install().done();
    world.tidegate("uninstall").passes().done();
    assert!(!world.path("tools").exists());
}

#[test]
fn an_interrupted_installation_is_finished_by_the_hook_and_by_doctor() {
    let world = world();
    with_hooks(&world);
    world.install().done();
    let after = world.picture(".git");
    for finish in ["run pre-commit", "doctor"] {
        // The last hook is still the old one.
        fs::rename(world.hook_path("../hooks.before-tidegate/pre-push"), world.hook_path("pre-push")).unwrap();
        let program = world.root().join("it's a bin/tidegate");
        let names = ["script", "pre-commit", "pre-merge-commit", "pre-push"].join("\0");
        world.file(".git/tidegate/journal", format!("tidegate hooks 1\0{}\0{names}", program.display()));
        let finished = world.tidegate(finish);
        assert_eq!(finished.err, "note: finished an interrupted `tidegate install`\n");
        assert_eq!(world.picture(".git"), after);
    }
}

#[test]
fn an_interrupted_request_that_is_impossible_now_is_a_warning() {
    let world = world();
    world.script(".git/hooks/pre-push", FOREIGN);
    world.script(".git/hooks.before-tidegate/pre-push", "another");
    let note = || world.file(".git/tidegate/journal", "tidegate hooks 1\0/bin/tidegate\0script\0pre-push");
    note();
    let warned = world.tidegate("run pre-commit").passes();
    insta::assert_snapshot!(warned.masked(), @r"
    warning: cannot finish an interrupted `tidegate install` or `uninstall`: cannot keep [TEMP]/repo/.git/hooks/pre-push as [TEMP]/repo/.git/hooks.before-tidegate/pre-push, because another hook was kept there
      help: run `tidegate install` or `tidegate uninstall` again
    ");
    note();
    world.tidegate("install --script --hook pre-commit").passes().done();
    assert!(!world.path(".git/tidegate/journal").exists());
}

#[test]
fn names_that_an_interrupted_run_left_are_not_in_the_way() {
    let world = world();
    let before = |world: &World| world.picture(".git/hooks");
    with_hooks(&world);
    let old = before(&world);
    let kept = |event: &str| format!(".git/hooks.before-tidegate/{event}");
    let check = |leave: &dyn Fn(), next: &str| {
        fs::create_dir_all(world.path(".git/hooks.before-tidegate")).unwrap();
        leave();
        world.file(".git/hooks/.tidegate-partial", "part");
        world.tidegate(next).passes().done();
        if next != "uninstall" {
            assert!(!world.path(".git/hooks/.tidegate-partial").exists());
            world.tidegate("uninstall").passes().done();
        }
        assert_eq!(before(&world), old);
        assert!(!world.path(".git/hooks.before-tidegate").exists());
    };
    for next in ["install --script", "uninstall"] {
        // tidegate's script was prepared under the name of the kept hook, or the hook has both names.
        check(&|| drop(world.script(&kept("pre-commit"), "#!/bin/sh\n# id: tidegate-hook-5f0c2f8e4b7d41a6\n")), next);
        check(&|| fs::hard_link(world.hook_path("pre-commit"), world.path(kept("pre-commit"))).unwrap(), next);
        check(&|| symlink("../../scripts/hook", world.path(kept("pre-push"))).unwrap(), next);
    }
}

#[test]
fn concurrent_runs_never_lose_the_users_hook() {
    let world = world();
    with_hooks(&world);
    let before = world.picture(".git");
    for round in 0..4 {
        let runs: Vec<_> = (0..8)
            .map(|number| {
                let arguments = if (number + round) % 3 == 0 { &["uninstall"][..] } else { &["install", "--script"] };
                let mut command = world.from_folder("").command(tidegate_binary());
                command.args(arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
            })
            .collect();
        for run in runs {
            let output = run.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        runs_the_users_hook(&world);
    }
    world.tidegate("uninstall").passes().done();
    assert_eq!(world.picture(".git"), before);
}

#[test]
fn the_configuration_keeps_its_mode_and_the_lock_of_another_process() {
    let world = world_with_git_2_54();
    let config = world.path(".git/config");
    fs::set_permissions(&config, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    world.file(".git/config.lock", "someone else's");
    let locked = world.tidegate("install").exits(3);
    assert!(locked.err.contains("could not lock config file"), "{}", locked.err);
    assert_eq!(world.content(".git/config.lock"), "someone else's");
    world.remove(".git/config.lock").tidegate("install").passes().done();
    assert_eq!(config.metadata().unwrap().mode() & 0o777, 0o600);
}
