//! The help of every Bad block of a rule's page is followed, and then its rule reports nothing there any more.
//!
//! Commands, fixes and comments that the help contains are applied as they are. What is prose is followed by the edits
//! of a table, each of them beside the part of the help that it follows.

use crate::support::notation::{Situation, reported};
use serde::Deserialize;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use tidegate::diagnostic::Diagnostic;
use tidegate::jobs::check::Outcome;
use tidegate::rules::{self, Needs, Rule};

/// Help that no edit of the files follows, each with the reason.
const NOT_FOLLOWED: [(&str, usize, &str); 0] = [];

/// Most problems of one rule in one block.
const STEPS: usize = 8;

#[derive(Deserialize)]
struct Edits {
    edit: Vec<Edit>,
}

/// How the help of a problem is followed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    rule: String,
    /// The number of the Bad block, from 1.
    block: usize,
    /// A part of the help that says this.
    help: String,
    /// Texts of the block and what replaces them; nothing is the end of the block.
    changes: Vec<(String, String)>,
}

fn edits() -> Vec<Edit> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/followed.toml");
    toml::from_str::<Edits>(&fs::read_to_string(path).unwrap()).expect("a table of edits").edit
}

fn bad_blocks(rule: &Rule) -> Vec<String> {
    let page = rule.info.page.split_once("\n## Bad\n").map_or("", |(_, rest)| rest);
    let page = page.split("\n## ").next().unwrap_or_default();
    let block = |rest: &str| rest.split("```").next().unwrap_or_default().to_owned();
    page.split("```tidegate\n").skip(1).map(block).collect()
}

/// The first problem of the rule.
fn own<'a>(outcome: &'a Outcome, rule: &Rule) -> Option<&'a Diagnostic> {
    outcome.diagnostics.iter().find(|found| found.rule.id == rule.info.id)
}

/// The text with the file of `path` under another name.
fn renamed(text: &str, from: &str, to: &str) -> String {
    let staged = format!("staged {from}\n");
    if text.contains(&staged) {
        return text.replace(&staged, &format!("staged {to}\n"));
    }
    let moved = format!(" -> {from}\n");
    if text.contains(&moved) && !text.contains(&format!("renamed {to}{moved}")) {
        return text.replace(&moved, &format!(" -> {to}\n"));
    }
    if text.contains(&moved) {
        return text.replace(&format!("renamed {to}{moved}"), "");
    }
    format!("{}\nrenamed {from} -> {to}\n", text.trim_end())
}

/// The text without the staged change of a file.
fn restored(text: &str, path: &str) -> String {
    let mut left = String::new();
    let mut is_it = false;
    for line in text.lines() {
        if !line.starts_with("    ") {
            is_it = line == format!("staged {path}") || line == format!("deleted {path}");
        }
        if !is_it {
            left = left + line + "\n";
        }
    }
    left
}

/// Runs a command of the help on the text.
fn command(text: &str, words: &str) -> Option<String> {
    let words = words.rsplit(" && ").find(|part| part.starts_with("git ")).unwrap_or(words);
    let words: Vec<&str> = words.split(' ').map(|word| word.trim_matches('\'')).collect();
    match words[..] {
        ["git", "mv", from, to] if to != "NEW_NAME" => Some(renamed(text, from, to)),
        ["git", "add", path] if text.contains(&format!("untracked {path}\n")) => {
            Some(text.replace(&format!("untracked {path}\n"), &format!("staged {path}\n")))
        }
        ["git", "restore", .., path] => Some(restored(text, path)),
        _ => None,
    }
}

/// The text with a comment above the statement of the problem, or at the head of its file.
fn commented(text: &str, problem: &Diagnostic, comment: &str, at_head: bool) -> Option<String> {
    let path = problem.place.path()?.to_string();
    let header = format!("staged {path}\n");
    let start = text.find(&header)? + header.len();
    let (head, content) = text.split_at(start);
    let lines: Vec<&str> = content.split_inclusive('\n').collect();
    let statement = problem.statement.as_ref().map_or(0, |span| span.start);
    let mut position = 0;
    let mut before = 0;
    for line in lines.iter().take_while(|line| line.starts_with("    ")) {
        position += line.len() - 4;
        if at_head || position > statement {
            break;
        }
        before += 1;
    }
    let (above, below) = lines.split_at(before);
    Some(format!("{head}{}    {comment}\n{}", above.concat(), below.concat()))
}

