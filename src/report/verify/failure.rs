//! A statement that failed, for people.

use crate::diagnostic::Place;
use crate::replay::Failure;
use crate::report::style::{snippet, wording};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::io::{self, Write};

/// Draws the statement as a problem is drawn.
pub(in crate::report) fn write(failure: &Failure, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let title = Level::ERROR.primary_title(wording::safe(&failure.error.message));
    let code = wording::safe(&failure.error.sqlstate);
    let title = if code.is_empty() { title } else { title.id(code) };
    let path = failure.place.path().map(ToString::to_string).unwrap_or_default();
    let group = match &failure.place {
        Place::Content { excerpt, .. } => {
            let (text, span) = snippet::clean(&excerpt.text, &excerpt.span);
            let annotation = AnnotationKind::Primary.span(span);
            title.element(Snippet::source(text).line_start(excerpt.first_line).path(&path).annotation(annotation))
        }
        _ => Group::with_title(title),
    };
    for line in snippet::drawn(&Renderer::styled().term_width(width), group).lines() {
        writeln!(out, "{}", snippet::in_file(line, &failure.place))?;
    }
    let error = &failure.error;
    // What a command has printed.
    if error.sqlstate.is_empty() {
        error
            .detail
            .iter()
            .flat_map(|text| text.lines())
            .try_for_each(|line| writeln!(out, "   | {}", wording::safe(line)))?;
    }
    for (label, text) in [("detail", &error.detail), ("hint", &error.hint), ("context", &error.context)] {
        // A call stack has a line for every call; the innermost is enough here.
        let is_output = label == "detail" && error.sqlstate.is_empty();
        let text = text.as_deref().filter(|_| !is_output).and_then(|text| text.lines().next()).unwrap_or_default();
        snippet::write_note(label, text, width, out)?;
    }
    snippet::write_note("why", &failure.cause, width, out)?;
    snippet::write_note("help", &failure.help, width, out)
}
