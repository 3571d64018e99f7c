//! One page: the differences with both values, and a diagram of the tables. It has no scripts and requests nothing.

use super::groups::{Group, groups};
use super::human::own_name;
use super::svg;
use super::tables::diagram;
use super::wording::{CLASSES, Verb, letter, properties, sides, summary, uncarried, verdict};
use crate::diff::Change;
use crate::jobs::diff::Outcome;
use crate::report::style::html::escaped;
use crate::text::difference::{Line, difference};
use crate::text::words;
use std::io::{self, Write};

/// The style of the page; the policy in its head lets nothing else be loaded or run.
const STYLE: &str = include_str!("page.css");

/// Writes the page.
pub(super) fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    write_start(&format!("Schema differences: {} - {}", outcome.from.label, outcome.to.label), out)?;
    writeln!(out, "<h1>Schema differences</h1>")?;
    write_body(outcome, out)?;
    write_end(out)
}

/// Writes everything up to the content of the page.
pub(in crate::report) fn write_start(title: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    let policy = "default-src 'none'; style-src 'unsafe-inline'";
    writeln!(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    writeln!(out, "<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>", escaped(title))
}

/// Writes the end of the page.
pub(in crate::report) fn write_end(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "</body>\n</html>")
}

/// Writes a comparison as a part of a page.
pub(in crate::report) fn write_body(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<p class=\"verdict\">{}</p>\n<ul>", escaped(&verdict(outcome)))?;
    for side in sides(outcome) {
        writeln!(out, "<li>{}</li>", escaped(&side))?;
    }
    writeln!(out, "</ul>")?;
    let groups = groups(outcome);
    if !groups.is_empty() {
        let class = |(letter, word): &(&str, &str)| format!("<span class=\"{}\">{letter}</span> {word}", style(letter));
        let classes: Vec<String> = CLASSES.iter().map(class).collect();
        writeln!(out, "<p>Classes: {}. Each line is a step that makes FROM like TO.</p>", classes.join(", "))?;
    }
    svg::write(&diagram(outcome), out)?;
    for group in &groups {
        write_group(group, out)?;
    }
    let gaps = outcome.not_compared.iter().map(|gap| format!("not compared: {gap}"));
    let notes: Vec<String> = gaps.chain(uncarried(outcome)).chain(outcome.remarks.iter().cloned()).collect();
    if !notes.is_empty() {
        writeln!(out, "<h2>Notes</h2>\n<ul>")?;
        notes.iter().try_for_each(|note| writeln!(out, "<li>{}</li>", escaped(note)))?;
        writeln!(out, "</ul>")?;
    }
    Ok(())
}

/// The name of a style for a class.
pub(in crate::report) fn style(letter: &str) -> &'static str {
    match letter {
        "A" => "class a",
        "B" => "class b",
        "C" => "class c",
        _ => "class n",
    }
}

fn write_group(group: &Group<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<section>\n<h2>{}</h2>", escaped(&group.whole.to_string()))?;
    for change in &group.changes {
        write_change(change, change.object == group.whole, out)?;
    }
    writeln!(out, "</section>")
}

fn write_change(change: &Change, is_whole: bool, out: &mut dyn Write) -> io::Result<()> {
    let (letter, verb) = (letter(change.class), Verb::of(change));
    let name = if is_whole { String::new() } else { format!(" {}", own_name(change)) };
    let summary = if verb == Verb::Changed { String::new() } else { summary(change) };
    let summary = if summary.is_empty() { summary } else { format!(": {summary}") };
    writeln!(
        out,
        "<details open>\n<summary><span class=\"{}\">{letter}</span> {}{}</summary>",
        style(letter),
        verb.word(),
        escaped(&format!("{name}{summary}"))
    )?;
    writeln!(out, "<p>{}</p>", escaped(change.reason))?;
    if let Some(cause) = &change.cause {
        writeln!(out, "<p>migration: <code>{}</code></p>", escaped(&cause.migration))?;
    }
    if !change.dependents.is_empty() {
        let names: Vec<String> = change.dependents.iter().map(ToString::to_string).collect();
        writeln!(out, "<p>dependents: {}</p>", escaped(&words::list(&names, 10)))?;
    }
    write_properties(change, out)?;
    writeln!(out, "</details>")
}

fn write_properties(change: &Change, out: &mut dyn Write) -> io::Result<()> {
    let properties = properties(change);
    if properties.is_empty() {
        return Ok(());
    }
    writeln!(out, "<table>\n<tr><th>property</th><th>before</th><th>after</th></tr>")?;
    for (label, before, after) in &properties {
        let [first, second] =
            [before, after].map(|text| text.as_deref().unwrap_or_default().lines().collect::<Vec<_>>());
        let lines = difference(&first, &second);
        let column = |is_of_side: &dyn Fn(&Line<'_>) -> Option<(String, bool)>| {
            let shown = lines.iter().filter_map(is_of_side);
            let line = |(text, is_marked): (String, bool)| {
                let text = escaped(&text.replace('\t', "    "));
                if is_marked { format!("<mark>{text}</mark>") } else { text }
            };
            shown.map(line).collect::<Vec<_>>().join("\n")
        };
        let old = column(&|line| match line {
            Line::Both(text) => Some(((*text).to_owned(), false)),
            Line::First(text) => Some(((*text).to_owned(), true)),
            Line::Second(_) => None,
        });
        let new = column(&|line| match line {
            Line::Both(text) => Some(((*text).to_owned(), false)),
            Line::Second(text) => Some(((*text).to_owned(), true)),
            Line::First(_) => None,
        });
        writeln!(out, "<tr><th>{}</th><td><pre>{old}</pre></td><td><pre>{new}</pre></td></tr>", escaped(label))?;
    }
    writeln!(out, "</table>")
}
