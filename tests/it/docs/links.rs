//! Links within the documents, and what the README must contain.

use super::{blocks, documents, read, top};
use regex::Regex;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[test]
fn every_relative_link_resolves() {
    let link = Regex::new(r"\]\(([^)\s]+)\)").unwrap();
    let mut count = 0;
    for name in documents() {
        let folder = Path::new(&name).parent().unwrap();
        for found in link.captures_iter(&prose(&name)) {
            let target = &found[1];
            if target.starts_with("https://") {
                continue;
            }
            count += 1;
            let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
            let path = if path.is_empty() { PathBuf::from(&name) } else { folder.join(path) };
            assert!(top().join(&path).exists(), "{name} links to {target}, which does not exist");
            let headings = || anchors(path.to_str().unwrap());
            assert!(anchor.is_empty() || headings().contains(anchor), "{name} links to {target}: no such heading");
        }
    }
    assert!(count > 100, "only {count} links were found");
}

/// A document without its fenced blocks.
fn prose(name: &str) -> String {
    let text = read(name);
    let parts = text.split("\n```").step_by(2);
    parts.collect::<Vec<_>>().join("\n")
}

/// The names by which GitHub lets headings be linked.
fn anchors(name: &str) -> BTreeSet<String> {
    let text = prose(name);
    let headings = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let slug = |heading: &str| -> String {
        let letters = heading.to_lowercase().replace(' ', "-");
        letters.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_')).collect()
    };
    headings.map(slug).collect()
}

#[test]
fn every_document_is_linked_from_the_readme() {
    let readme = read("README.md");
    for name in documents().iter().filter(|name| !name.starts_with(".github/")) {
        assert!(name == "README.md" || readme.contains(&format!("]({name}")), "the README does not link to {name}");
    }
}

#[test]
fn the_commands_for_a_checkout_are_in_the_readme() {
    let blocks = blocks("README.md", "sh");
    for command in ["cargo run --release --locked --features embedded -- try", "cargo test --locked"] {
        assert!(blocks.iter().any(|block| block.trim() == command), "the README has no block with only `{command}`");
    }
}
