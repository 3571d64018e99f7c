//! Hooks of pre-commit that are checks of tidegate.

use super::draft::{Draft, Imported};
use super::node::Node;

/// A hook of the configuration with what applies to all.
pub(super) struct Hook<'a> {
    pub(super) node: &'a Node,
    pub(super) id: &'a str,
    pub(super) place: String,
}

/// Hooks of `pre-commit/pre-commit-hooks` and of prek's own list, each with the check and whether it fixes files.
const CHECKS: [(&str, &str, bool); 15] = [
    ("trailing-whitespace", "trailing-whitespace", true),
    ("end-of-file-fixer", "final-newline", true),
    ("mixed-line-ending", "mixed-line-endings", true),
    ("fix-byte-order-marker", "byte-order-mark", true),
    ("check-byte-order-marker", "byte-order-mark", false),
    ("check-yaml", "yaml-syntax", false),
    ("check-json", "json-syntax", false),
    ("check-toml", "toml-syntax", false),
    ("check-merge-conflict", "merge-markers", false),
    ("check-added-large-files", "large-files", false),
    ("check-case-conflict", "case-collisions", false),
    ("check-symlinks", "broken-links", false),
    ("detect-private-key", "private-keys", false),
    ("no-commit-to-branch", "protected-branches", false),
    ("check-executables-have-shebangs", "executable-bits", false),
];

/// Adds the check that a hook is; fails with the reason why it is none.
pub(super) fn add(imported: &mut Imported, address: &str, hook: &Hook<'_>, job: &mut Draft) -> Result<(), String> {
    let arguments = hook.node.get("args").map(Node::texts).unwrap_or_default();
    if hook.id == "conventional-pre-commit" {
        job.text("use", "commit-message");
        let types: Vec<String> = arguments.iter().filter(|word| !word.starts_with('-')).cloned().collect();
        job.texts("types", &types);
        // Marks the job as one of messages until its hook is known.
        job.value("message", &true);
        unread(imported, hook, arguments.iter().filter(|word| word.starts_with('-')));
        return Ok(());
    }
    if hook.id == "check-shebang-scripts-are-executable" {
        check(job, "executable-bits", false);
        return Ok(());
    }
    let is_theirs = address.contains("pre-commit/pre-commit-hooks") || address == "builtin";
    let found = CHECKS.into_iter().find(|(id, ..)| *id == hook.id && is_theirs);
    let Some((_, name, fixes)) = found else {
        return Err(format!(
            "pre-commit installs it from {address}: install its program, and write it as a job with `run`"
        ));
    };
    check(job, name, fixes);
    let mut rest = arguments.iter();
    let mut branches = Vec::new();
    let mut others = Vec::new();
    while let Some(word) = rest.next() {
        let (option, value) =
            word.split_once('=').map_or((word.as_str(), None), |(option, value)| (option, Some(value)));
        match (name, option) {
            ("large-files", "--maxkb") => {
                if let Some(number) = value.or_else(|| rest.next().map(String::as_str)) {
                    job.value("max-kb", &number);
                }
            }
            ("protected-branches", "--branch" | "-b") => {
                branches.extend(value.or_else(|| rest.next().map(String::as_str)).map(str::to_owned));
            }
            _ => others.push(word),
        }
    }
    job.texts("branches", &branches);
    unread(imported, hook, others.into_iter());
    Ok(())
}

fn check(job: &mut Draft, name: &str, fixes: bool) {
    job.text("use", name);
    if fixes {
        job.value("fixes", &true);
    }
}

fn unread<'a>(imported: &mut Imported, hook: &Hook<'_>, options: impl Iterator<Item = &'a String>) {
    let options: Vec<&str> = options.map(String::as_str).collect();
    if !options.is_empty() {
        let what = format!("`{}` of `{}`", options.join(" "), hook.id);
        imported.leave_out(&hook.place, what, "the check has no such option; the job is written without it");
    }
}