/// Follows the help of a problem as it is written, if it can be.
fn followed_literally(text: &str, problem: &Diagnostic) -> Option<String> {
    if let Some(fix) = &problem.fix {
        return Some(
            fix.renames
                .iter()
                .fold(text.to_owned(), |text, rename| renamed(&text, &rename.from.to_string(), &rename.to.to_string())),
        );
    }
    let parts: Vec<&str> = problem.help.split('`').skip(1).step_by(2).collect();
    if parts.contains(&"-- BREAKING: <why>") {
        return commented(text, problem, "-- BREAKING: the last release that needs it is gone", false);
    }
    if let Some(allowance) = parts.iter().find(|part| part.starts_with("-- tidegate:allow ")) {
        let comment = allowance.replace("<why>", "a test").replace("<reason>", "a test");
        return commented(text, problem, &comment, comment.contains("schema-not-staged"));
    }
    parts.iter().find_map(|part| command(text, part))
}

/// Follows the help of every problem of the rule.
fn follow_literally(rule: &Rule, block: &str) -> Option<Result<(), String>> {
    let mut text = block.to_owned();
    for step in 0..STEPS {
        let outcome = Situation::read(&text).outcome();
        let Some(problem) = own(&outcome, rule) else { return Some(Ok(())) };
        match followed_literally(&text, problem) {
            Some(next) if next != text => text = next,
            _ if step == 0 => return None,
            _ => return Some(Err(format!("its help leaves {:#?}\n{text}", reported(&outcome)))),
        }
    }
    Some(Err(format!("its help never ends:\n{text}")))
}

/// Follows one edit of the table.
fn follow_edit(rule: &Rule, block: &str, edit: &Edit) -> Result<(), String> {
    let outcome = Situation::read(block).outcome();
    let helps: Vec<&str> =
        outcome.diagnostics.iter().filter(|one| one.rule.id == rule.info.id).map(|one| one.help.as_str()).collect();
    if !helps.iter().any(|help| help.contains(&edit.help)) {
        return Err(format!("`{}` is not in the help: {helps:#?}", edit.help));
    }
    let mut text = block.to_owned();
    for (from, to) in &edit.changes {
        if !from.is_empty() && !text.contains(from.as_str()) {
            return Err(format!("`{from}` is not in the block"));
        }
        text = if from.is_empty() { format!("{}\n{to}", text.trim_end()) } else { text.replacen(from.as_str(), to, 1) };
    }
    let after = Situation::read(&text).outcome();
    own(&after, rule).map_or(Ok(()), |_| Err(format!("`{}` leaves {:#?}\n{text}", edit.help, reported(&after))))
}

#[test]
fn the_help_of_every_bad_block_works_when_it_is_followed() {
    let all = edits();
    let (mut wrong, mut missing) = (String::new(), Vec::new());
    // The help of the others is followed on a server.
    for rule in rules::ALL.into_iter().filter(|rule| rule.needs != Needs::Replay) {
        for (number, block) in bad_blocks(rule).iter().enumerate() {
            let (id, number) = (rule.info.id, number + 1);
            let own_edits: Vec<&Edit> = all.iter().filter(|edit| edit.rule == id && edit.block == number).collect();
            let literal = follow_literally(rule, block);
            if literal.is_none() && own_edits.is_empty() {
                let outcome = Situation::read(block).outcome();
                missing.push((id, number, own(&outcome, rule).map(|found| found.help.clone()).unwrap_or_default()));
            }
            let results = literal.into_iter().chain(own_edits.into_iter().map(|edit| follow_edit(rule, block, edit)));
            for operation in results.filter_map(Result::err) {
                let _ = writeln!(wrong, "{id} {number}: {operation}");
            }
        }
    }
    missing.retain(|(id, number, _)| !NOT_FOLLOWED.iter().any(|(rule, block, _)| rule == id && block == number));
    assert!(wrong.is_empty() && missing.is_empty(), "{wrong}\nnot followed: {missing:#?}");
}

#[test]
fn every_edit_belongs_to_a_bad_block() {
    for edit in edits() {
        let rule = rules::ALL.iter().find(|rule| rule.info.id == edit.rule);
        let blocks = rule.map_or(0, |rule| bad_blocks(rule).len());
        assert!((1..=blocks).contains(&edit.block), "{} {}", edit.rule, edit.block);
    }
}
