//! What is released: for which targets, which of them with embedded PostgreSQL, and that every list
//! of them says the same.

use saphyr::{LoadableYamlNode as _, Yaml};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The targets that there is a PostgreSQL for: each has a crate of its own.
fn with_postgres() -> BTreeSet<String> {
    let lock = read("Cargo.lock");
    let names =
        lock.lines().filter_map(|line| line.strip_prefix("name = \"liboliphaunt-wasix-aot-")?.strip_suffix('"'));
    names.map(str::to_owned).collect()
}

/// The targets of a job of the release, each with the features that it is built with.
fn released(job: &str) -> BTreeMap<String, String> {
    let workflow = Yaml::load_from_str(&read(".github/workflows/release.yml")).unwrap().remove(0);
    let job = workflow.as_mapping_get("jobs").unwrap().as_mapping_get(job).unwrap();
    let matrix = job.as_mapping_get("strategy").unwrap().as_mapping_get("matrix").unwrap();
    let entries = matrix.as_mapping_get("include").unwrap().as_sequence().unwrap();
    let text = |entry: &Yaml, key: &str| entry.as_mapping_get(key).unwrap().as_str().unwrap().to_owned();
    entries.iter().map(|entry| (text(entry, "target"), text(entry, "features"))).collect()
}

#[test]
fn embedded_postgres_is_in_every_build_that_supports_it() {
    let with = with_postgres();
    assert_eq!(with.len(), 4, "{with:?}");
    for job in ["binary", "wheel"] {
        let released = released(job);
        for (target, features) in &released {
            let wanted = if with.contains(target) { "embedded" } else { "" };
            assert_eq!(features, wanted, "{job} for {target}");
        }
        assert!(with.iter().all(|target| released.contains_key(target)), "{job} lacks one of {with:?}");
    }
}

#[test]
fn every_release_is_counted_and_can_be_installed() {
    let workflow = read(".github/workflows/release.yml");
    let (binaries, wheels) = (released("binary"), released("wheel"));
    assert!(workflow.contains(&format!("-name 'tidegate-*' | wc -l)\" -eq {}", binaries.len())));
    assert!(workflow.contains(&format!("-name '*.whl' | wc -l)\" -eq {}", wheels.len())));
    let script = read("install.sh");
    let (help, rest) = script.split_once("\nEND\n").unwrap();
    let help = help.split_once("--target TARGET ").unwrap().1;
    let help = help.split_once("  --help").unwrap().0;
    let (with, without) = help.split_once("and without it").unwrap();
    let (_, cases) = rest.split_once("case $target in").unwrap();
    let (cases, _) = cases.split_once("*)").unwrap();
    let named = |text: &str| -> BTreeSet<String> {
        let is_target = |word: &&str| word.contains("-unknown-") || word.contains("-apple-") || word.contains("-pc-");
        let words = text.split([' ', '\n', ')', '|']);
        words.filter(is_target).map(str::to_owned).collect()
    };
    let (embedded, others): (BTreeMap<_, _>, BTreeMap<_, _>) =
        binaries.clone().into_iter().partition(|(_, features)| features == "embedded");
    assert_eq!(named(with), embedded.into_keys().collect());
    assert_eq!(named(without), others.into_keys().collect());
    assert_eq!(named(cases), binaries.into_keys().collect());
}

#[test]
fn the_wheel_sets_no_features_itself() {
    // A setting in pyproject.toml would apply to every target.
    let project = read("packaging/pypi/pyproject.toml");
    let settings = project.lines().filter(|line| !line.starts_with('#'));
    assert!(!settings.into_iter().any(|line| line.starts_with("features") || line.contains("cargo-extra-args")));
}
