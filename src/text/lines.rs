//! Positions in a file: byte spans, and lines and columns.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Range;

/// A byte range in a file.
pub type Span = Range<usize>;

/// A position as line and column, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    pub line: usize,
    /// In characters, not bytes.
    pub column: usize,
}

/// The position of the byte `offset` of `content`. An offset past the end means the end.
pub fn position(content: &[u8], offset: usize) -> Position {
    let before = &content[..offset.min(content.len())];
    let line = memchr::memchr_iter(b'\n', before).count() + 1;
    let start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
    Position { line, column }
}

/// The whole lines around `span`, with at most `margin` lines before and after: the part of a file that
/// a renderer shows, so that a 50 MB migration costs no more than a small one.
pub fn window(content: &[u8], span: &Span, margin: usize) -> Span {
    let start = span.start.min(content.len());
    let end = span.end.clamp(start, content.len());
    let mut from = line_start(content, start);
    for _ in 0..margin {
        if from == 0 {
            break;
        }
        from = line_start(content, from - 1);
    }
    let mut to = line_end(content, end);
    for _ in 0..margin {
        if to >= content.len() {
            break;
        }
        to = line_end(content, to + 1);
    }
    from..to.min(content.len())
}

/// The start of the line that contains the byte `offset`.
pub fn line_start(content: &[u8], offset: usize) -> usize {
    memchr::memrchr(b'\n', &content[..offset.min(content.len())]).map_or(0, |newline| newline + 1)
}

/// The end of the line that contains the byte `offset`, without its newline.
pub fn line_end(content: &[u8], offset: usize) -> usize {
    let offset = offset.min(content.len());
    memchr::memchr(b'\n', &content[offset..]).map_or(content.len(), |newline| offset + newline)
}

/// Every line of `content` with its span, without newline and carriage return.
pub fn lines(content: &[u8]) -> impl Iterator<Item = (Span, &[u8])> {
    let mut at = 0;
    content.split(|byte| *byte == b'\n').map(move |line| {
        let start = at;
        at += line.len() + 1;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        (start..start + line.len(), line)
    })
}

/// Markers that git writes at the start of a line (git-merge(1), "How conflicts are presented").
/// A bare `=======` is not included: it is also used to draw lines in comments.
const MARKERS: [&[u8]; 3] = [b"<<<<<<<", b"|||||||", b">>>>>>>"];

fn is_marker(line: &[u8]) -> bool {
    let marked = line.get(..7).is_some_and(|start| MARKERS.contains(&start));
    marked && line.get(7).is_none_or(|next| *next == b' ' || *next == b'\r')
}

/// Returns the place of the first line that is a marker of a merge conflict.
pub fn conflict_marker(content: &[u8]) -> Option<Span> {
    lines(content).find(|(_, line)| is_marker(line)).map(|(span, _)| span)
}

/// Returns a text without the lines that mark a merge conflict; all of it if there is none.
pub fn without_conflict_markers(content: &[u8]) -> Cow<'_, [u8]> {
    if conflict_marker(content).is_none() {
        return Cow::Borrowed(content);
    }
    let is_mark = |line: &[u8]| is_marker(line) || line.trim_ascii_end() == b"=======";
    let kept: Vec<&[u8]> = lines(content).map(|(_, line)| line).filter(|line| !is_mark(line)).collect();
    Cow::Owned(kept.join(&b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_and_characters_from_one() {
        let text = "a\nöb\n".as_bytes();
        assert_eq!(position(text, 0), Position { line: 1, column: 1 });
        assert_eq!(position(text, 4), Position { line: 2, column: 2 });
        assert_eq!(position(text, 99), Position { line: 3, column: 1 });
    }

    #[test]
    fn returns_whole_lines_around_a_span() {
        let text = b"one\ntwo\nthree\nfour\n";
        assert_eq!(&text[window(text, &(5..6), 0)], b"two");
        assert_eq!(&text[window(text, &(5..6), 1)], b"one\ntwo\nthree");
        assert_eq!(&text[window(text, &(90..99), 0)], b"");
    }

    #[test]
    fn removes_carriage_returns() {
        let found: Vec<_> = lines(b"a\r\nbc").collect();
        assert_eq!(found, [(0..1, b"a".as_slice()), (3..5, b"bc".as_slice())]);
    }
}
