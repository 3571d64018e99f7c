//! Mistakes in the configuration file, each drawn in its line.

use crate::config::Problem;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::io::{self, Write};

/// Writes every mistake of the file at `path` with content `text`.
pub fn write(path: &str, text: &str, problems: &[Problem], width: usize, out: &mut dyn Write) -> io::Result<()> {
    let renderer = Renderer::styled().term_width(width);
    for problem in problems {
        let span = problem.span.start.min(text.len())..problem.span.end.min(text.len());
        let annotation = AnnotationKind::Primary.span(span).label(&problem.label);
        let mut group = Level::ERROR
            .primary_title(&problem.message)
            .element(Snippet::source(text).path(path).annotation(annotation));
        if !problem.help.is_empty() {
            group = group.element(Level::HELP.message(&problem.help));
        }
        for line in renderer.render(&[group]).lines() {
            writeln!(out, "{line}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}
