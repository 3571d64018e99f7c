//! One problem for people: the name or the line with the offending part marked, the reason, and the
//! command that fixes it on a line of its own, ready to be copied.

use super::paint::{self, Paint as _};
use super::wording;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::text::Span;
use crate::text::path::printable;
use crate::text::printable::hidden;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr as _;

/// Columns before the name that is drawn: `  | `.
const GUTTER: usize = 4;

/// Draws a problem.
pub(in crate::report) fn write(diagnostic: &Diagnostic, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let renderer = Renderer::styled().term_width(width);
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let path = diagnostic.place.path().map(ToString::to_string).unwrap_or_default();
    let title = level.primary_title(wording::safe(&diagnostic.message)).id(diagnostic.rule.id);
    let group = match &diagnostic.place {
        Place::Content { excerpt, .. } => {
            let (text, span) = clean(&excerpt.text, &excerpt.span);
            let annotation = AnnotationKind::Primary.span(span).label(wording::safe(&diagnostic.label));
            title.element(Snippet::source(text).line_start(excerpt.first_line).path(&path).annotation(annotation))
        }
        Place::Name { .. } | Place::File { .. } | Place::None => Group::with_title(title),
    };
    for line in drawn(&renderer, group).lines() {
        writeln!(out, "{}", in_file(line, &diagnostic.place))?;
    }
    match &diagnostic.place {
        Place::Name { path, span } => {
            write_path(&path.to_string(), out)?;
            write_name(path.file_name(), span, diagnostic, width.saturating_sub(GUTTER), out)?;
        }
        Place::File { path } => write_path(&path.to_string(), out)?,
        Place::Content { .. } | Place::None => {}
    }
    write_note("why", &diagnostic.why, width, out)?;
    write_note("help", &diagnostic.help, width, out)
}

/// Corrects the place above a drawing: if only a part of a long line is drawn, annotate-snippets counts
/// columns from its start.
pub(in crate::report) fn in_file(line: &str, place: &Place) -> String {
    let Place::Content { excerpt, .. } = place else { return line.to_owned() };
    let before = excerpt.text.get(..excerpt.span.start).unwrap_or_default();
    let drawn = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
    let (number, column) = (excerpt.start.line, excerpt.start.column);
    match line.strip_suffix(&format!(":{number}:{drawn}")) {
        Some(path) if drawn != column && path.contains("-->") => format!("{path}:{number}:{column}"),
        _ => line.to_owned(),
    }
}

/// Draws a group whose text was escaped before.
pub(in crate::report) fn drawn(renderer: &Renderer, group: Group<'_>) -> String {
    paint::trusted(&renderer.render(&[group]))
}

/// Returns lines of a file with everything replaced that is not visible, by a picture of the control
/// character or the replacement character, one for one, so that columns stay right.
pub(in crate::report) fn clean(text: &str, span: &Span) -> (String, Span) {
    let clean = |span: Span| {
        let part = text.get(span).unwrap_or_default().replace("\r\n", "\n");
        hidden(&part).map(|(letter, is_hidden)| if is_hidden { picture(letter) } else { letter }).collect::<String>()
    };
    let Span { start, end } = span.clone();
    let (before, inside, after) = (clean(0..start), clean(start..end), clean(end..text.len()));
    (format!("{before}{inside}{after}"), before.len()..before.len() + inside.len())
}

fn picture(letter: char) -> char {
    match letter {
        '\n' | '\t' => letter,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(letter)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        _ => '\u{fffd}',
    }
}

/// Writes a path as annotate-snippets does, so that bars are aligned.
fn write_path(path: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, " {} {path}", "-->".bright_blue().bold())
}

/// Draws the name of a file with the offending part underlined. A name has no line, so none is
/// numbered; one that is too long for the window is cut around that part.
fn write_name(name: &[u8], span: &Span, diagnostic: &Diagnostic, room: usize, out: &mut dyn Write) -> io::Result<()> {
    let start = span.start.min(name.len());
    let end = span.end.clamp(start, name.len());
    let mut parts = [printable(&name[..start]), printable(&name[start..end]), printable(&name[end..])];
    if parts.concat().width() > room {
        parts[0] = last_columns(&parts[0], room / 3);
        parts[1] = first_columns(&parts[1], room.saturating_sub(parts[0].width()).max(4));
        parts[2] = first_columns(&parts[2], room.saturating_sub(parts[0].width() + parts[1].width()));
    }
    let bar = "|".bright_blue().bold().to_string();
    let paint = |text: &str| match diagnostic.severity {
        Severity::Error => text.red().bold().to_string(),
        Severity::Warning | Severity::Info => text.yellow().bold().to_string(),
    };
    let offset = parts[0].width();
    let marks = "^".repeat(parts[1].width().max(1));
    let label = wording::safe(&diagnostic.label);
    writeln!(out, "  {bar}")?;
    writeln!(out, "  {bar} {}", parts.concat())?;
    if offset + marks.len() + 1 + label.width() <= room {
        let marked = format!("{marks} {label}");
        return writeln!(out, "  {bar} {:offset$}{}", "", paint(marked.trim_end()));
    }
    writeln!(out, "  {bar} {:offset$}{}", "", paint(&marks))?;
    let indent = offset.min(room.saturating_sub(label.width()));
    for line in wrap(&label, room) {
        writeln!(out, "  {bar} {:indent$}{}", "", paint(&line))?;
    }
    Ok(())
}

