//! `--format github`: workflow commands that GitHub Actions shows as annotations, and the
//! same as a table in the job summary.
//!
//! Commands and their escaping: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>,
//! and `packages/core/src/command.ts` of actions/toolkit. GitHub shows ten annotations of
//! each kind per step, so one of each rule goes before the second of any.

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::jobs::check::Outcome;
use crate::report::style::wording;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Annotations of one kind that GitHub shows per step.
pub(in crate::report) const SHOWN: usize = 10;

/// Rows of the table; a job summary may not be larger than 1 MiB.
const ROWS: usize = 200;

/// The longest text of a cell, in characters.
const CELL: usize = 600;

/// Writes one workflow command per problem, then the verdict as a line of the log.
pub fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    for diagnostic in spread(&outcome.diagnostics) {
        write_command(diagnostic, out)?;
    }
    writeln!(out, "tidegate: {}.", said(&wording::verdict(outcome)))?;
    for line in wording::breaking(outcome) {
        writeln!(out, "tidegate: breaking: {}", said(&line))?;
    }
    for fragment in wording::not_looked_at(outcome) {
        writeln!(out, "tidegate: {}.", said(&fragment))?;
    }
    Ok(())
}

/// A line of the log.
fn said(text: &str) -> String {
    harmless(&wording::safe(text))
}

/// Errors first, and the first of every rule before the second of any.
fn spread(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut ranked: Vec<_> = diagnostics
        .iter()
        .map(|diagnostic| {
            let nth = seen.entry(diagnostic.rule.id).or_default();
            *nth += 1;
            (Reverse(diagnostic.severity), *nth, diagnostic)
        })
        .collect();
    ranked.sort_by_key(|(severity, nth, _)| (*severity, *nth));
    ranked.into_iter().map(|(_, _, diagnostic)| diagnostic).collect()
}

fn write_command(diagnostic: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
    let title = format!("tidegate {}", diagnostic.rule.id);
    let text = format!("{}\n{}", wording::safe(&diagnostic.message), wording::reason_and_remedy(diagnostic));
    let annotation = Annotation { severity: diagnostic.severity, place: &diagnostic.place, title: &title, text: &text };
    annotation.write(out)
}

/// One workflow command.
pub(in crate::report) struct Annotation<'a> {
    pub(in crate::report) severity: Severity,
    pub(in crate::report) place: &'a Place,
    pub(in crate::report) title: &'a str,
    /// May have several lines.
    pub(in crate::report) text: &'a str,
}

impl Annotation<'_> {
    pub(in crate::report) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let command = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let mut properties = Vec::new();
        if let Some(path) = self.place.path() {
            properties.push(format!("file={}", property(&path.to_string())));
        }
        if let Some((start, end_column)) = wording::in_content_of(self.place) {
            properties.push(format!("line={}", start.line));
            properties.push(format!("col={}", start.column));
            properties.push(format!("endColumn={}", end_column.max(start.column)));
        }
        properties.push(format!("title={}", property(self.title)));
        writeln!(out, "::{command} {}::{}", properties.join(","), data(self.text.trim_end()))
    }
}

/// The text without anything that the runner takes for a command: it looks for `::` at the start
/// of a line behind white space, and for `##[` anywhere (actions/runner, `ActionCommand.cs`).
pub(in crate::report) fn harmless(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    for line in text.replace("##[", "## [").split_inclusive('\n') {
        let told = line.trim_start();
        if told.starts_with("::") {
            made.push_str(&line[..line.len() - told.len()]);
            made.push_str(": ");
            made.push_str(&told[1..]);
        } else {
            made.push_str(line);
        }
    }
    made
}

