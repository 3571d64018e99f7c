//! What `hooks::state` knows. It asks git, so each test runs itself once more as a process
//! of its own, in which nothing of the machine's configuration is seen.

use super::{FOREIGN, world_with_git_2_54};
use crate::support::World;
use std::fs;
use tidegate::git::{self, Environment};
use tidegate::hooks::{self, Event, HookText, Location, Manager, Owner, State};

const REPOSITORY: &str = "TIDEGATE_TEST_REPOSITORY";

#[track_caller]
fn check(test: &str, set_up: impl FnOnce(&World), check_state: impl FnOnce(&State)) {
    if std::env::var_os(REPOSITORY).is_some() {
        let repository = git::open(&Environment::read().unwrap()).unwrap();
        return check_state(&hooks::state(repository.as_ref()));
    }
    let world = world_with_git_2_54();
    set_up(&world);
    let again = std::env::current_exe().unwrap();
    let arguments = ["--exact", &format!("hooks::state::{test}")];
    world.with(REPOSITORY, "repo").run(again.to_str().unwrap(), &arguments).passes().done();
}

#[test]
fn nothing_installed() {
    check(
        "nothing_installed",
        |_| {},
        |state| {
            let folder = state.folder.as_ref().unwrap();
            assert_eq!((folder.location, &folder.setting), (Location::Repository, &None));
            assert_eq!(state.git_version.as_ref().unwrap().to_string(), "2.54");
            assert!(state.managers.is_empty());
            for event in &state.events {
                assert!(!event.is_guarded() && event.called_by.is_empty());
                assert_eq!(event.script.as_ref().unwrap(), &None);
                assert_eq!(event.config.as_ref().unwrap(), &None);
            }
        },
    );
}

#[test]
fn a_script_with_a_kept_hook_and_without_its_program() {
    check(
        "a_script_with_a_kept_hook_and_without_its_program",
        |world| {
            world.script(".git/hooks/pre-commit", FOREIGN);
            world.script(".git/hooks/commit-msg", FOREIGN);
            world.tidegate("install --script --hook pre-commit").passes().done();
            fs::remove_file(world.root().join("it's a bin/tidegate")).unwrap();
            world.script(".git/hooks/pre-push", FOREIGN);
        },
        |state| {
            let [commit, merge, push] = &state.events[..] else {
                panic!("one state for each event");
            };
            assert_eq!(
                (commit.event, merge.event, push.event),
                (Event::PreCommit, Event::PreMergeCommit, Event::PrePush)
            );
            let hook = commit.script.as_ref().unwrap().as_ref().unwrap();
            assert_eq!(hook.owner, Owner::Tidegate { version: 1 });
            assert!(hook.text == HookText::Current && hook.is_run && !hook.is_link && commit.is_guarded());
            assert!(hook.kept.as_ref().unwrap().ends_with("hooks.before-tidegate/pre-commit"));
            let program = hook.program.as_ref().unwrap();
            assert!(program.path.ends_with("it's a bin/tidegate") && !program.exists);
            assert!(!merge.is_guarded());
            assert_eq!(push.script.as_ref().unwrap().as_ref().unwrap().owner, Owner::Foreign);
            assert!(!push.is_guarded());
        },
    );
}

#[test]
fn hooks_of_the_configuration_current_switched_off_and_doubled() {
    check(
        "hooks_of_the_configuration_current_switched_off_and_doubled",
        |world| {
            world.install().done();
            let scripts = ["pre-commit", "pre-push"].map(|name| fs::read(world.hook_path(name)).unwrap());
            world.tidegate("install --config").passes().done();
            world.script(".git/hooks/pre-commit", &String::from_utf8_lossy(&scripts[0]));
            world.git(&["config", "hook.tidegate-pre-push.enabled", "false"]);
        },
        |state| {
            let hook = |number: usize| state.events[number].config.as_ref().unwrap().as_ref().unwrap();
            assert!(hook(0).text == HookText::Current && hook(0).is_run && hook(0).program.as_ref().unwrap().exists);
            assert!(state.events[0].is_doubled() && !state.events[1].is_doubled());
            assert!(hook(2).is_off && !hook(2).is_run && !state.events[2].is_guarded());
        },
    );
}

#[test]
fn hook_managers_and_what_they_call() {
    check(
        "hook_managers_and_what_they_call",
        |world| {
            world.git(&["config", "core.hooksPath", ".husky/_"]);
            world.script(".husky/_/pre-commit", "#!/usr/bin/env sh\n. \"$(dirname \"$0\")/h\"");
            world.file(".husky/pre-commit", "tidegate run pre-commit \"$@\"\n");
            // Configured, but `lefthook install` or `husky` was not run for this one.
            world.file("lefthook.toml", "run = \"tidegate run pre-commit\"\n");
            world.file(".husky/pre-push", "tidegate run pre-push \"$@\"\n");
        },
        |state| {
            assert!(state.folder.as_ref().unwrap().is_husky());
            let managers: Vec<Manager> = state.managers.iter().map(|found| found.manager).collect();
            assert_eq!(managers, [Manager::Husky, Manager::Lefthook]);
            assert_eq!(state.events[0].called_by, [Manager::Husky]);
            assert!(state.events[0].is_guarded() && !state.events[2].is_guarded());
            let hook = state.events[0].script.as_ref().unwrap().as_ref().unwrap();
            assert_eq!(hook.owner, Owner::Manager(Manager::Husky));
        },
    );
}

#[test]
fn an_empty_hooks_path() {
    check(
        "an_empty_hooks_path",
        |world| {
            world.git(&["config", "core.hooksPath", ""]);
        },
        |state| {
            let problem = state.folder.as_ref().unwrap_err().to_string();
            assert!(problem.starts_with("core.hooksPath is empty in"), "{problem}");
        },
    );
}

#[test]
fn a_repository_of_jujutsu_is_noticed() {
    let world = world_with_git_2_54();
    world.tidegate("install").passes().done();
    world.tidegate("doctor").does_not_print(&["Jujutsu"]).done();
    // As `jj git init --colocate` leaves it: a detached HEAD, its own references, new files with an intent to add.
    world.commit("first").git(&["checkout", "--quiet", "--detach"]);
    world.git(&["update-ref", "refs/jj/keep/x", "HEAD"]);
    world.file(".jj/.gitignore", "/*\n").git(&["add", "--intent-to-add", "supabase"]);
    let doctor = world.tidegate("doctor").prints(&["Jujutsu is used here as well", "`jj git push` run no hooks"]);
    doctor.prints(&["tidegate check --from-ref origin/main --to-ref BOOKMARK"]).done();
    world.tidegate("check --all").passes().prints(&["1 file of the working tree"]).done();
}
