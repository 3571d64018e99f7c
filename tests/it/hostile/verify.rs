//! The fields of `verify`, in every format: messages of the server, names and definitions of objects, names
//! of files.

use super::consumers::{is_harmless, markup, structure};
use super::corpus;
use crate::support::{CommandResult, World};

const FORMATS: [&str; 3] = ["human", "json", "github"];
const MIGRATION: &str = "supabase/migrations/20260101000000_a.sql";

/// Runs `verify` with every format and checks all three outputs; the exit code must be that of problems.
#[track_caller]
pub(super) fn check(world: &World, what: &str, arguments: &str, code: i32) {
    for format in FORMATS {
        world.forget_verdicts();
        let what = format!("{what} in {format}");
        let summary = world.root().join("summary.md");
        std::fs::write(&summary, "").unwrap();
        let view = world.with("GITHUB_STEP_SUMMARY", &summary).with("CLICOLOR_FORCE", "1");
        let ran: CommandResult = view.tidegate(&format!("verify --format {format} {arguments}"));
        assert_eq!(ran.code, Some(code), "{what}: {ran}");
        is_harmless(&format!("{what}, stderr"), &ran.err, None);
        let own = ran.out.lines().filter(|line| line.starts_with("::")).count();
        is_harmless(&what, &ran.out, (format == "github").then_some(own));
        match format {
            "json" => drop(serde_json::from_str::<serde_json::Value>(&ran.out).expect(&what)),
            "github" => {
                let summary = std::fs::read_to_string(&summary).unwrap();
                is_harmless(&format!("{what}, summary"), &summary, None);
                assert_eq!(markup(&summary), [""; 0], "{what}\n{summary}");
                let [headings, items, rows, blocks] = structure(&summary);
                assert_eq!((headings, items, rows), (1, 0, 0), "{what}\n{summary}");
                assert!(matches!(blocks, 1 | 2), "{what}\n{summary}");
                assert!(own > 0 || code == 0, "{what}: {ran}");
            }
            _ => {}
        }
    }
}

pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

pub(super) fn literal(text: &str) -> String {
    format!("$x${text}$x$")
}

/// All strings as lines of one text, beginning with another one each time.
fn texts() -> Vec<String> {
    let all = corpus::without(&['\0']);
    let starts = (0..all.len()).step_by(6);
    starts.map(|start| [&all[start..], &all[..start]].concat().join("\n")).collect()
}

#[test]
fn no_message_of_the_server_is_more_than_text() {
    let Some(world) = World::with_server() else { return };
    for (number, text) in texts().iter().enumerate() {
        let option = ["message", "detail", "hint"][number % 3];
        let other = if option == "message" { "hint = 'x'" } else { "message = 'x'" };
        let raise = format!("do $b$ begin raise exception using {other}, {option} = {}; end $b$;\n", literal(text));
        world.stage(MIGRATION, raise);
        check(&world, option, "", 1);
    }
}

#[test]
fn no_notice_or_statement_is_more_than_text() {
    let Some(world) = World::with_server() else { return };
    for text in texts().iter().step_by(4) {
        let notice = format!("do $b$ begin raise notice '%', {0}; raise warning '%', {0}; end $b$;\n", literal(text));
        world.stage(MIGRATION, format!("{notice}select {} from no_such_table;\n", literal(text)));
        check(&world, "statement", "", 1);
    }
}

#[test]
fn no_name_of_an_object_is_more_than_text() {
    let Some(world) = World::with_server() else { return };
    let (mut migration, mut schema) = (String::new(), String::from("create table public.other (id int);\n"));
    for (number, name) in corpus::names().iter().enumerate() {
        let name = quoted(name);
        migration += &format!(
            "create table public.{name} (id int, {name} int);\ncomment on table public.{name} is {};\n",
            literal(corpus::ALL[number].replace('\0', "").as_str())
        );
        migration += &format!("create policy {name} on public.{name} using (true);\n");
        schema += &format!("create table public.{name} (id bigint, {name} int default 1);\n");
        schema += &format!("create view public.v{number} as select 1 as {name};\n");
    }
    world.stage(MIGRATION, &migration).stage("schema.sql", &schema);
    check(&world, "changed objects", "--full", 1);
    check(&world, "the first changed objects", "", 1);
    world.stage("schema.sql", "create table public.other (id int);\n");
    check(&world, "missing objects", "--full", 1);
    let patch = world.path("schema.diff");
    check(&world, "patch", &format!("--patch {}", patch.display()), 1);
    world.stage(MIGRATION, "create table public.other (id int);\n").stage("schema.sql", &schema);
    check(&world, "extra objects", "--full", 1);
}

#[test]
fn no_name_of_a_file_or_a_schema_is_more_than_text() {
    let Some(world) = World::with_server() else { return };
    for (number, text) in corpus::without(&['\0', '/']).iter().enumerate() {
        let path = format!("supabase/migrations/202601010000{number:02}_{text}.sql");
        world.stage_as("100644", path, &format!("create table public.t{number} (id int);\n"));
    }
    let schemas: String = corpus::names()
        .iter()
        .map(|name| format!("create schema {0}; create table {0}.t ();\n", quoted(name)))
        .collect();
    world.stage("supabase/migrations/20260102000000_schemas.sql", schemas);
    world.stage("schema.sql", "create table public.t1 (id int);\n");
    check(&world, "names of files", "--timings --observe --idempotent --round-trip --full", 1);
}
