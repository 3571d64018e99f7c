//! The documents: what is generated from the code is current, what must agree does, every link
//! resolves and every example is accepted. `UPDATE=1 cargo test` writes the generated parts.

mod configuration;
mod examples;
mod jobs;
mod links;
mod output;
mod rules;
mod transcripts;

use regex::Regex;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    fs::read_to_string(top().join(name)).unwrap_or_else(|error| panic!("{name}: {error}")).replace("\r\n", "\n")
}

/// Every document for readers, relative to the top.
fn documents() -> Vec<String> {
    let mut found: Vec<String> = ["README", "CHANGELOG", "CONTRIBUTING", "RELEASE-CHECKLIST", "SECURITY"]
        .iter()
        .map(|name| format!("{name}.md"))
        .collect();
    for folder in ["docs", ".github", ".github/ISSUE_TEMPLATE"] {
        let files = fs::read_dir(top().join(folder)).unwrap().map(|file| file.unwrap().file_name());
        let names = files.map(|name| name.into_string().unwrap()).filter(|name| name.ends_with(".md"));
        found.extend(names.map(|name| format!("{folder}/{name}")));
    }
    found.sort();
    found
}

/// Compares a generated file, or writes it when `UPDATE` is set.
fn check(name: &str, expected: &str) {
    if std::env::var_os("UPDATE").is_some() {
        fs::write(top().join(name), expected).unwrap();
    }
    let found = fs::read_to_string(top().join(name)).unwrap_or_default().replace("\r\n", "\n");
    assert_eq!(found, expected, "{name} is out of date; `UPDATE=1 cargo test` rewrites it");
}

/// The same for the part of a document between two comments.
pub(crate) fn check_part(name: &str, part: &str, expected: &str) {
    let document = read(name);
    let (begin, end) = (format!("<!-- {part}:begin -->\n"), format!("<!-- {part}:end -->"));
    let (before, rest) = document.split_once(&begin).unwrap_or_else(|| panic!("{name} has no {begin}"));
    let (_, after) = rest.split_once(&end).unwrap_or_else(|| panic!("{name} has no {end}"));
    check(name, &format!("{before}{begin}{expected}{end}{after}"));
}

/// The fenced blocks of a language in a document.
fn blocks(name: &str, language: &str) -> Vec<String> {
    let text = read(name);
    let fence = format!("\n```{language}\n");
    text.split(&fence).skip(1).map(|part| part.split_once("```").unwrap().0.to_owned()).collect()
}

#[test]
fn one_version_everywhere() {
    let version = env!("CARGO_PKG_VERSION");
    let setup = read("setup.py");
    assert!(setup.contains(&format!("tidegate=={version}")), "setup.py pins another version");
    assert!(setup.contains(&format!("version=\"{version}\"")), "setup.py has another version");
    let named = Regex::new(r"rev: v([0-9.]+[0-9])|tidegate/tidegate@COMMIT.* # v([0-9.]+[0-9])").unwrap();
    let mut names = BTreeSet::new();
    for name in documents() {
        for found in named.captures_iter(&read(&name)) {
            let number = found.get(1).or_else(|| found.get(2)).unwrap().as_str();
            assert_eq!(number, version, "{name} names another version");
            names.insert((name.clone(), found.get(1).is_some()));
        }
    }
    for is_hook in [true, false] {
        assert!(names.contains(&("README.md".to_owned(), is_hook)), "the README has no hook or no action");
    }
}

/// A tag can be moved to another commit, also by whoever takes over the repository of an action.
#[test]
fn examples_of_workflows_pin_actions_by_commit() {
    let used = Regex::new(r"uses: *([^ @]+)@([^ ,}]+)").unwrap();
    let is_commit = |revision: &str| revision.len() == 40 && revision.bytes().all(|digit| digit.is_ascii_hexdigit());
    let mut count = 0;
    for name in documents() {
        for found in used.captures_iter(&read(&name)) {
            assert!(is_commit(&found[2]) || &found[2] == "COMMIT", "{name}: {} is pinned by a tag", &found[1]);
            count += 1;
        }
    }
    assert!(count >= 5, "{count} actions");
}

/// The licences of the whole dependency tree, as users run, check and redistribute it.
#[test]
fn every_dependency_has_a_compatible_licence() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    // Not offline: crates for other systems are not here on a machine that has only built for its own.
    let arguments = ["metadata", "--format-version=1", "--locked"];
    let output = std::process::Command::new(cargo).args(arguments).current_dir(top()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let free = [
        "MIT",
        "MIT-0",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "ISC",
        "Zlib",
        "Unicode-3.0",
        "CC0-1.0",
        "Unlicense",
        "BSL-1.0",
        "0BSD",
    ];
    for package in metadata["packages"].as_array().unwrap() {
        let licence = package["license"].as_str().unwrap_or_default();
        // "A OR B", "A/B": one compatible licence is enough. "A AND B": all must be.
        let is_compatible = licence.split(" AND ").all(|part| {
            let mut choices =
                part.split([' ', '/', '(', ')']).filter(|word| !matches!(*word, "OR" | "WITH" | "" | "LLVM-exception"));
            choices.any(|choice| free.contains(&choice))
        });
        assert!(is_compatible, "{} has the licence `{licence}`", package["name"]);
    }
}
