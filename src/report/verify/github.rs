//! A verification in GitHub Actions: annotations, then the text for people; and the job summary.
//!
//! What stands in a migration may be written by anybody who opens a pull request, so no line of
//! the text may be taken for a workflow command.

use super::difference::{self, Extent, Sides};
use super::{changes_of, extra_checks, is_of_schema_file, notes, verdict, ways_out, write};
use crate::diagnostic::{Place, Severity};
use crate::jobs::verify::{Outcome, VerifiedProject};
use crate::replay::Failure;
use crate::report::check::github::{Annotation, SHOWN, harmless};
use crate::report::style::{snippet, wording};
use crate::text::words;
use std::io::{self, Write};

/// Lines of a text that the job summary has; it may not be larger than 1 MiB.
const LINES: usize = 100;

/// The longest line there, in characters.
const LINE: usize = 400;

/// Writes an annotation for everything that is wrong, and then the text for people, every
/// difference with every line where `is_full` says so.
pub fn github(outcome: &Outcome, width: usize, is_full: bool, out: &mut dyn Write) -> io::Result<()> {
    for project in &outcome.projects {
        for failure in project.replay.failures() {
            let title = format!("tidegate verify {}", wording::safe(&failure.error.sqlstate));
            annotate(&failure.place, &title, &of_failure(failure), out)?;
        }
        for (file, text) in extra_checks::refuted(&project.replay) {
            annotate(&Place::File { path: file.clone() }, TITLE, &text, out)?;
        }
    }
    write_differences(outcome, width, out)?;
    let mut text = Vec::new();
    write(outcome, width, if is_full { Extent::Full } else { Extent::Head { width } }, &mut text)?;
    out.write_all(harmless(&plain(&text)).as_bytes())
}

const TITLE: &str = "tidegate verify";

fn annotate(place: &Place, title: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    Annotation { severity: Severity::Error, place, title, text }.write(out)
}

