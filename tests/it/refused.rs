//! The help of everything that a migration tool refuses is followed, and then `check` says nothing about the tool any
//! more. The table is `refused.toml`; a text of a layout that is neither in it nor listed here fails.

use crate::support::notation::{Situation, reported};
use regex::Regex;
use serde::Deserialize;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Help that no file of the table has, with the reason.
const NOT_FOLLOWED: [(&str, &str); 2] = [
    ("break the line", "lines of 64 KiB and 4 MiB"),
    ("convert the file to UTF-8 with `iconv`", "`not-utf8` reports the file first"),
];

/// The verbs with which a help of a layout begins.
const VERBS: &str = "add|break|close|convert|correct|end|give|keep|list|make|move|put|remove|rename|resolve|restore|run|\
    save|set|switch|write";

#[derive(Deserialize)]
struct Table {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    help: String,
    files: String,
    /// Texts of the files and what replaces them; nothing is the end.
    changes: Vec<(String, String)>,
}

fn cases() -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/refused.toml");
    toml::from_str::<Table>(&fs::read_to_string(path).unwrap()).expect("a table of cases").case
}

fn follow(case: &Case) -> Result<(), String> {
    let before = Situation::read(&case.files).outcome();
    if !before.diagnostics.iter().any(|found| found.help.contains(&case.help)) {
        return Err(format!("no problem has this help: {:#?}", before.diagnostics));
    }
    let mut text = case.files.clone();
    for (from, to) in &case.changes {
        if !text.contains(from.as_str()) {
            return Err(format!("`{from}` is not in the files"));
        }
        text = if from.is_empty() { format!("{}\n{to}", text.trim_end()) } else { text.replacen(from.as_str(), to, 1) };
    }
    let after = Situation::read(&text).outcome();
    let is_left = |id: &str, help: &str| id == "refused-by-tool" || help.contains(&case.help);
    match after.diagnostics.iter().any(|found| is_left(found.rule.id, &found.help)) {
        true => Err(format!("followed, it leaves {:#?}\n{text}", reported(&after))),
        false => Ok(()),
    }
}

#[test]
fn the_help_of_everything_that_a_tool_refuses_works_when_it_is_followed() {
    let mut wrong = String::new();
    for case in cases() {
        if let Err(cause) = follow(&case) {
            let _ = writeln!(wrong, "`{}`: {cause}\n", case.help);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The texts in a source file that begin as a help does, without what is filled in.
fn helps(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = source.lines().filter(|line| !line.trim_start().starts_with("//") && !line.contains("_hint: "));
    let source = lines.collect::<Vec<_>>().join("\n");
    let literal = Regex::new(r#"(?s)"((?:[^"\\]|\\.)*)""#).unwrap();
    let continued = Regex::new(r"\\\n\s*").unwrap();
    let filled = Regex::new(r"\{[a-zA-Z_]*\}").unwrap();
    let begins = Regex::new(&format!("^(?:{VERBS}) ")).unwrap();
    let read = |text: &str| {
        let text = continued.replace_all(text, "").replace("\\\"", "\"").replace("\\\\", "\\");
        let parts = filled.split(&text).max_by_key(|part| part.len()).unwrap_or_default();
        begins.is_match(&text).then(|| parts.replace("{{", "{").replace("}}", "}"))
    };
    literal.captures_iter(&source).filter_map(|found| read(&found[1])).collect()
}

#[test]
fn every_help_of_a_layout_is_in_the_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/migration/layout");
    let cases = cases();
    let (mut missing, mut count) = (Vec::new(), 0);
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let found = helps(&fs::read_to_string(&path).unwrap_or_default());
        count += found.len();
        let is_followed = |help: &String| {
            NOT_FOLLOWED.iter().any(|(known, _)| help == known)
                || cases.iter().any(|case| case.help.contains(help.trim()) || help.contains(&case.help))
        };
        missing.extend(found.into_iter().filter(|help| !is_followed(help)));
    }
    assert!(missing.is_empty(), "not followed: {missing:#?}");
    assert!(count > 55, "only {count} texts were found");
}
