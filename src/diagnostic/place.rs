//! Places that diagnostics point at.

use crate::text::{LineIndex, RelPath, Span};
use serde::{Deserialize, Serialize};

/// Place that a diagnostic points at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// A part of a file's name, as a byte span in the last part of `path`.
    Name {
        /// The file, or the folder of the migration.
        path: RelPath,
        /// In bytes of the last part of the path.
        span: Span,
    },
    /// A part of a file's content.
    Content {
        path: RelPath,
        /// The lines to draw, and their place in the file.
        excerpt: Excerpt,
    },
    /// A file as a whole.
    File {
        /// It may be missing on the target side.
        path: RelPath,
    },
    /// No single file.
    None,
}

impl Place {
    /// The file that it points at, if any.
    pub fn path(&self) -> Option<&RelPath> {
        match self {
            Self::Name { path, .. } | Self::Content { path, .. } | Self::File { path } => Some(path),
            Self::None => None,
        }
    }

    /// A place in the content of a file. Only the lines of the span are kept, so that a diagnostic is
    /// small even for a large file.
    pub fn content(path: &RelPath, content: &[u8], span: &Span) -> Self {
        Self::content_in(path, content, &LineIndex::default(), span)
    }

    /// The same in a file with many places.
    pub fn content_in(path: &RelPath, content: &[u8], lines: &LineIndex, span: &Span) -> Self {
        Self::Content { path: path.clone(), excerpt: Excerpt::cut(content, lines, span) }
    }
}

/// A few whole lines of a file with a span in them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// Bytes that are not UTF-8 are replaced.
    pub text: String,
    /// Counted from 1.
    pub first_line: usize,
    /// In bytes of `text`.
    pub span: Span,
    /// Start of the span in the file: line and column from 1, in characters.
    pub start: crate::text::Position,
    /// The span in bytes of the file.
    pub in_file: Span,
}

/// The longest part of a line that is drawn, in bytes.
const LINE_LIMIT: usize = 400;

/// The longest marked part that is drawn, in bytes.
const MARKED_LIMIT: usize = 1000;

/// The first place from `at` on where a character begins, or the end.
fn boundary(content: &[u8], at: usize) -> usize {
    let rest = content.get(at..).unwrap_or_default();
    let inside = rest.iter().take(3).take_while(|byte| **byte & 0xc0 == 0x80).count();
    at.min(content.len()) + inside
}

impl Excerpt {
    fn cut(content: &[u8], lines: &LineIndex, span: &Span) -> Self {
        let start = span.start.min(content.len());
        // Only the first line of a long span is drawn, and of a long line only a part.
        let limit = boundary(content, start.saturating_add(MARKED_LIMIT));
        let marked = &content[start..limit.min(span.end.max(start))];
        let end = start + crate::text::lines::line_end(marked, 0);
        // Text that is not UTF-8 may begin inside a character.
        let from = boundary(content, start.saturating_sub(LINE_LIMIT)).min(start);
        let from = from + crate::text::lines::line_start(&content[from..start], start - from);
        let to = boundary(content, end.saturating_add(LINE_LIMIT));
        let to = end + crate::text::lines::line_end(&content[end..to], 0);
        let before = String::from_utf8_lossy(&content[from..start]).into_owned();
        let inside = String::from_utf8_lossy(&content[start..end]).into_owned();
        let after = String::from_utf8_lossy(&content[end..to]).into_owned();
        let position = lines.position(content, start);
        let begin = before.len();
        Self {
            span: begin..begin + inside.len(),
            text: format!("{before}{inside}{after}"),
            first_line: position.line,
            start: position,
            in_file: span.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_may_begin_inside_a_character() {
        for start in 0..4 {
            let excerpt = Excerpt::cut(b"\x80\x80\x80a\n", &LineIndex::default(), &(start..4));
            assert!(excerpt.text.ends_with('a'), "{start}: {:?}", excerpt.text);
        }
    }
}
