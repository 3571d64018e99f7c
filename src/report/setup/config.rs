//! Mistakes in the configuration file, each shown in its line.

use crate::config::Problems;
use crate::report::style::{snippet, wording};
use crate::text::words;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::io::{self, Write};

/// Writes every mistake of the file at `path` with content `text`.
pub fn write(path: &str, text: &str, problems: &Problems, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let renderer = Renderer::styled().term_width(width);
    let text = problems.shown(text);
    let text = text.as_str();
    for problem in &problems.first {
        let span = inside(text, problem.span.start)..inside(text, problem.span.end);
        // The renderer looks at all of the text that it is given.
        let start = text[..span.start].rfind('\n').map_or(0, |end| end + 1);
        let end = text[span.end..].find('\n').map_or(text.len(), |length| span.end + length);
        let line = 1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..start]).count();
        let (text, span) = snippet::clean(&text[start..end], &(span.start - start..span.end - start));
        let annotation = AnnotationKind::Primary.span(span).label(wording::safe(&problem.label));
        let source = Snippet::source(text).line_start(line).path(wording::safe(path)).annotation(annotation);
        let group = Level::ERROR.primary_title(wording::safe(&problem.message)).element(source);
        for line in snippet::drawn(&renderer, group).lines() {
            writeln!(out, "{line}")?;
        }
        snippet::write_note("help", &problem.help, width, out)?;
        writeln!(out)?;
    }
    if problems.more > 0 {
        writeln!(out, "and {} more", words::count(problems.more, "mistake"))?;
    }
    Ok(())
}

/// The nearest offset in `text` at which a character starts, at or before `offset`.
fn inside(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rfind(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