/// What the server said, the likely cause and what to do.
fn of_failure(failure: &Failure) -> String {
    let error = &failure.error;
    let mut lines = vec![wording::safe(&error.message)];
    for (label, text) in [("detail", &error.detail), ("hint", &error.hint)] {
        lines.extend(
            text.as_deref().filter(|text| !text.is_empty()).map(|text| format!("{label}: {}", wording::safe(text))),
        );
    }
    lines.push(wording::safe(&failure.cause));
    if !failure.help.is_empty() {
        lines.push(format!("help: {}", wording::safe(&failure.help)));
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// What differs, as far as GitHub shows it, and how much more there is.
fn write_differences(outcome: &Outcome, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut told = Vec::new();
    for project in &outcome.projects {
        let Some(schema) = &project.schema else { continue };
        let (name, changes) = (schema.to_string(), changes_of(project));
        let help = ways_out(changes, &name, &outcome.selection).pop().unwrap_or_default();
        for (change, head) in difference::heads(changes, &Sides::of_schema(&name), width)? {
            let meaning = difference::legend(std::slice::from_ref(change), &name);
            let head: Vec<String> = plain(&head).lines().map(|line| line.trim_start().to_owned()).collect();
            let text = format!("{}\n{meaning}\nhelp: {help}", head.join("\n"));
            told.push((Place::File { path: schema.clone() }, text));
        }
    }
    let others: usize = outcome
        .projects
        .iter()
        .map(|project| project.replay.failures().count() + extra_checks::refuted(&project.replay).len())
        .sum();
    let room = SHOWN.saturating_sub(others).max(1);
    let shown = if told.len() > room { room - 1 } else { told.len() };
    for (place, text) in &told[..shown] {
        annotate(place, TITLE, text, out)?;
    }
    if let Some((place, _)) = told.get(shown) {
        let rest = words::count(told.len() - shown, if shown == 0 { "object" } else { "more object" });
        let verb = if told.len() - shown == 1 { "differs" } else { "differ" };
        let text = format!("{rest} {verb} from what the migrations make; the log of the step has them");
        annotate(place, TITLE, &text, out)?;
    }
    Ok(())
}

/// Writes the outcome as Markdown; the job summary is appended to, so it starts and ends with an
/// empty line. `patch` is the name of the file that holds all of what mends schema files.
pub fn job_summary(outcome: &Outcome, patch: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n### {}\n", heading(outcome))?;
    let patches: Vec<u8> =
        outcome.projects.iter().flat_map(|project| project.patch.iter().flatten().copied()).collect();
    let is_mended = |project: &VerifiedProject| project.passed() || project.patch.is_some() && is_schema_alone(project);
    if patches.is_empty() || !outcome.projects.iter().all(is_mended) {
        let mut text = Vec::new();
        write(outcome, WIDTH, Extent::Head { width: WIDTH }, &mut text)?;
        write_fenced("text", &plain(&text), out)?;
    } else {
        let mut text = Vec::new();
        for project in &outcome.projects {
            writeln!(text, "tidegate: {}", verdict(project, &outcome.target))?;
            for note in notes(project) {
                snippet::write_note("note", &note, WIDTH, &mut text)?;
            }
        }
        write_fenced("text", &plain(&text), out)?;
    }
    if !patches.is_empty() {
        let text = String::from_utf8_lossy(&patches);
        let count = text.lines().count();
        let most = if count > LINES { format!(", the first {LINES} of {count} lines") } else { String::new() };
        writeln!(out, "What mends it{most}:\n")?;
        write_fenced("diff", &text, out)?;
        if let Some(name) = patch {
            writeln!(out, "All of it is in `{}`, for `git apply`.\n", wording::safe(name).replace('`', "'"))?;
        }
    }
    Ok(())
}

/// Columns of the text in the summary.
const WIDTH: usize = 100;

fn heading(outcome: &Outcome) -> &'static str {
    let fails =
        |project: &VerifiedProject| project.failure().is_some_and(|failure| !is_of_schema_file(project, failure));
    let projects = &outcome.projects;
    if projects.is_empty() {
        ":white_check_mark: There was nothing to replay"
    } else if !outcome.has_problems() {
        ":white_check_mark: The migrations replay"
    } else if projects.iter().any(fails) {
        ":x: The migrations do not replay"
    } else if projects.iter().any(|project| project.failure().is_some() || !project.schema_matches()) {
        ":x: The schema file is not what the migrations make"
    } else {
        ":x: The migrations replay, but not everything that was asked for holds"
    }
}

/// True when nothing but the schema file is wrong.
fn is_schema_alone(project: &VerifiedProject) -> bool {
    let is_of_it = |failure: &Failure| is_of_schema_file(project, failure);
    project.replay.failures().all(is_of_it) && extra_checks::refuted(&project.replay).is_empty()
}

/// Writes the first lines of a text as a block of code, within a fence that does not occur in it
/// (GFM, section 4.5).
fn write_fenced(language: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    let longest = text.split(|letter| letter != '~').map(str::len).max().unwrap_or(0);
    let fence = "~".repeat((longest + 1).max(4));
    writeln!(out, "{fence}{language}")?;
    for line in text.lines().take(LINES) {
        match line.char_indices().nth(LINE) {
            Some((end, _)) => writeln!(out, "{}...", &line[..end])?,
            None => writeln!(out, "{line}")?,
        }
    }
    writeln!(out, "{fence}\n")
}

/// The text without its colours.
fn plain(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|letter: char| letter.is_ascii_alphabetic()).map_or(part.len(), |at| at + 1);
        plain.push_str(&part[end..]);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_taken_out() {
        assert_eq!(plain(b"\x1b[1m\x1b[31m::error\x1b[0m::a"), "::error::a");
    }

    #[test]
    fn a_fence_is_longer_than_any_in_the_text() {
        let mut out = Vec::new();
        write_fenced("diff", "a\n~~~~~\nb\n", &mut out).expect("a buffer takes everything");
        assert_eq!(String::from_utf8_lossy(&out), "~~~~~~diff\na\n~~~~~\nb\n~~~~~~\n\n");
    }
}