/// What follows `::` at the end of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value between the `,`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Writes the outcome as Markdown; the job summary is appended to, so it starts and ends
/// with an empty line.
pub fn write_job_summary(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let mark = if outcome.has_errors() { ":x:" } else { ":white_check_mark:" };
    writeln!(out, "\n### {mark} tidegate: {}\n", markdown(&wording::verdict(outcome)))?;
    if !outcome.diagnostics.is_empty() {
        write_table(outcome, out)?;
    }
    for fragment in wording::not_looked_at(outcome) {
        writeln!(out, "- {}", markdown(&fragment))?;
    }
    for accepted in &outcome.accepted {
        let line = wording::in_content(&accepted.diagnostic).map(|(start, _)| format!(":{}", start.line));
        let line = line.unwrap_or_default();
        let path = accepted.diagnostic.place.path().map(|path| format!(" in {}", code(&format!("{path}{line}"))));
        let path = path.unwrap_or_default();
        writeln!(out, "- `{}` is accepted{path}: {}", accepted.diagnostic.rule.id, markdown(&accepted.reason))?;
    }
    writeln!(out)
}

fn write_table(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| | rule | where | what is wrong | what to do |\n|---|---|---|---|---|")?;
    let ordered = wording::by_file(&outcome.diagnostics);
    for diagnostic in ordered.iter().take(ROWS) {
        let line =
            wording::in_content(diagnostic).map(|(start, _)| format!(" line {}", start.line)).unwrap_or_default();
        let path = diagnostic.place.path().map(|path| code(&path.to_string())).unwrap_or_default();
        writeln!(
            out,
            "| {} | `{}` | {path}{line} | {} | {} |",
            diagnostic.severity,
            diagnostic.rule.id,
            markdown(&diagnostic.message),
            markdown(&diagnostic.help)
        )?;
    }
    writeln!(out)?;
    if ordered.len() > ROWS {
        writeln!(out, "{} more are in the log of the step.\n", ordered.len() - ROWS)?;
    }
    let most = [Severity::Error, Severity::Warning, Severity::Info].map(|severity| outcome.count(severity));
    if most.into_iter().any(|count| count > SHOWN) {
        writeln!(
            out,
            "GitHub shows {SHOWN} annotations of a kind per step; this table{} has the others.\n",
            if ordered.len() > ROWS { " and the log" } else { "" }
        )?;
    }
    Ok(())
}

/// Text for a cell: what is between backticks stays code, everything else loses its
/// meaning as Markdown or HTML.
fn markdown(text: &str) -> String {
    let short = shortened(&wording::safe(text));
    let parts: Vec<&str> = short.split('`').collect();
    let is_balanced = parts.len() % 2 == 1;
    let mut shown = String::new();
    for (number, part) in parts.iter().enumerate() {
        if is_balanced && number % 2 == 1 && !part.is_empty() {
            shown.push_str(&code(part));
        } else {
            if number > 0 && !(is_balanced && number % 2 == 0) {
                shown.push_str("\\`");
            }
            shown.push_str(&plain(part));
        }
    }
    shown
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(CELL) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

/// Punctuation that means something in Markdown gets a backslash; `@` would notify people.
fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '&' => shown.push_str("&amp;"),
            '@' => shown.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '!' => {
                shown.push('\\');
                shown.push(letter);
            }
            letter => shown.push(letter),
        }
    }
    shown
}

/// A code span, fenced so that backticks inside stay what they are (GFM, section 6.3); in a
/// table `|` is escaped even there (GFM, section 4.10).
fn code(text: &str) -> String {
    let text = text.replace('|', "\\|");
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_stays_on_its_line() {
        assert_eq!(data("50%\r\nof a: b, c"), "50%25%0D%0Aof a: b, c");
        assert_eq!(property("a:b,c%\n"), "a%3Ab%2Cc%25%0A");
    }

    #[test]
    fn no_line_of_text_is_a_command() {
        assert_eq!(
            harmless("a ::b\n \u{a0}::error::c\nd ##[add-mask]e\n"),
            "a ::b\n \u{a0}: :error::c\nd ## [add-mask]e\n"
        );
    }

    #[test]
    fn a_cell_keeps_its_code_and_nothing_else() {
        assert_eq!(markdown("use `a|b` <now> @you | *me*"), r"use `a\|b` &lt;now&gt; &#64;you \| \*me\*");
        assert_eq!(markdown("odd ` tick"), r"odd \` tick");
        assert_eq!(code("a`b"), "`` a`b ``");
    }
}
