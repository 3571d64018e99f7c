//! Files that are generated from the code, or must say the same as it: `UPDATE=1 cargo test`
//! writes those that can be written.

use std::fs;
use std::path::{Path, PathBuf};
use tidegate::config;
use tidegate::rules::{self, Check, Rule};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(file(name)).unwrap().replace("\r\n", "\n")
}

/// Compares a generated file, or writes it when `UPDATE` is set.
fn check(name: &str, expected: &str) {
    if std::env::var_os("UPDATE").is_some() {
        fs::write(file(name), expected).unwrap();
    }
    let found = fs::read_to_string(file(name)).unwrap_or_default().replace("\r\n", "\n");
    assert_eq!(found, expected, "{name} is old; `UPDATE=1 cargo test` writes it");
}

#[test]
fn the_rule_table_of_the_readme_is_current() {
    let readme = read("README.md");
    let (before, rest) = readme.split_once("<!-- rules:begin -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- rules:end -->").unwrap();
    let (statements, others): (Vec<&Rule>, Vec<&Rule>) =
        rules::ALL.into_iter().partition(|rule| matches!(rule.check, Check::Script(_)));
    let table =
        format!("Names, order, history, files:\n\n{}\nStatements:\n\n{}", table_of(&others), table_of(&statements));
    check("README.md", &format!("{before}<!-- rules:begin -->\n{table}<!-- rules:end -->{after}"));
}

fn table_of(rules: &[&Rule]) -> String {
    let mut table = String::from("| rule | severity | from preset | fix | what |\n|---|---|---|---|---|\n");
    for rule in rules {
        let info = &rule.info;
        let fix = if info.fixable { "yes" } else { "" };
        let page = format!("{}/{}", info.family.id(), info.id).replace('-', "_");
        let (severity, preset) = (info.severity, info.preset);
        table +=
            &format!("| [`{}`](src/rules/{page}.md) | {severity} | {preset} | {fix} | {} |\n", info.id, info.summary);
    }
    table
}

#[test]
fn the_json_schema_of_the_configuration_is_current() {
    let schema = serde_json::to_string_pretty(&config::json_schema()).unwrap();
    check("tidegate.schema.json", &format!("{schema}\n"));
}

#[test]
fn the_configuration_in_the_readme_is_right() {
    let readme = read("README.md");
    let (_, rest) = readme.split_once("```toml\n").unwrap();
    let (text, _) = rest.split_once("```").unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("tidegate.toml"), text).unwrap();
    let loaded = config::load(folder.path(), None).unwrap();
    assert_eq!(loaded.settings.allow.len(), 1);
    assert!(loaded.settings.freeze.is_some());
}

#[test]
fn one_version_everywhere() {
    let version = env!("CARGO_PKG_VERSION");
    let setup = read("setup.py");
    assert!(setup.contains(&format!("tidegate=={version}")), "setup.py pins another version");
    assert!(setup.contains(&format!("version=\"{version}\"")), "setup.py has another version");
    assert!(read("README.md").contains(&format!("rev: v{version}")), "the README names another version");
    assert!(read("README.md").contains(&format!("tidegate/tidegate@v{version}")), "the README names another action");
}

/// What somebody may run, judge or ship us with: the licences of the whole tree.
#[test]
fn every_dependency_has_a_licence_that_goes_with_ours() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let arguments = ["metadata", "--format-version=1", "--locked", "--offline"];
    let output =
        std::process::Command::new(cargo).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let free = [
        "MIT",
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
        // "A OR B", "A/B": one that goes is enough. "A AND B": all must go.
        let goes = licence.split(" AND ").all(|part| {
            let mut choices =
                part.split([' ', '/', '(', ')']).filter(|word| !matches!(*word, "OR" | "WITH" | "" | "LLVM-exception"));
            choices.any(|choice| free.contains(&choice))
        });
        assert!(goes, "{} has the licence `{licence}`", package["name"]);
    }
}
