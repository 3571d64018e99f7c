//! For people: the differences by object, then the verdict and what limits it.

use super::groups::{Group, groups};
use super::wording::{Verb, legend, letter, properties, sides, summary, uncarried, verdict};
use crate::diff::Change;
use crate::jobs::diff::Outcome;
use crate::object::Class;
use crate::report::style::paint::{Paint as _, Style};
use crate::report::style::{snippet, wording};
use crate::report::verify;
use crate::text::difference::{Line, difference};
use crate::text::words;
use std::io::{self, Write};

/// Groups, lines of one property, and characters of one value that are shown without `--full`.
const GROUPS: usize = 40;
const LINES: usize = 12;
const VALUE: usize = 160;

/// The most dependents that are named.
const DEPENDENTS: usize = 3;

/// Writes the outcome.
pub(super) fn write(outcome: &Outcome, is_full: bool, width: usize, out: &mut dyn Write) -> io::Result<()> {
    if let Some(failed) = &outcome.failed {
        verify::write_failure(&failed.failure, width, out)?;
        writeln!(out)?;
    }
    let groups = groups(outcome);
    let shown = if is_full { groups.len() } else { GROUPS };
    for group in groups.iter().take(shown) {
        write_group(group, is_full, out)?;
    }
    if groups.len() > shown {
        let rest = words::count(groups.len() - shown, "more object");
        writeln!(out, "{}\n", format!("... {rest} with differences; `--full` shows all").dimmed())?;
    }
    let name =
        if outcome.is_equal() { "tidegate:".green().bold().to_string() } else { "tidegate:".red().bold().to_string() };
    writeln!(out, "{name} {}", wording::safe(&verdict(outcome)))?;
    for side in sides(outcome) {
        snippet::write_note("note", &side, width, out)?;
    }
    if !groups.is_empty() {
        snippet::write_note("note", &legend(), width, out)?;
    }
    for gap in &outcome.not_compared {
        snippet::write_note("not compared", gap, width, out)?;
    }
    for note in uncarried(outcome).iter().chain(&outcome.remarks) {
        snippet::write_note("note", note, width, out)?;
    }
    Ok(())
}

fn write_group(group: &Group<'_>, is_full: bool, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", wording::safe(&group.whole.to_string()).bold())?;
    let folded = if is_full { None } else { group.as_one() };
    if let Some(whole) = folded {
        write_head(whole, &parts(group, whole), out)?;
        write_dependents(whole, is_full, out)?;
    } else {
        for change in &group.changes {
            write_change(change, group, is_full, out)?;
        }
    }
    let migrations = group.migrations();
    if folded.is_some() && !migrations.is_empty() || group.only_migration().is_some() {
        writeln!(out, "      {}", wording::safe(&by_migrations(&migrations)))?;
    }
    writeln!(out)
}

/// `: 2 columns and 1 policy`, for an object that one side does not have at all.
fn parts(group: &Group<'_>, whole: &Change) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for change in group.changes.iter().filter(|change| change.object != whole.object) {
        let word = change.object.kind.word();
        match counts.iter_mut().find(|(counted, _)| *counted == word) {
            Some((_, count)) => *count += 1,
            None => counts.push((word, 1)),
        }
    }
    let counts: Vec<String> = counts.iter().map(|(word, count)| words::count(*count, word)).collect();
    if counts.is_empty() { String::new() } else { format!(": {}", words::list(&counts, counts.len())) }
}

fn by_migrations(migrations: &[&str]) -> String {
    let names: Vec<String> = migrations.iter().map(|&name| name.to_owned()).collect();
    let noun = if names.len() == 1 { "migration" } else { "migrations" };
    format!("{noun}: {}", words::list(&names, DEPENDENTS))
}

