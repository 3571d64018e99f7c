//! What a user, a hook manager or a settings file passes, in error messages.

use super::consumers::is_harmless;
use super::corpus;
use crate::support::{GOOD, World, migration, tidegate_binary};
use std::ffi::OsString;

/// Runs tidegate with arguments, in which `@` is replaced by each string, and checks both streams.
fn check_arguments(world: &World, arguments: &[&str]) {
    for text in corpus::without(&['\0']) {
        let arguments: Vec<OsString> = arguments.iter().map(|argument| argument.replace('@', &text).into()).collect();
        let ran = world.with("CLICOLOR_FORCE", "1").run(tidegate_binary(), &arguments);
        assert_ne!(ran.code, None, "{ran}");
        let what = format!("{arguments:?}");
        is_harmless(&what, &ran.out, None);
        is_harmless(&what, &ran.err, None);
    }
}

fn world() -> World {
    let world = World::new();
    world.stage(&migration(5, "first"), GOOD).commit("first").stage(&migration(6, "second"), GOOD);
    world
}

#[test]
fn no_argument_is_more_than_text() {
    let world = world();
    check_arguments(&world, &["check", "--", "@"]);
    check_arguments(&world, &["check", "--format", "@"]);
    check_arguments(&world, &["check", "--from-ref", "HEAD", "--to-ref", "@"]);
    check_arguments(&world, &["check", "--config", "@"]);
    check_arguments(&world, &["explain", "@"]);
    check_arguments(&world, &["@"]);
    check_arguments(&world, &["check", "--@"]);
}

#[test]
fn no_argument_of_setup_and_replay_is_more_than_text() {
    let world = world();
    check_arguments(&world, &["verify", "--to-ref", "@"]);
    check_arguments(&world, &["verify", "--engine", "url", "--database-url", "@"]);
    check_arguments(&world, &["verify", "--engine", "url", "--database-url", "postgres://@:5432/@"]);
    check_arguments(&world, &["init", "--migrations", "@"]);
    check_arguments(&world, &["run", "pre-push", "@"]);
    check_arguments(&world, &["new", "@"]);
}

#[test]
fn no_variable_is_more_than_text() {
    let world = world();
    for name in [
        "TIDEGATE_SKIP",
        "TIDEGATE_NOW",
        "GIT_DIR",
        "GIT_INDEX_FILE",
        "PRE_COMMIT_TO_REF",
        "PRE_COMMIT_REMOTE_NAME",
        "GITHUB_STEP_SUMMARY",
        "TIDEGATE_DATABASE_URL",
    ] {
        for text in corpus::without(&['\0']) {
            let view = world.with(name, &text).with("CLICOLOR_FORCE", "1");
            let arguments =
                if name == "TIDEGATE_DATABASE_URL" { "verify --engine url" } else { "check --format github" };
            let ran = view.tidegate(arguments);
            let what = format!("{name}={text:?}");
            is_harmless(&what, &ran.out, Some(0));
            is_harmless(&what, &ran.err, None);
        }
    }
}

#[test]
fn no_input_of_a_hook_is_more_than_text() {
    let world = world();
    for text in corpus::without(&['\0']) {
        let zero = "0".repeat(40);
        let head = world.git(&["rev-parse", "HEAD"]);
        for line in [text.clone(), format!("refs/heads/{text} {} refs/heads/{text} {zero}\n", head.trim())] {
            let ran = world.with("CLICOLOR_FORCE", "1").input(line.clone()).tidegate("run pre-push origin");
            is_harmless(&format!("{line:?}"), &ran.text(), None);
        }
    }
}

/// Text as a string of TOML.
pub(super) fn toml(text: &str) -> String {
    let escaped: String = text.chars().map(|letter| format!("\\U{:08x}", u32::from(letter))).collect();
    format!("\"{escaped}\"")
}

/// Checks a settings file in which `@` is replaced by each string.
fn check_settings(world: &World, settings: &str, command: &str, written: fn(&str) -> String) {
    for text in corpus::without(&['\0']) {
        world.stage("tidegate.toml", settings.replace('@', &written(&text)));
        let ran = world.with("CLICOLOR_FORCE", "1").tidegate(command);
        let what = format!("{command} with {settings} and {text:?}");
        is_harmless(&what, &ran.err, None);
        is_harmless(&what, &ran.out, command.contains("github").then(|| own_commands(&ran.out)));
    }
}

fn own_commands(text: &str) -> usize {
    text.lines().filter(|line| line.starts_with("::")).count()
}

#[test]
fn no_key_or_value_of_the_settings_is_more_than_text() {
    let world = world();
    for settings in ["@ = 1\n", "[rules]\n@ = \"off\"\n", "preset = @\n", "[rules]\ndrop-table = @\n"] {
        check_settings(&world, settings, "check", toml);
    }
    // Not even TOML.
    check_settings(&world, "preset = @\n", "check", str::to_owned);
}

#[test]
fn no_reason_name_or_path_of_the_settings_is_more_than_text() {
    let world = world();
    check_settings(&world, "[freeze]\nreason = @\nuntil = 2099-01-01\n", "check --format github", toml);
    check_settings(&world, "[freeze]\nreason = @\nuntil = 2099-01-01\n", "check", toml);
    check_settings(&world, "published = [@]\nignore = [@]\n", "doctor", toml);
    check_settings(&world, "schema = @\n", "check", toml);
    check_settings(&world, "[[allow]]\nrule = \"empty-migration\"\npath = @\nreason = @\n", "check", toml);
}
