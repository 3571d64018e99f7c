//! Markdown for a pull request: a table of the differences, and the details of each object folded.

use super::groups::{Group, groups};
use super::wording::{CLASSES, Verb, letter, properties, sides, summary, uncarried, verdict};
use crate::diff::Change;
use crate::jobs::diff::Outcome;
use crate::report::style::html::escaped;
use crate::report::style::markdown::{cell, code, write_block};
use crate::text::difference::{Line, difference};
use crate::text::words;
use std::io::{self, Write};

/// Rows of the table, and objects with details. A comment on GitHub has at most 65,536 characters.
const ROWS: usize = 100;
const DETAILS: usize = 50;

/// Writes the outcome.
pub(super) fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### Schema differences\n")?;
    writeln!(out, "{}\n", cell(&verdict(outcome)))?;
    for side in sides(outcome) {
        writeln!(out, "- {}", cell(&side))?;
    }
    writeln!(out)?;
    let groups = groups(outcome);
    write_table(&groups, out)?;
    for group in groups.iter().take(DETAILS) {
        write_details(group, out)?;
    }
    if groups.len() > DETAILS {
        let rest = words::count(groups.len() - DETAILS, "more object");
        writeln!(out, "{rest} with differences: `tidegate diff` shows all.\n")?;
    }
    for gap in &outcome.not_compared {
        writeln!(out, "- not compared: {}", cell(gap))?;
    }
    for note in uncarried(outcome).iter().chain(&outcome.remarks) {
        writeln!(out, "- note: {}", cell(note))?;
    }
    Ok(())
}

fn write_table(groups: &[Group<'_>], out: &mut dyn Write) -> io::Result<()> {
    let changes: Vec<&Change> = groups.iter().flat_map(|group| &group.changes).copied().collect();
    if changes.is_empty() {
        return Ok(());
    }
    writeln!(out, "| class | change | object | reason | migration |\n|:-:|---|---|---|---|")?;
    for change in changes.iter().take(ROWS) {
        let migration = change.cause.as_ref().map(|cause| code(&cause.migration)).unwrap_or_default();
        let (class, verb) = (letter(change.class), Verb::of(change).word());
        let (object, reason) = (cell(&change.object.to_string()), cell(change.reason));
        writeln!(out, "| {class} | {verb} | {object} | {reason} | {migration} |")?;
    }
    let classes: Vec<String> = CLASSES.iter().map(|(letter, word)| format!("{letter} {word}")).collect();
    if changes.len() > ROWS {
        writeln!(out, "\n{} are not in this table.", words::count(changes.len() - ROWS, "more difference"))?;
    }
    writeln!(out, "\nClasses: {}.\n", classes.join(", "))
}

fn write_details(group: &Group<'_>, out: &mut dyn Write) -> io::Result<()> {
    let count = words::count(group.changes.len(), "difference");
    writeln!(out, "<details><summary>{} ({count})</summary>\n", escaped(&group.whole.to_string()))?;
    let mut text = String::new();
    for change in &group.changes {
        push_change(change, &mut text);
    }
    write_block("diff", &text, out)?;
    writeln!(out, "</details>\n")
}

/// Adds a change in lines of which none begins as its text does.
fn push_change(change: &Change, text: &mut String) {
    let verb = Verb::of(change);
    let sign = match verb {
        Verb::Created => '+',
        Verb::Dropped => '-',
        Verb::Changed => ' ',
    };
    let summary = summary(change);
    let summary = if summary.is_empty() || verb == Verb::Changed { String::new() } else { format!(": {summary}") };
    push_line(sign, &format!("{} {} {}{summary}", letter(change.class), verb.word(), change.object), text);
    if verb != Verb::Changed {
        return;
    }
    for (label, before, after) in properties(change) {
        push_line(' ', &format!("  {label}"), text);
        let [before, after] = [before, after].map(Option::unwrap_or_default);
        let [first, second] = [&before, &after].map(|text| text.lines().collect::<Vec<_>>());
        for line in difference(&first, &second) {
            match line {
                Line::Both(line) => push_line(' ', &format!("    {line}"), text),
                Line::First(line) => push_line('-', &format!("    {line}"), text),
                Line::Second(line) => push_line('+', &format!("    {line}"), text),
            }
        }
    }
    if !change.dependents.is_empty() {
        let names: Vec<String> = change.dependents.iter().map(ToString::to_string).collect();
        push_line(' ', &format!("  dependents: {}", words::list(&names, 5)), text);
    }
}

fn push_line(sign: char, line: &str, text: &mut String) {
    text.push(sign);
    text.push(' ');
    text.push_str(&crate::report::safe(line));
    text.push('\n');
}