fn write_head(change: &Change, text: &str, out: &mut dyn Write) -> io::Result<()> {
    let style = match change.class {
        Some(Class::A) => Style::GREEN,
        Some(Class::B) => Style::RED,
        Some(Class::C) => Style::YELLOW,
        None => Style::DIMMED,
    };
    let (class, verb) = (style.bold().paint(letter(change.class)), Verb::of(change).word());
    writeln!(out, "  {class} {verb}{}", wording::safe(text))?;
    // What the verb says already is not written twice.
    if matches!(change.reason, "the object is created" | "the object is dropped" | "a property changes") {
        return Ok(());
    }
    writeln!(out, "      {}", wording::safe(change.reason).dimmed())
}

fn write_dependents(change: &Change, is_full: bool, out: &mut dyn Write) -> io::Result<()> {
    if change.dependents.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = change.dependents.iter().map(ToString::to_string).collect();
    let limit = if is_full { names.len() } else { DEPENDENTS };
    writeln!(out, "      dependents: {}", wording::safe(&words::list(&names, limit)))
}

fn write_change(change: &Change, group: &Group<'_>, is_full: bool, out: &mut dyn Write) -> io::Result<()> {
    let is_whole = change.object == group.whole;
    let object = if is_whole { String::new() } else { format!(" {}", own_name(change)) };
    let verb = Verb::of(change);
    let summary = if verb == Verb::Changed { String::new() } else { summary(change) };
    let summary = if summary.is_empty() { summary } else { format!(": {}", cut(&summary, is_full)) };
    write_head(change, &format!("{object}{summary}"), out)?;
    if verb == Verb::Changed || is_full {
        for (label, before, after) in properties(change) {
            write_property(&label, (before.as_deref(), after.as_deref()), is_full, out)?;
        }
    }
    write_dependents(change, is_full, out)?;
    if let Some(cause) = change.cause.as_ref().filter(|_| group.only_migration().is_none()) {
        writeln!(out, "      migration: {}", wording::safe(&cause.migration))?;
    }
    Ok(())
}

/// The kind and name of a part: ``column `a` ``.
pub(super) fn own_name(change: &Change) -> String {
    let object = &change.object;
    let own = crate::catalog::Identity { schema: None, on: None, ..object.clone() };
    own.to_string()
}

fn write_property(
    label: &str,
    (before, after): (Option<&str>, Option<&str>),
    is_full: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let has_lines = |text: Option<&str>| text.is_some_and(|text| text.trim_end().contains('\n'));
    let label = wording::safe(label);
    if !has_lines(before) && !has_lines(after) {
        let shown = |text: &str| wording::safe(&cut(text.trim_end(), is_full));
        return match (before, after) {
            (Some(before), Some(after)) => writeln!(out, "      {label}: {} -> {}", shown(before), shown(after)),
            (Some(one), None) | (None, Some(one)) => writeln!(out, "      {label}: {}", shown(one)),
            (None, None) => Ok(()),
        };
    }
    writeln!(out, "      {label}:")?;
    let [first, second] = [before, after].map(|text| text.unwrap_or_default().lines().collect::<Vec<_>>());
    let lines: Vec<Line<'_>> = difference(&first, &second);
    let lines: Vec<&Line<'_>> = lines.iter().filter(|line| is_full || !matches!(line, Line::Both(_))).collect();
    let room = if is_full { lines.len() } else { LINES };
    for line in lines.iter().take(room) {
        let (sign, text, style) = match line {
            Line::Both(text) => (' ', text, Style::DIMMED),
            Line::First(text) => ('-', text, Style::RED),
            Line::Second(text) => ('+', text, Style::GREEN),
        };
        let text = cut(&text.replace('\t', "    "), is_full);
        writeln!(out, "        {}", style.paint(format!("{sign} {}", wording::safe(&text))))?;
    }
    if lines.len() > room {
        let rest = words::count(lines.len() - room, "more line");
        writeln!(out, "        {}", format!("... {rest}; `--full` shows all").dimmed())?;
    }
    Ok(())
}

fn cut(text: &str, is_full: bool) -> String {
    match text.char_indices().nth(VALUE).filter(|_| !is_full) {
        Some((end, _)) => format!("{} ...", &text[..end]),
        None => text.to_owned(),
    }
}
