//! One newline at the end of a file.

use super::file::File;
use super::finding::Finding;
use super::options::Options;

pub(super) fn check(file: &File<'_>, _: &Options) -> Vec<Finding> {
    let mended = fix(file);
    if mended == file.content {
        return Vec::new();
    }
    let last = file.content.split(|byte| *byte == b'\n').count();
    let message = if mended.len() > file.content.len() {
        "no newline at the end of the file"
    } else {
        "empty lines at the end of the file"
    };
    let line = if mended.len() > file.content.len() { last } else { last.saturating_sub(1).max(1) };
    vec![Finding::at(file.path, line, message)]
}

pub(super) fn fix(file: &File<'_>) -> Vec<u8> {
    let content = file.content;
    let Some(last) = content.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r')) else { return Vec::new() };
    let (text, end) = content.split_at(last + 1);
    let newline: &[u8] = match end {
        [b'\r', b'\n', ..] => b"\r\n",
        // A file whose other lines end with both gets both here as well.
        [] if text.iter().position(|byte| *byte == b'\n').is_some_and(|at| at > 0 && text[at - 1] == b'\r') => b"\r\n",
        [b'\r', ..] => b"\r",
        _ => b"\n",
    };
    [text, newline].concat()
}

#[cfg(test)]
mod tests {
    use super::super::registry::tests::{fixed, lines};

    #[test]
    fn wants_exactly_one_newline() {
        for (content, expected) in [
            ("", ""),
            ("a", "a\n"),
            ("a\n", "a\n"),
            ("a\n\n\n", "a\n"),
            ("a\r\nb", "a\r\nb\r\n"),
            ("a\r\n\r\n", "a\r\n"),
            ("\n\n", ""),
        ] {
            assert_eq!(fixed("final-newline", "a.txt", content), expected, "{content:?}");
            assert_eq!(lines("final-newline", "a.txt", content).is_empty(), content == expected, "{content:?}");
        }
        assert_eq!(lines("final-newline", "a.txt", "a\nb"), [2]);
        assert_eq!(lines("final-newline", "a.txt", "a\n\n\n"), [3]);
    }
}
