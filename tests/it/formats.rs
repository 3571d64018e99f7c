//! The machine formats: valid whatever is in a repository, stored for one outcome, and
//! empty when there was no check.

use crate::support::{World, assert_stored};
use serde_json::Value;
use std::fs;

const FORMATS: [&str; 4] = ["json", "github", "sarif", "junit"];

/// Errors, a warning, an accepted problem of each kind, a rule that could not look, and
/// names that mean something to every format.
fn outcome() -> World {
    let world = World::new();
    world.stage("supabase/migrations/20240101000000_create_users.sql", "create table users (id bigint);\n");
    let allow = "[[allow]]\nrule = \"future-timestamp\"\npath = \"supabase/migrations\"\nreason = \"they know\"\n";
    world.stage("tidegate.toml", allow).commit(".");
    let odd: [(&[u8], &str); 4] = [
        (b"20251301080000_a::b,c %0A \"<&>' | `x` $(y).sql", "create table a (id bigint);\n"),
        (b"20250101080000_\xff\xfe\x1b[31m\n.sql", "create table b (id bigint);\n"),
        (b"20270101080000_later.sql", "create table c (id bigint);\n"),
        (
            b"20230101000000_earlier.sql",
            "-- tidegate:allow out-of-order it was applied by hand & \"well\"\ncreate table d (id bigint);\n",
        ),
    ];
    for (name, content) in odd {
        world.stage_as("100644", [b"supabase/migrations/", name].concat(), content);
    }
    let marker = "select 'ä表';\t<<<<<<<\n<<<<<<< HEAD\t]]>\u{1b}[31m\n";
    world.stage_as("100644", "supabase/migrations/20250102080000_conflict.sql", marker);
    world.stage_as("100644", "supabase/migrations/20250103080000_empty.sql", "");
    world
}

#[test]
fn every_format_matches_its_snapshot() {
    let world = outcome();
    for format in FORMATS {
        let ran = world.tidegate(&format!("check --format {format}"));
        let text = if format == "sarif" { without_pages(&ran.out) } else { ran.out.clone() };
        assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""), "{ran}");
        assert_stored(&format!("format-{format}"), &text);
    }
}

/// The pages of the rules are tested where they are, and the version changes.
fn without_pages(log: &str) -> String {
    let mut log: Value = serde_json::from_str(log).unwrap();
    let driver = &mut log["runs"][0]["tool"]["driver"];
    driver["version"] = "[version]".into();
    driver["semanticVersion"] = "[version]".into();
    for rule in driver["rules"].as_array_mut().unwrap() {
        assert!(rule["help"]["markdown"].as_str().unwrap().starts_with('#'));
        rule["help"] = "[page]".into();
    }
    serde_json::to_string_pretty(&log).unwrap()
}

#[test]
fn every_format_reports_that_nothing_was_found() {
    let world = World::new();
    for format in FORMATS {
        let ran = world.tidegate(&format!("check --format {format}"));
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran}");
        assert_stored(&format!("nothing-{format}"), &if format == "sarif" { without_pages(&ran.out) } else { ran.out });
    }
}

#[test]
fn no_format_prints_anything_when_the_check_cannot_run() {
    let world = outcome();
    for format in FORMATS {
        let unknown = world.tidegate(&format!("check --format {format} --from-ref nowhere --to-ref HEAD"));
        assert_eq!((unknown.code, unknown.out.as_str()), (Some(2), ""), "{unknown}");
        assert!(unknown.err.starts_with("error: "), "{unknown}");
        let elsewhere = World::without_repository().tidegate(&format!("check --format {format}"));
        assert_eq!((elsewhere.code, elsewhere.out.as_str()), (Some(2), ""), "{elsewhere}");
    }
}

#[test]
fn a_machine_format_has_no_colour() {
    let world = outcome();
    for format in FORMATS {
        let ran = world.with("CLICOLOR_FORCE", "1").tidegate(&format!("check --format {format}"));
        assert!(!ran.out.contains('\u{1b}'), "{ran}");
    }
}

#[test]
fn json_has_the_documented_shape() {
    let ran = outcome().tidegate("check --format json");
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["version"], 1);
    for key in ["rule", "severity", "class", "message", "file", "line", "column", "help", "fix"] {
        assert!(report["diagnostics"][0].get(key).is_some(), "{key} is missing:\n{ran}");
    }
    assert!(report["notRun"].is_array() && report["summary"].is_object());
    let severities = report["diagnostics"].as_array().unwrap().iter().map(|one| one["severity"].as_str().unwrap());
    assert!(severities.into_iter().all(|severity| ["error", "warning", "info"].contains(&severity)));
}

