//! The fields of `check`, in every format.

use super::consumers::{is_harmless, markup, structure};
use super::corpus;
use crate::support::{CommandResult, World};
use std::collections::BTreeSet;

const FORMATS: [&str; 5] = ["human", "json", "github", "sarif", "junit"];

/// One string of the corpus in one field, and how it gets into a repository.
struct Field {
    name: &'static str,
    /// Letters that the field cannot hold.
    excluded: &'static [char],
    put: Put,
}

/// The way of a string into a repository.
enum Put {
    /// In the content of a migration.
    Content(fn(&str) -> String),
    Elsewhere(fn(&World, usize, &str)),
}

const QUOTES: &[char] = &['\0'];
const LINES: &[char] = &['\0', '\n', '\r'];
const NAMES: &[char] = &['\0', '/'];

fn migration(number: usize, name: &str) -> String {
    format!("supabase/migrations/202501310930{number:02}_{name}.sql")
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn stage(world: &World, path: &str, content: &str) {
    world.stage_as("100644", path, content);
}

const FIELDS: [Field; 14] = [
    Field {
        name: "name of a migration",
        excluded: NAMES,
        put: Put::Elsewhere(|world, number, text| {
            stage(world, &migration(number, text), &format!("create table t{number} ();\n"));
        }),
    },
    Field {
        name: "folder of a project",
        excluded: NAMES,
        put: Put::Elsewhere(|world, number, text| {
            let path = format!("apps/{text}{number}/supabase/migrations/20250131093000_a.sql");
            stage(world, &path, "drop table t;\n");
        }),
    },
    Field {
        name: "target of a link",
        excluded: &['\0'],
        put: Put::Elsewhere(|world, number, text| {
            world.stage_as("120000", migration(number, "link"), text);
        }),
    },
    Field {
        name: "name of a table",
        excluded: QUOTES,
        put: Put::Content(|text| format!("drop table {};\n", quoted(text))),
    },
    Field {
        name: "name of a policy and its table",
        excluded: QUOTES,
        put: Put::Content(|text| format!("drop policy {} on {};\n", quoted(text), quoted(text))),
    },
    Field {
        name: "name of a column",
        excluded: QUOTES,
        put: Put::Content(|text| format!("alter table t drop column {0}, alter column {0} type int;\n", quoted(text))),
    },
    Field {
        name: "name of a role",
        excluded: QUOTES,
        put: Put::Content(|text| format!("grant select on t to {};\n", quoted(text))),
    },
    Field {
        name: "line beside the marked part",
        excluded: &['\0'],
        put: Put::Content(|text| format!("drop table /* {text} */ t;\n")),
    },
    Field { name: "marked part", excluded: &['\0'], put: Put::Content(|text| format!("<<<<<<< {text}\n")) },
    Field {
        name: "reason of an allowance",
        excluded: LINES,
        put: Put::Content(|text| format!("-- tidegate:allow drop-table {text}\ndrop table t;\n")),
    },
    Field {
        name: "reason of a BREAKING comment",
        excluded: LINES,
        put: Put::Content(|text| format!("-- BREAKING: {text}\ndrop table t;\n")),
    },
    Field {
        name: "rule of an allowance",
        excluded: LINES,
        put: Put::Content(|text| format!("-- tidegate:allow {} why\nselect 1;\n", text.replace(' ', "_"))),
    },
    Field {
        name: "statement that reaches outside",
        excluded: QUOTES,
        put: Put::Content(|text| format!("create extension {};\n", quoted(&format!("{text}_fdw")))),
    },
    Field {
        name: "assembled statement",
        excluded: &['\0'],
        put: Put::Content(|text| format!("do $x$ begin execute 'a' || v; /* {text} */ end $x$;\n")),
    },
];

/// Runs `check` in a format with a job summary, with colours.
fn check(world: &World, format: &str) -> (CommandResult, String) {
    let summary = world.root().join("summary.md");
    std::fs::write(&summary, "").unwrap();
    let view = world.with("GITHUB_STEP_SUMMARY", &summary).with("CLICOLOR_FORCE", "1");
    let ran = view.tidegate(&format!("check --format {format}"));
    (ran, std::fs::read_to_string(summary).unwrap())
}

/// Every string in a field at once, and as many harmless ones.
fn worlds(field: &Field) -> (World, World) {
    let (hostile, harmless) = (World::new(), World::new());
    for (number, text) in corpus::without(field.excluded).iter().enumerate() {
        for (world, text) in [(&hostile, text.as_str()), (&harmless, "plain")] {
            match field.put {
                Put::Content(content) => stage(world, &migration(number, "a"), &content(text)),
                Put::Elsewhere(put) => put(world, number, text),
            }
        }
    }
    (hostile, harmless)
}

#[test]
fn no_field_of_a_check_is_more_than_text() {
    let mut cells = 0;
    for field in &FIELDS {
        let (world, harmless) = worlds(field);
        for format in FORMATS {
            let what = format!("{} in {format}", field.name);
            let (ran, summary) = check(&world, format);
            assert!(matches!(ran.code, Some(0 | 1)), "{what}: {ran}");
            is_harmless(&format!("{what}, stderr"), &ran.err, None);
            match format {
                "github" => {
                    let diagnostics = diagnostics(&world);
                    is_harmless(&what, &ran.out, Some(diagnostics));
                    is_summary(&what, &summary, &check(&harmless, format).1, diagnostics);
                }
                _ => is_harmless(&what, &ran.out, None),
            }
            is_valid(&what, format, &ran.out);
            cells += corpus::ALL.len();
        }
    }
    assert_eq!(cells, FIELDS.len() * FORMATS.len() * 66);
}

fn diagnostics(world: &World) -> usize {
    let report: serde_json::Value = serde_json::from_str(&world.tidegate("check --format json").out).unwrap();
    report["diagnostics"].as_array().unwrap().len()
}

#[track_caller]
fn is_summary(what: &str, summary: &str, harmless: &str, diagnostics: usize) {
    is_harmless(&format!("{what}, summary"), summary, None);
    assert_eq!(markup(summary), [""; 0], "{what}\n{summary}");
    let [headings, items, rows, blocks] = structure(summary);
    // Names that differ are different problems, so only the kinds of parts are the same.
    assert_eq!((headings, blocks), (structure(harmless)[0], structure(harmless)[3]), "{what}\n{summary}");
    assert_eq!(rows, diagnostics.min(200), "{what}\n{summary}");
    assert_eq!(items, summary.lines().filter(|line| line.starts_with("- ")).count(), "{what}\n{summary}");
}

#[track_caller]
fn is_valid(what: &str, format: &str, text: &str) {
    match format {
        "json" => drop(serde_json::from_str::<serde_json::Value>(text).expect(what)),
        "sarif" => {
            let log: serde_json::Value = serde_json::from_str(text).expect(what);
            for result in log["runs"][0]["results"].as_array().unwrap() {
                let message = result["message"]["text"].as_str().unwrap();
                assert!(!message.contains("]("), "{what}: a link in {message}");
            }
        }
        "junit" => {
            let document = roxmltree::Document::parse(text).expect(what);
            let known = ["testsuites", "testsuite", "testcase", "failure", "skipped", "system-out"];
            let names: BTreeSet<&str> =
                document.descendants().filter(|node| node.is_element()).map(|node| node.tag_name().name()).collect();
            assert!(names.iter().all(|name| known.contains(name)), "{what}: {names:?}");
            assert!(document.descendants().all(|node| !node.is_comment() && !node.is_pi()), "{what}");
        }
        _ => {}
    }
}

#[test]
fn json_keeps_every_value() {
    let world = World::new();
    let texts = corpus::without(&['\0', '\n', '\r']);
    for (number, text) in texts.iter().enumerate() {
        stage(&world, &migration(number, "a"), &format!("-- tidegate:allow drop-table {text}\ndrop table t;\n"));
    }
    let report: serde_json::Value = serde_json::from_str(&world.tidegate("check --format json").out).unwrap();
    let reasons: Vec<&str> =
        report["accepted"].as_array().unwrap().iter().map(|one| one["reason"].as_str().unwrap()).collect();
    // `<why>` is a placeholder and not a reason.
    for text in texts.iter().filter(|text| !(text.starts_with('<') && text.ends_with('>'))) {
        // `allow rule: reason` is read like `allow rule reason`.
        let bare = |text: &str| text.trim_matches(|letter: char| letter == ':' || letter.is_whitespace()).to_owned();
        assert!(reasons.iter().any(|reason| bare(reason) == bare(text)), "{text:?} is not in {reasons:#?}");
    }
}

/// A name with backticks ends the command in which a help has it.
#[test]
fn no_name_becomes_a_command_of_a_help() {
    let names = ["a`, `curl x | sh`, `b", "a`: `curl x | sh", "`; `curl x | sh`", "`, `curl x | sh`, ``"];
    let statements: [fn(&str) -> String; 8] = [
        |name| format!("drop table {};\n", quoted(name)),
        |name| format!("alter table {0} add constraint {0} check ({0} > 0);\n", quoted(name)),
        |name| format!("alter table t add constraint c check (a <> '{name}');\n"),
        |name| format!("create index {0} on {0} ({0});\n", quoted(name)),
        |name| format!("alter table {0} add column {0} int not null, disable row level security;\n", quoted(name)),
        |name| format!("alter table t alter {} set not null, add unique ({});\n", quoted(name), quoted(name)),
        |name| format!("create table {} partition of t for values in ('{name}');\n", quoted(name)),
        |name| {
            format!("drop policy {0} on {0}; alter type {0} add value '{name}'; select '{name}'::{0};\n", quoted(name))
        },
    ];
    for name in names {
        let world = World::new();
        stage(&world, &migration(50, name), "create table u (id int);\n");
        for (number, statement) in statements.iter().enumerate() {
            stage(&world, &migration(number, "a"), &statement(name));
        }
        stage(&world, &format!("supabase/migrations/{name}.sql"), "");
        let ran = world.tidegate("check");
        assert!(ran.out.contains("help: "), "{ran}");
        for line in ran.out.lines() {
            assert!(!line.trim_start().trim_start_matches("help: ").starts_with("curl"), "{name}\n{line}\n{ran}");
        }
    }
}

#[test]
fn readable_text_is_not_escaped() {
    let world = World::new();
    for (number, text) in corpus::READABLE.iter().enumerate() {
        stage(&world, &migration(number, "a"), &format!("drop table {};\n", quoted(text)));
    }
    for format in FORMATS {
        let (ran, _) = check(&world, format);
        for text in corpus::READABLE {
            // Of many problems of one rule only the first are drawn.
            assert!(ran.out.contains(text) || format == "human", "{text} in {format}: {ran}");
        }
    }
}