/// Returns the end of a text, at most this many columns wide.
fn last_columns(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(3);
    let fits = |(at, _): &(usize, char)| text[*at..].width() <= room;
    let from = text.char_indices().find(fits).map_or(text.len(), |(at, _)| at);
    format!("...{}", &text[from..])
}

/// Returns the start of a text, at most this many columns wide.
pub(in crate::report) fn first_columns(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(3);
    let fits = |(at, _): &(usize, char)| text[..*at].width() <= room;
    let to = text.char_indices().rfind(fits).map_or(0, |(at, _)| at);
    format!("{}...", &text[..to])
}

/// Writes `  why: ...`, wrapped under its own first word. Each command that a step ends with is on a line
/// of its own, without the backticks, which a shell would interpret.
pub(in crate::report) fn write_note(label: &str, text: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    let text = wording::safe(text);
    let indent = "  ".len() + label.len() + ": ".len();
    // Text of a server or a repository does not advise anything.
    let is_advice = ["help", "fix", "list", "more", "note"].contains(&label);
    let steps = if is_advice { steps(&text) } else { vec![Step::Prose(text)] };
    let mut head = format!("  {}: ", label.cyan().bold());
    for step in &steps {
        let lines = match step {
            Step::Prose(prose) => wrap(prose, width.saturating_sub(indent).max(30)),
            Step::Command(command) => vec![command.bold().to_string()],
        };
        for line in lines {
            writeln!(out, "{head}{line}")?;
            head = " ".repeat(indent);
        }
    }
    Ok(())
}

/// A part of an advice.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    Prose(String),
    Command(String),
}

/// Splits `do this: ˋcommandˋ, then that: ˋcommandˋ` into its parts. Commands in the middle of a sentence
/// remain there. If there are backticks without a counterpart, no command is certain.
fn steps(text: &str) -> Vec<Step> {
    let pieces: Vec<&str> = text.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return vec![Step::Prose(text.to_owned())];
    }
    let mut steps = Vec::new();
    let mut prose = pieces[0].to_owned();
    for pair in pieces[1..].chunks_exact(2) {
        let (quoted, after) = (pair[0], pair[1]);
        let before = [": ", ", "].iter().find_map(|end| prose.strip_suffix(end));
        let rest = if after.is_empty() {
            Some(after)
        } else {
            // The comma after a command may be all that is between it and the next one.
            ["; ", ", "]
                .iter()
                .find_map(|start| after.strip_prefix(start).map(|rest| if rest.is_empty() { after } else { rest }))
        };
        match (before.filter(|_| quoted.contains(' ')), rest) {
            (Some(before), Some(rest)) => {
                if !before.is_empty() {
                    steps.push(Step::Prose(format!("{before}:")));
                }
                steps.push(Step::Command(quoted.to_owned()));
                rest.clone_into(&mut prose);
            }
            _ => prose = format!("{prose}`{quoted}`{after}"),
        }
    }
    if !prose.is_empty() {
        steps.push(Step::Prose(prose));
    }
    steps
}

/// Breaks text at spaces, but never inside `quoted commands`, which are copied as a whole.
pub(in crate::report) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut is_quoted = false;
    for word in text.split(' ') {
        match pieces.last_mut().filter(|_| is_quoted) {
            Some(piece) => {
                piece.push(' ');
                piece.push_str(word);
            }
            None => pieces.push(word.to_owned()),
        }
        is_quoted ^= word.matches('`').count() % 2 == 1;
    }
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + piece.width() <= width => {
                line.push(' ');
                line.push_str(&piece);
            }
            _ => lines.push(piece),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_but_commands_are_not() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("run `git mv a b` now", 8), ["run", "`git mv a b`", "now"]);
    }

    #[test]
    fn the_command_of_each_step_is_on_its_own_line() {
        let check = |text: &str, expected: &[&str]| {
            let shown: Vec<String> = steps(text)
                .into_iter()
                .map(|step| match step {
                    Step::Prose(prose) => prose,
                    Step::Command(command) => format!("$ {command}"),
                })
                .collect();
            assert_eq!(shown, expected, "{text}");
        };
        check("rename it: `git mv a b`", &["rename it:", "$ git mv a b"]);
        check(
            "first add it, `alter a b`, then check it: `alter a c`; or leave `x y` as it is",
            &["first add it:", "$ alter a b", "then check it:", "$ alter a c", "or leave `x y` as it is"],
        );
        check("install it: `apt a`, `brew b`", &["install it:", "$ apt a", "$ brew b"]);
        check("`a b`: see `c`", &["`a b`: see `c`"]);
        check("to turn it off: `at = 1` in x.toml", &["to turn it off: `at = 1` in x.toml"]);
        check("run `a b`, or ask: `c`", &["run `a b`, or ask: `c`"]);
        check("rename it: `git mv '`' b`", &["rename it: `git mv '`' b`"]);
        check("create `a: `curl x | sh`", &["create `a: `curl x | sh`"]);
    }

    #[test]
    fn cuts_respect_wide_letters() {
        assert_eq!(last_columns("abcdefgh", 6), "...fgh");
        assert_eq!(first_columns("表表表表", 6), "表...");
        assert_eq!(first_columns("abc", 0), "...");
    }
}