#[test]
fn every_line_for_github_is_a_command_or_the_verdict() {
    let ran = outcome().tidegate("check --format github");
    for line in ran.out.lines() {
        if let Some(rest) = line.strip_prefix("::") {
            let (command, text) = rest.split_once("::").expect("a command has a message");
            let (kind, properties) = command.split_once(' ').expect("a command has properties");
            assert!(["error", "warning", "notice"].contains(&kind), "{line}");
            assert!(!text.is_empty());
            for property in properties.split(',') {
                let (name, value) = property.split_once('=').expect("a property has a value");
                assert!(["file", "line", "col", "endColumn", "title"].contains(&name), "{line}");
                assert!(!value.contains(':'), "{line}");
            }
        } else {
            assert!(line.starts_with("tidegate: "), "{line}");
        }
    }
}

#[test]
fn the_job_summary_is_appended_and_lists_what_github_hides() {
    let world = World::new();
    for number in 10..25 {
        world.file(format!("supabase/migrations/202501300000{number}_Add|Column <b>.sql"), "create table a ();\n");
    }
    world.git(&["add", "."]);
    let summary = world.top().join("summary.md");
    fs::write(&summary, "before\n").unwrap();
    let check = || world.with("GITHUB_STEP_SUMMARY", &summary).tidegate("check --format github");
    let ran = check();
    let written = fs::read_to_string(&summary).unwrap();
    assert!(written.starts_with("before\n\n### :x: tidegate: 15 errors"), "{written}");
    assert!(written.contains("GitHub shows 10 annotations of a kind per step"), "{written}");
    assert_eq!(written.lines().filter(|line| line.starts_with("| error |")).count(), 15, "{written}");
    assert_eq!(ran.code, Some(1), "{ran}");
    world.git(&["commit", "-q", "-m", "."]);
    let ran = check();
    let written = fs::read_to_string(&summary).unwrap();
    assert!(written.contains("### :white_check_mark: tidegate: nothing to check in staged changes"), "{written}");
    assert_eq!(ran.code, Some(0), "{ran}");
}

#[test]
fn a_job_summary_that_cannot_be_written_changes_no_verdict() {
    let world = outcome();
    let view = world.with("GITHUB_STEP_SUMMARY", "no/such/folder/summary.md");
    let ran = view.tidegate("check --format github");
    assert_eq!(ran.code, Some(1), "{ran}");
    assert!(ran.err.starts_with("warning: cannot write the job summary"), "{ran}");
}

#[test]
fn the_junit_report_is_xml_with_correct_counts() {
    let ran = outcome().tidegate("check --format junit");
    let document = roxmltree::Document::parse(&ran.out).unwrap();
    let root = document.root_element();
    let count = |node: roxmltree::Node, name: &str| node.descendants().filter(|one| one.has_tag_name(name)).count();
    for node in root.descendants().filter(|node| node.has_tag_name("testsuite") || node.has_tag_name("testsuites")) {
        for (attribute, name) in [("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")] {
            assert_eq!(node.attribute(attribute), Some(count(node, name).to_string().as_str()), "{attribute} in {ran}");
        }
    }
    assert!(count(root, "failure") > 3, "{ran}");
}

#[test]
fn sarif_fingerprints_do_not_depend_on_the_day() {
    let world = outcome();
    let prints = |now: &str| {
        let ran = world.with("TIDEGATE_NOW", now).tidegate("check --format sarif");
        let log: Value = serde_json::from_str(&ran.out).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        let prints =
            results.iter().map(|result| result["partialFingerprints"]["tidegate/v1"].as_str().unwrap().to_owned());
        prints.collect::<Vec<String>>()
    };
    let today = prints("2026-01-31T12:00:00Z");
    assert_eq!(today, prints("2026-02-01T12:00:00Z"));
    let mut distinct = today.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), today.len());
}

