//! Lines that end with LF beside lines that end with CR LF.

use super::file::File;
use super::finding::Finding;
use super::options::Options;

pub(super) fn check(file: &File<'_>, _: &Options) -> Vec<Finding> {
    let (lf, crlf) = counts(file.content);
    if lf == 0 || crlf == 0 {
        return Vec::new();
    }
    let rare_is_crlf = crlf <= lf;
    let mut lines = file.content.split_inclusive(|byte| *byte == b'\n').zip(1..);
    let line = lines.find(|(line, _)| line.ends_with(b"\n") && line.ends_with(b"\r\n") == rare_is_crlf);
    let message = format!("{lf} lines end with LF and {crlf} with CR LF");
    vec![Finding::at(file.path, line.map_or(1, |(_, number)| number), message)]
}

pub(super) fn fix(file: &File<'_>) -> Vec<u8> {
    let (lf, crlf) = counts(file.content);
    if lf == 0 || crlf == 0 {
        return file.content.to_vec();
    }
    let newline: &[u8] = if crlf > lf { b"\r\n" } else { b"\n" };
    let lines = file.content.split_inclusive(|byte| *byte == b'\n').map(|line| match line.strip_suffix(b"\n") {
        None => line.to_vec(),
        Some(text) => [text.strip_suffix(b"\r").unwrap_or(text), newline].concat(),
    });
    lines.collect::<Vec<_>>().concat()
}

/// The number of lines that end with LF alone, and of those with CR LF.
fn counts(content: &[u8]) -> (usize, usize) {
    let all = memchr::memchr_iter(b'\n', content);
    let crlf = all.clone().filter(|at| *at > 0 && content[at - 1] == b'\r').count();
    (all.count() - crlf, crlf)
}

#[cfg(test)]
mod tests {
    use super::super::registry::tests::{fixed, lines};

    #[test]
    fn turns_the_rarer_end_into_the_other() {
        assert_eq!(fixed("mixed-line-endings", "a.txt", "a\nb\r\nc\r\nd"), "a\r\nb\r\nc\r\nd");
        assert_eq!(fixed("mixed-line-endings", "a.txt", "a\nb\r\n"), "a\nb\n");
        assert_eq!(lines("mixed-line-endings", "a.txt", "a\nb\r\nc\r\n"), [1]);
        assert_eq!(lines("mixed-line-endings", "a.txt", "a\nb\r\nc\n"), [2]);
    }

    #[test]
    fn accepts_either_alone() {
        assert_eq!(lines("mixed-line-endings", "a.txt", "a\nb\n"), [0; 0]);
        assert_eq!(lines("mixed-line-endings", "a.txt", "a\r\nb\r\n"), [0; 0]);
    }
}
