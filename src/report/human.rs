//! For people: what is wrong, the name or the line drawn, why it matters, the command that
//! mends it. One line when all is well; many problems of one rule are told once.

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::jobs::check::Outcome;
use crate::text::path::printable;
use crate::text::{Span, words};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use owo_colors::OwoColorize as _;
use std::io::{self, Write};

/// Problems of one rule that are drawn in full; the rest is counted.
const DRAWN: usize = 3;

/// Writes a check's outcome.
pub fn write(outcome: &Outcome, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut drawn: Vec<(&str, usize)> = Vec::new();
    for diagnostic in &outcome.diagnostics {
        let rule = diagnostic.rule.id;
        let count = if let Some((_, count)) = drawn.iter_mut().find(|(id, _)| *id == rule) {
            *count += 1;
            *count
        } else {
            drawn.push((rule, 1));
            1
        };
        if count <= DRAWN {
            write_diagnostic(diagnostic, width, out)?;
            writeln!(out)?;
        }
    }
    for (rule, count) in drawn.iter().filter(|(_, count)| *count > DRAWN) {
        write_rest(outcome, rule, count - DRAWN, out)?;
    }
    write_summary(outcome, width, out)
}

/// Draws one problem.
pub fn write_diagnostic(diagnostic: &Diagnostic, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let renderer = Renderer::styled().term_width(width);
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let title = level.primary_title(&diagnostic.message).id(diagnostic.rule.id);
    let path = diagnostic.place.path().map(ToString::to_string).unwrap_or_default();
    let group = match &diagnostic.place {
        Place::Content { excerpt, .. } => {
            let annotation = AnnotationKind::Primary.span(excerpt.span.clone()).label(&diagnostic.label);
            title.element(
                Snippet::source(&excerpt.text).line_start(excerpt.first_line).path(&path).annotation(annotation),
            )
        }
        Place::Name { .. } | Place::File { .. } => title.element(annotate_snippets::Origin::path(&path)),
        Place::Nowhere => Group::with_title(title),
    };
    let drawn = renderer.render(&[group]).clone();
    for line in drawn.lines() {
        writeln!(out, "{line}")?;
    }
    if let Place::Name { path, span } = &diagnostic.place {
        draw_name(path.file_name(), span, diagnostic, out)?;
    }
    write_note("why", &diagnostic.why, width, out)?;
    write_note("help", &diagnostic.help, width, out)
}

/// Draws the name of a file with the offending part underlined. A name has no line, so
/// none is numbered.
fn draw_name(name: &[u8], span: &Span, diagnostic: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
    let (start, end) = (span.start.min(name.len()), span.end.min(name.len()));
    let before = printable(&name[..start]);
    let inside = printable(&name[start..end.max(start)]);
    let after = printable(&name[end.max(start)..]);
    let offset = before.chars().count();
    let marks = format!("{} {}", "^".repeat(inside.chars().count().max(1)), diagnostic.label);
    let bar = "|".bright_blue().bold().to_string();
    writeln!(out, "  {bar}")?;
    writeln!(out, "  {bar} {before}{inside}{after}")?;
    match diagnostic.severity {
        Severity::Error => writeln!(out, "  {bar} {:offset$}{}", "", marks.red().bold()),
        _ => writeln!(out, "  {bar} {:offset$}{}", "", marks.yellow().bold()),
    }
}

/// `  why: …`, wrapped under its own first word.
fn write_note(label: &str, text: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    let indent = "  ".len() + label.len() + ": ".len();
    let lines = wrap(text, width.saturating_sub(indent).max(30));
    for (number, line) in lines.iter().enumerate() {
        if number == 0 {
            writeln!(out, "  {}: {line}", label.cyan().bold())?;
        } else {
            writeln!(out, "{:indent$}{line}", "")?;
        }
    }
    Ok(())
}

/// Breaks text at blanks, but never inside `quoted commands`, which are copied as a whole.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut is_quoted = false;
    for word in text.split(' ') {
        let last = lines.len() - 1;
        let fits = lines[last].chars().count() + 1 + word.chars().count() <= width;
        if lines[last].is_empty() {
            lines[last].push_str(word);
        } else if fits || is_quoted {
            lines[last].push(' ');
            lines[last].push_str(word);
        } else {
            lines.push(word.to_owned());
        }
        if word.matches('`').count() % 2 == 1 {
            is_quoted = !is_quoted;
        }
    }
    lines
}

fn write_rest(outcome: &Outcome, rule: &str, rest: usize, out: &mut dyn Write) -> io::Result<()> {
    let files = outcome.diagnostics.iter().filter(|diagnostic| diagnostic.rule.id == rule).skip(DRAWN);
    let names: Vec<String> =
        files.filter_map(|diagnostic| diagnostic.place.path()).map(|path| printable(path.file_name())).collect();
    writeln!(
        out,
        "{} {}: {}",
        "…".dimmed(),
        format!("{} more of {rule}", words::count(rest, "problem")).bold(),
        words::list(&names, 4)
    )?;
    writeln!(out)
}

fn write_summary(outcome: &Outcome, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let (errors, warnings) = (outcome.count(Severity::Error), outcome.count(Severity::Warning));
    for rule in &outcome.skipped {
        writeln!(out, "{} `{rule}` was not run: TIDEGATE_SKIP names it.", "skipped:".yellow().bold())?;
    }
    if outcome.files == 0 && outcome.diagnostics.is_empty() {
        return writeln!(out, "tidegate: nothing to check in {}.", outcome.target);
    }
    let accepted = match outcome.accepted.len() {
        0 => String::new(),
        number => format!(" ({} accepted)", words::count(number, "problem")),
    };
    if errors == 0 && warnings == 0 {
        let looked = words::count(outcome.files, "file");
        return writeln!(
            out,
            "tidegate: {looked} of {} {} {}.{accepted}",
            outcome.target,
            if outcome.files == 1 { "is" } else { "are" },
            "in order".green()
        );
    }
    let mut found = Vec::new();
    if errors > 0 {
        found.push(words::count(errors, "error").red().bold().to_string());
    }
    if warnings > 0 {
        found.push(words::count(warnings, "warning").yellow().bold().to_string());
    }
    writeln!(out, "tidegate: {} in {}{accepted}.", found.join(", "), outcome.target)?;
    write_ways_on(outcome, width, out)
}

/// What one can do about all of it.
fn write_ways_on(outcome: &Outcome, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let fixable = outcome.diagnostics.iter().filter(|diagnostic| diagnostic.fix.is_some()).count();
    if fixable > 0 {
        write_note(
            "fix",
            &format!(
                "`tidegate check --fix` mends {} of them",
                if fixable == outcome.diagnostics.len() { "all".to_owned() } else { fixable.to_string() }
            ),
            width,
            out,
        )?;
    }
    if let Some(first) = outcome.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error) {
        write_note("more", &format!("`tidegate explain {}`", first.rule.id), width, out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_but_commands_are_not() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("run `git mv a b` now", 8), ["run `git mv a b`", "now"]);
    }
}
