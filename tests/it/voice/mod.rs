//! Wording: no text that a user reads contains a phrase of `patterns.txt`. Those are what reads
//! as a translation or as a coined word where Postgres, git or CI have a term.
//!
//! Read are the documents, rule pages, help texts, configuration schema, workflow, hooks, snapshots
//! of messages, scripts of CI and tests, and every string and comment of the sources; test modules
//! are not.

use crate::support::World;
use regex::{Regex, RegexBuilder};
use std::fs;
use std::ops::Range;
use std::path::Path;
use walkdir::WalkDir;

/// Files and folders of text for users, from the top.
const TEXTS: [&str; 36] = [
    ".ci",
    ".github",
    ".pre-commit-hooks.yaml",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.toml",
    "README.md",
    "RELEASE-CHECKLIST.md",
    "SECURITY.md",
    "action.yml",
    "ci",
    "clippy.toml",
    "deny.toml",
    "docs",
    "hooks",
    "install.sh",
    "packaging",
    "sample",
    "setup.py",
    "tests/bench.py",
    "tests/bench.sh",
    "tests/corpus.py",
    "tests/pairs.py",
    "tests/grammar.py",
    "tests/grammar.sh",
    "tests/install-sh.sh",
    "tests/noise.py",
    "tests/oracle.txt",
    "tests/pre-commit.sh",
    "tests/jobs_bench.py",
    "tests/replay_bench.py",
    "tests/sarif.sh",
    "tests/snapshots",
    "tests/structure.py",
    "tidegate.schema.json",
    "tidegate.toml",
];

/// The endings of text below `src`.
const ENDINGS: [&str; 7] = ["rs", "md", "sql", "sh", "conf", "txt", "yml"];

struct Pattern {
    phrase: Regex,
    instead: String,
}

fn patterns() -> Vec<Pattern> {
    let pattern = |line: &str| {
        let (phrase, instead) = line.split_once('\t').expect("a pattern, a tab, and what to write instead");
        Pattern {
            phrase: RegexBuilder::new(phrase).case_insensitive(true).build().unwrap(),
            instead: instead.to_owned(),
        }
    };
    include_str!("patterns.txt").lines().filter(|line| !line.starts_with('#')).map(pattern).collect()
}

/// What is wrong with a text: each phrase with its line.
fn complaints(name: &str, text: &str, patterns: &[Pattern]) -> Vec<String> {
    let mut found = Vec::new();
    for pattern in patterns {
        for phrase in pattern.phrase.find_iter(text).filter(|phrase| !is_plain(text, phrase.range())) {
            let line = text[..phrase.start()].matches('\n').count() + 1;
            found.push(format!("{name}:{line}: `{}`: write {}", phrase.as_str(), pattern.instead));
        }
    }
    found
}

/// Whether "is no" and "are no" are plain English here ("there is no file", "is no longer"), or the
/// phrase is a name in quotes, as the user `nobody`.
fn is_plain(text: &str, phrase: Range<usize>) -> bool {
    let at = phrase.start;
    let is_quoted = text[..at].ends_with('"') && text[phrase.end..].starts_with('"');
    if text[..at].ends_with('`') || is_quoted {
        return true;
    }
    let before = text[..at].trim_end().to_ascii_lowercase();
    let mut words = text[at..].split_whitespace().skip(2);
    before.ends_with("there")
        || before.ends_with("and there")
        || words.next().is_some_and(|next| ["longer", "more", "later", "earlier", "older", "newer"].contains(&next))
            && text[at..].to_ascii_lowercase().split_whitespace().nth(1) == Some("no")
}

/// Strings and comments of a source file, each byte of code replaced by a blank, so that lines stay.
fn strings_and_comments(source: &str) -> String {
    let source = source.split("\nmod tests {").next().unwrap_or_default();
    let mut kept = String::with_capacity(source.len());
    for line in source.lines() {
        let code_end = line.find("//").filter(|at| line[..*at].matches('"').count() % 2 == 0).unwrap_or(line.len());
        let (code, comment) = line.split_at(code_end);
        let is_continued = !code.contains('"') && code.trim_end().ends_with('\\');
        if is_continued {
            kept.push_str(code);
        } else {
            for (number, part) in code.split('"').enumerate() {
                // A string without a blank is a name or a keyword.
                kept.push_str(if number % 2 == 1 && part.contains(' ') { part } else { " " });
            }
        }
        kept.push_str(comment);
        kept.push('\n');
    }
    kept
}

fn texts() -> Vec<(String, String)> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    for start in TEXTS.iter().chain(&["src"]) {
        for file in WalkDir::new(top.join(start)).sort_by_file_name() {
            let file = file.unwrap_or_else(|error| panic!("{start} is on the list: {error}"));
            let ending = file.path().extension().unwrap_or_default().to_string_lossy().into_owned();
            if !file.file_type().is_file() || (*start == "src" && !ENDINGS.contains(&ending.as_str())) {
                continue;
            }
            let name = file.path().strip_prefix(top).unwrap().to_string_lossy().replace('\\', "/");
            let text = fs::read_to_string(file.path()).unwrap_or_else(|error| panic!("{name}: {error}"));
            texts.push((name, if ending == "rs" { strings_and_comments(&text) } else { text }));
        }
    }
    texts
}

#[test]
fn no_text_for_users_reads_as_a_translation() {
    let patterns = patterns();
    let texts = texts();
    assert!(patterns.len() > 30 && texts.len() > 600, "{} patterns, {} texts", patterns.len(), texts.len());
    let found: Vec<String> = texts.iter().flat_map(|(name, text)| complaints(name, text, &patterns)).collect();
    assert!(found.is_empty(), "{} phrases:\n{}", found.len(), found.join("\n"));
}

#[test]
fn no_help_text_reads_as_a_translation() {
    let world = World::new();
    let patterns = patterns();
    let mut found = Vec::new();
    for arguments in
        ["man", "--help", "check --help", "verify --help", "install --help", "init --help", "ci github --help"]
    {
        let help = world.tidegate(arguments).passes();
        found.extend(complaints(&format!("tidegate {arguments}"), &help.out, &patterns));
        help.done();
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_phrase_is_found_with_its_line_and_plain_english_is_not() {
    let check = |text: &str, expected: &[&str]| {
        let found = complaints("x", text, &patterns());
        let found: Vec<&str> = found.iter().map(|found| found.split('`').nth(1).unwrap()).collect();
        assert_eq!(found, expected, "{text}");
    };
    check("2025 is no date", &["is no d"]);
    check("there is no file, it is no longer than that", &[]);
    check("the table is written anew", &["anew"]);
    check("the file is skipped; no one uses it", &[]);
    check("the account `nobody`, or \"nobody\"; \"nobody knows\"", &["nobody"]);
    assert_eq!(complaints("x", "a\nnobody", &patterns()), ["x:2: `nobody`: write no one, nothing"]);
}

#[test]
fn strings_and_comments_are_read_and_code_is_not() {
    let source = "let told = \"a mends\"; // anew\n/// by itself\n";
    let kept = strings_and_comments(source);
    assert!(!kept.contains("told") && kept.contains("a mends") && kept.contains("anew") && kept.contains("by itself"));
}
