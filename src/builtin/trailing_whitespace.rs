//! Blanks at the end of lines.

use super::file::File;
use super::finding::Finding;
use super::options::Options;

/// Two blanks at the end of a line are a line break there (`CommonMark` 0.31, "Hard line breaks").
const MARKDOWN: [&str; 3] = [".md", ".markdown", ".mdx"];

pub(super) fn check(file: &File<'_>, _: &Options) -> Vec<Finding> {
    let markdown = file.ends_with(&MARKDOWN);
    let lines = file.content.split(|byte| *byte == b'\n').zip(1..);
    let ends = lines.filter(|(line, _)| mended(line, markdown).len() < line.len());
    ends.map(|(_, number)| Finding::at(file.path, number, "blanks at the end of the line")).collect()
}

pub(super) fn fix(file: &File<'_>) -> Vec<u8> {
    let markdown = file.ends_with(&MARKDOWN);
    let lines: Vec<Vec<u8>> = file.content.split(|byte| *byte == b'\n').map(|line| mended(line, markdown)).collect();
    lines.join(&b'\n')
}

/// A line without the blanks at its end; a carriage return stays.
fn mended(line: &[u8], markdown: bool) -> Vec<u8> {
    let (text, end) = match line.strip_suffix(b"\r") {
        Some(text) => (text, b"\r".as_slice()),
        None => (line, b"".as_slice()),
    };
    let kept =
        text.iter().rposition(|byte| !matches!(byte, b' ' | b'\t' | b'\x0b' | b'\x0c')).map_or(0, |last| last + 1);
    let is_break = markdown && kept > 0 && text[kept..].starts_with(b"  ");
    let line_break: &[u8] = if is_break { b"  " } else { b"" };
    [&text[..kept], line_break, end].concat()
}

#[cfg(test)]
mod tests {
    use super::super::registry::tests::{fixed, lines};

    #[test]
    fn finds_blanks_and_removes_them() {
        assert_eq!(lines("trailing-whitespace", "a.rs", "a \nb\n\t\nc\t \r\n"), [1, 3, 4]);
        assert_eq!(fixed("trailing-whitespace", "a.rs", "a \nb\n\t\nc\t \r\n"), "a\nb\n\nc\r\n");
        assert_eq!(lines("trailing-whitespace", "a.rs", "a\r\n\r\n"), [0; 0]);
    }

    #[test]
    fn keeps_the_line_breaks_of_markdown() {
        assert_eq!(lines("trailing-whitespace", "A.MD", "a  \nb \n  \n"), [2, 3]);
        assert_eq!(fixed("trailing-whitespace", "A.MD", "a    \nb \n  \n"), "a  \nb\n\n");
    }
}