/// Outcomes with any bytes in names and contents and any text in words.
mod anything {
    use proptest::prelude::*;
    use tidegate::diagnostic::{Diagnostic, Fix, Place, Rename, Severity};
    use tidegate::jobs::check::{Acceptance, Accepted, Outcome};
    use tidegate::report::check::{Format, write};
    use tidegate::report::{Door, Output, through_door};
    use tidegate::rules;
    use tidegate::text::RelPath;

    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        let odd = prop::sample::select(b"\x00\x1b\r\n\t\"'`|<&>%:,$\\\xff\xc2\x9b\xc3\xa4\xe8\xa1\xa8a1_/ ".to_vec());
        prop_oneof![prop::collection::vec(any::<u8>(), 1..80), prop::collection::vec(odd, 1..80)]
    }

    fn words() -> impl Strategy<Value = String> {
        bytes().prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    fn place() -> impl Strategy<Value = Place> {
        let path = bytes().prop_map(RelPath::new);
        (path, bytes(), 0..90_usize, 0..90_usize, 0..4).prop_map(|(path, content, one, other, kind)| {
            let span = one.min(other)..one.max(other);
            match kind {
                0 => Place::Name { path, span },
                1 => Place::content(&path, &content, &span),
                2 => Place::File { path },
                _ => Place::None,
            }
        })
    }

    fn diagnostic() -> impl Strategy<Value = Diagnostic> {
        let severity = prop::sample::select(vec![Severity::Info, Severity::Warning, Severity::Error]);
        (place(), severity, words(), words(), words(), 0..rules::ALL.len(), bytes()).prop_map(
            |(place, severity, message, label, help, rule, name)| {
                let rename = place.path().map(|path| Rename { from: path.clone(), to: path.with_file_name(name) });
                let fix = rename.map(|rename| Fix { title: message.clone(), renames: vec![rename] });
                let diagnostic = Diagnostic::new(&rules::ALL[rule].info, place, message);
                diagnostic.severity(severity).why(label.clone()).label(label).help(help).fix(fix)
            },
        )
    }

    fn outcome() -> impl Strategy<Value = Outcome> {
        let diagnostics = prop::collection::vec(diagnostic(), 0..12);
        (diagnostics, prop::option::of((diagnostic(), words()))).prop_map(|(diagnostics, accepted)| Outcome {
            target: "staged changes".to_owned(),
            diagnostics,
            accepted: accepted
                .map(|(diagnostic, reason)| Accepted { diagnostic, reason, by: Acceptance::Config })
                .into_iter()
                .collect(),
            files: 1,
            ..Outcome::default()
        })
    }

    /// What goes to standard output, and to the job summary.
    fn rendered(format: Format, outcome: &Outcome, width: usize) -> (String, String) {
        let (mut out, mut summary) = (Vec::new(), Vec::new());
        let mut door = Door::new(&mut out);
        let mut output = Output { out: &mut door, width, is_below_top: width > 70, job_summary: &mut summary };
        write(format, outcome, &mut output).unwrap();
        drop(door);
        let summary = through_door(&summary);
        (String::from_utf8(out).unwrap(), String::from_utf8(summary).unwrap())
    }

    fn is_readable(text: &str) -> bool {
        text.chars().all(|letter| letter == '\n' || !letter.is_control())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn is_reported_in_every_format(outcome in outcome(), width in 40..100_usize) {
            let (human, _) = rendered(Format::Human, &outcome, width);
            let plain = anstream::adapter::strip_str(&human).to_string();
            prop_assert!(is_readable(&plain), "{plain:?}");

            let (json, _) = rendered(Format::Json, &outcome, width);
            serde_json::from_str::<serde_json::Value>(&json).unwrap();

            let (sarif, _) = rendered(Format::Sarif, &outcome, width);
            let sarif: serde_json::Value = serde_json::from_str(&sarif).unwrap();
            let results = sarif["runs"][0]["results"].as_array().unwrap().len();
            prop_assert_eq!(results, outcome.diagnostics.len() + outcome.accepted.len());

            let (github, summary) = rendered(Format::Github, &outcome, width);
            prop_assert!(is_readable(&github) && is_readable(&summary));
            let commands = github.lines().filter(|line| line.starts_with("::")).count();
            prop_assert_eq!(commands, outcome.diagnostics.len());
            let rows = summary.lines().filter(|line| ["| error", "| warning", "| info"].iter().any(|start| line.starts_with(start)));
            prop_assert_eq!(rows.count(), outcome.diagnostics.len());

            let (junit, _) = rendered(Format::Junit, &outcome, width);
            prop_assert!(is_readable(&junit));
            let document = roxmltree::Document::parse(&junit).unwrap();
            let failures = document.descendants().filter(|node| node.has_tag_name("failure")).count();
            prop_assert_eq!(failures, outcome.count(Severity::Error));
        }
    }
}
