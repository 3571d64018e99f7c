//! Every probe of the catalog, in both directions: it converges, or it is refused by name.

use super::{destructive, try_apply};
use crate::catalog::{Bench, changes, probes};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use tidegate::alter::script;
use tidegate::catalog::Catalog;
use tidegate::diff::witness;

/// The major version of the server whose refused probes are stored.
const RECORDED: u32 = 15;

/// What became of the probes in one direction, by their numbers.
#[derive(Default)]
struct Result {
    wrong: BTreeMap<String, Vec<String>>,
    refused: BTreeMap<String, BTreeSet<String>>,
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/alter/refused.txt")
}

/// Makes a database like another one, and sorts what is left by the schemas of the probes.
fn run(bench: &mut Bench, name: &str, expected: &Catalog, dump: &[u8]) -> Result {
    let schema = Regex::new(r"p\d{3}").unwrap();
    let probe = |text: &str| schema.find(text).map_or_else(|| "none".to_owned(), |found| found.as_str().to_owned());
    let actual = bench.catalog(name);
    let script = script(expected, &actual, &destructive()).unwrap();
    let mut result = Result::default();
    for refused in &script.refused {
        let text = format!("{}: {}", refused.object, refused.reason);
        result.refused.entry(probe(&text)).or_default().insert(text);
    }
    for (statement, error) in try_apply(bench, name, &script) {
        // The provider of the labels is on no server.
        if !error.contains("SECURITY LABEL") {
            let key = probe(&format!("{} {:?}", statement.object, statement.sql));
            result.wrong.entry(key).or_default().push(error);
        }
    }
    let comparison = changes(expected, &bench.catalog(name));
    for change in &comparison.changes {
        let whole = serde_json::to_string(change).unwrap();
        let is_label = change.properties.iter().all(|property| property.name == "labels");
        if !is_label || change.properties.is_empty() {
            let properties: Vec<String> = change
                .properties
                .iter()
                .map(|property| format!("{} {} -> {}", property.name, property.before, property.after))
                .collect();
            let text = format!("left: {} ({})", change.object, properties.join("; "));
            result.wrong.entry(probe(&whole)).or_default().push(text);
        }
    }
    for object in witness(dump, &bench.dump(name), &comparison) {
        let text = format!("unseen: {} {}.{}", object.kind, object.schema, object.name);
        result.wrong.entry(probe(&text)).or_default().push(text);
    }
    result.wrong.retain(|probe, _| !result.refused.contains_key(probe));
    result
}

#[test]
fn every_probe_converges_in_both_directions_or_is_refused_by_name() {
    let Some(mut bench) = Bench::new() else { return };
    let (before, after) = probes::databases(&mut bench);
    let (old, new) = (bench.catalog(&before), bench.catalog(&after));
    let (old_dump, new_dump) = (bench.dump(&before), bench.dump(&after));
    let forward = run(&mut bench, &before, &new, &new_dump);
    let backward = run(&mut bench, &after, &old, &old_dump);
    let mut written = String::new();
    let mut wrong = String::new();
    for (direction, result) in [("forward", &forward), ("backward", &backward)] {
        for (probe, texts) in &result.wrong {
            writeln!(wrong, "{direction} {probe}:\n    {}", Vec::from_iter(texts.clone()).join("\n    ")).unwrap();
        }
        for texts in result.refused.values() {
            for text in texts {
                writeln!(written, "{direction}: {}", text.replace(['\n', '\r'], " ")).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{wrong}", forward.wrong.len() + backward.wrong.len());
    if bench.major() == RECORDED {
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path(), &written).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path()).unwrap_or_default(), written);
    }
}
