//! One property changed at a time (`probes.txt`): the comparison reports the objects that changed and nothing else,
//! also where a dump of both databases shows nothing.

use super::{Bench, changes, short};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use tidegate::diff::{Comparison, witness};

const ROLES: [&str; 2] = ["probe_a", "probe_b"];

/// The major version of the server whose counts are in the documentation.
const RECORDED: u32 = 15;

/// A line of `probes.txt`: `since 15: SETUP => CHANGE => EXPECTED; EXPECTED`.
struct Probe {
    since: u32,
    setup: String,
    change: String,
    expected: String,
}

fn read(line: &str) -> Probe {
    let (since, line) = match line.strip_prefix("since ").and_then(|rest| rest.split_once(": ")) {
        Some((since, rest)) => (since.parse().unwrap(), rest),
        None => (0, line),
    };
    let mut parts = line.splitn(3, "=>").map(|part| part.trim().to_owned());
    let mut part = || parts.next().unwrap_or_default();
    Probe { since, setup: part(), change: part(), expected: part() }
}

/// The kinds of objects and their properties that changed, as a table.
fn counted(comparison: &Comparison, probes: usize) -> String {
    let mut kinds: BTreeMap<&str, (usize, BTreeSet<&str>)> = BTreeMap::new();
    for change in &comparison.changes {
        let (count, properties) = kinds.entry(change.object.kind.word()).or_default();
        *count += 1;
        properties.extend(change.properties.iter().map(|property| property.name.as_str()));
        let is_whole = change.before.is_none() || change.after.is_none();
        properties.extend(is_whole.then_some("existence"));
    }
    let mut table = format!("{probes} probes:\n\n| kind | changes | properties that changed |\n|---|--:|---|\n");
    for (kind, (count, properties)) in kinds {
        let properties = Vec::from_iter(properties).join(", ");
        writeln!(table, "| {kind} | {count} | {properties} |").unwrap();
    }
    table
}

/// The probes, and the text that they are written in.
fn probes() -> (Vec<Probe>, String) {
    let text = std::fs::read_to_string(path()).unwrap();
    let is_probe = |line: &&str| !line.is_empty() && !line.starts_with('#');
    let probes: Vec<Probe> = text.lines().filter(is_probe).map(read).collect();
    assert!(probes.len() > 900, "{}", probes.len());
    (probes, text)
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/catalog/probes.txt")
}

/// Databases with the objects of all probes: before the changes, and after them.
pub(crate) fn databases(bench: &mut Bench) -> (String, String) {
    databases_of(bench, &probes().0)
}

fn databases_of(bench: &mut Bench, probes: &[Probe]) -> (String, String) {
    let major = bench.major();
    let roles: Vec<String> = ROLES.iter().map(|role| format!("create role {role}")).collect();
    bench.database(roles.iter().map(String::as_str));
    let mut make = |changed: bool| {
        let mut texts = Vec::new();
        for (number, probe) in probes.iter().enumerate().filter(|(_, probe)| probe.since <= major) {
            let schema = format!("p{number:03}");
            texts.push(format!("reset search_path; create schema {schema}; set search_path = {schema}, public"));
            // Roles belong to the server, which both databases share.
            let setup = probe.setup.replace("create role r_$s", "");
            if !changed && setup != probe.setup {
                texts.push(format!("create role r_{schema}"));
            }
            texts.extend(
                [setup, if changed { probe.change.clone() } else { String::new() }]
                    .map(|sql| sql.replace("$s", &schema)),
            );
        }
        bench.database(texts.iter().map(String::as_str))
    };
    (make(false), make(true))
}

#[test]
fn every_changed_property_is_reported_with_its_object_and_nothing_else() {
    let Some(mut bench) = Bench::new() else { return };
    let major = bench.major();
    let (probes, text) = probes();
    let is_probe = |line: &&str| !line.is_empty() && !line.starts_with('#');
    let (before, after) = databases_of(&mut bench, &probes);
    let (actual, expected) = (bench.catalog(&before), bench.catalog(&after));

    let comparison = changes(&expected, &actual);
    let schema = Regex::new(r"p\d{3}").unwrap();
    let mut found: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for change in &comparison.changes {
        let object = serde_json::to_string(&change.object).unwrap();
        let whole = serde_json::to_string(change).unwrap();
        let name = schema.find(&object).or_else(|| schema.find(&whole));
        let name = name.unwrap_or_else(|| panic!("a change outside of the probes: {whole}"));
        let text = short(change).replace(name.as_str(), "$s");
        found.entry(name.as_str()[1..].parse().unwrap()).or_default().push(text);
    }
    let mut written = String::new();
    let (mut number, mut failed) = (0, Vec::new());
    for line in text.lines() {
        if !is_probe(&line) {
            writeln!(written, "{line}").unwrap();
            continue;
        }
        let (probe, reported) = (&probes[number], found.remove(&number).unwrap_or_default().join("; "));
        number += 1;
        let is_run = probe.since <= major;
        if is_run && (reported != probe.expected || reported.is_empty()) {
            failed.push(format!("{line}\n    reported: {reported}"));
        }
        let since = if probe.since == 0 { String::new() } else { format!("since {}: ", probe.since) };
        let expected = if is_run { &reported } else { &probe.expected };
        let line = format!("{since}{} => {} => {expected}", probe.setup, probe.change);
        writeln!(written, "{}", line.trim()).unwrap();
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path(), written).unwrap();
    } else {
        assert!(failed.is_empty(), "{} of {number}:\n{}", failed.len(), failed.join("\n"));
    }

    assert!(changes(&expected, &bench.catalog(&after)).changes.is_empty());
    if major == RECORDED {
        crate::docs::check_part("docs/evidence.md", "catalog", &counted(&comparison, number));
    }
    // The dumps show nothing else.
    let (before, after) = (bench.dump(&before), bench.dump(&after));
    let unseen = witness(&after, &before, &comparison);
    assert!(unseen.is_empty(), "{unseen:?}");
}
