//! Mistakes in the configuration file, each shown in its line.

use crate::config::Problem;
use crate::report::style::{snippet, wording};
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::io::{self, Write};

/// Writes every mistake of the file at `path` with content `text`.
pub fn write(path: &str, text: &str, problems: &[Problem], width: usize, out: &mut dyn Write) -> io::Result<()> {
    let renderer = Renderer::styled().term_width(width);
    for problem in problems {
        let span = inside(text, problem.span.start)..inside(text, problem.span.end);
        let (text, span) = snippet::clean(text, &span);
        let annotation = AnnotationKind::Primary.span(span).label(wording::safe(&problem.label));
        let group = Level::ERROR
            .primary_title(wording::safe(&problem.message))
            .element(Snippet::source(text).path(wording::safe(path)).annotation(annotation));
        for line in snippet::drawn(&renderer, group).lines() {
            writeln!(out, "{line}")?;
        }
        snippet::write_note("help", &problem.help, width, out)?;
        writeln!(out)?;
    }
    Ok(())
}

/// The nearest offset in `text` at which a character starts, at or before `offset`.
fn inside(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rfind(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
