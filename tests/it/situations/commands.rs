//! The command in the help of a command is run, and then the same command gives that help no more.

use crate::support::{GOOD, World};

/// Files, staged; a command, a part of its help, and the command in it as a user types it.
type Case = (&'static [(&'static str, &'static str)], &'static str, &'static str, &'static str);

const MIGRATION: (&str, &str) = ("supabase/migrations/20260101000000_a.sql", GOOD);
const NUMBERED: (&str, &str) = ("sql/0001_a.sql", GOOD);

const CASES: [Case; 8] = [
    (&[], "new orders", "`tidegate init --layout supabase`", "tidegate init --layout supabase"),
    (&[], "init", "`tidegate init --layout supabase`", "tidegate init --layout supabase"),
    (
        &[
            ("apps/a/supabase/migrations/20260101000000_a.sql", GOOD),
            ("b/supabase/migrations/20260101000000_b.sql", GOOD),
        ],
        "new orders",
        "`tidegate new --project FOLDER NAME`",
        "tidegate new --project apps/a orders",
    ),
    (&[MIGRATION], "explain no-such-rule", "`tidegate rules`", "tidegate rules"),
    (&[MIGRATION, ("tidegate.toml", "")], "init", "`tidegate doctor`", "tidegate doctor"),
    (&[MIGRATION], "doctor", "`tidegate install`", "tidegate install"),
    (&[NUMBERED], "install", "`tidegate init --migrations FOLDER`", "tidegate init --migrations sql"),
    (
        &[MIGRATION, ("supabase/migrations/20260102000000_A.sql", "create table public.b ();")],
        "check",
        "tidegate check --fix",
        "tidegate check --fix",
    ),
];

/// Commands whose help names another one, to read and not to change anything.
const ONLY_READ: [&str; 2] = ["`tidegate rules`", "`tidegate doctor`"];

fn typed(world: &World, command: &str) {
    let (program, rest) = command.split_once(' ').expect("a program and its arguments");
    match program {
        // It fails where something is missing.
        "tidegate" if rest == "doctor" => world.tidegate(rest).prints(&["Repository", "Hooks"]).done(),
        "tidegate" => world.tidegate(rest).passes().done(),
        _ => drop(world.git(&rest.split(' ').collect::<Vec<_>>())),
    }
}

/// The text in one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn commands_in_help_are_followed() {
    for (there, command, shown, follows) in CASES {
        let world = World::new();
        for (path, content) in there {
            world.stage(path, content);
        }
        let text = line(&world.tidegate(command).text());
        assert!(text.contains(shown), "`{command}` does not print {shown}: {text}");
        typed(&world, follows);
        // Names two projects as long as there are two.
        if ONLY_READ.contains(&shown) || follows.starts_with("tidegate new") {
            continue;
        }
        let text = line(&world.tidegate(command).text());
        assert!(!text.contains(shown), "`{command}` still prints {shown} after `{follows}`: {text}");
    }
}

#[cfg(unix)]
#[test]
fn commands_in_the_help_of_verify_are_followed() {
    let cases: [Case; 4] = [
        (&[MIGRATION, ("schema.sql", "create table public.x ();\n")], "", "tidegate verify --write --stage", ""),
        (&[MIGRATION, ("schema.sql", "")], "", "tidegate verify --write", "--write --stage"),
        (
            &[NUMBERED],
            "",
            "tidegate init --layout plain --migrations FOLDER",
            "tidegate init --layout plain --migrations sql",
        ),
        (
            &[
                ("tidegate.toml", "ignore = []\n"),
                ("db/migrate/20240101000000_a.rb", "class A < ActiveRecord::Migration[7.1]\nend\n"),
            ],
            "",
            "`ignore = [\"db/migrate\"]`",
            "ignore = [\"db/migrate\"]",
        ),
    ];
    for (there, arguments, shown, follows) in cases {
        let Some(world) = World::with_server() else { return };
        for (path, content) in there {
            world.stage(path, content);
        }
        let text = line(&world.verify(arguments).has_problems().text());
        assert!(text.contains(shown), "{shown} is missing in: {text}");
        match follows {
            "" => world.verify("--write --stage").passes().done(),
            _ if follows.starts_with("--") => world.verify(follows).passes().done(),
            _ if follows.starts_with("ignore") => drop(world.stage("tidegate.toml", follows)),
            _ => {
                typed(&world, follows);
                world.git(&["add", "tidegate.toml"]);
            }
        }
        let text = line(&world.verify(arguments).passes().text());
        assert!(!text.contains(shown), "{shown} is still in: {text}");
    }
}

#[test]
fn what_is_not_staged_is_staged_by_the_command_in_the_note() {
    let world = World::new();
    world.stage(MIGRATION.0, MIGRATION.1).file("tidegate.toml", "[rules]\nunqualified-name = \"warning\"\n");
    let shown = "`git add tidegate.toml`";
    world.tidegate("check").prints(&[shown]).done();
    typed(&world, "git add tidegate.toml");
    world.tidegate("check").does_not_print(&[shown]).done();
}
