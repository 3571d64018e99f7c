//! TOML that parsers refuse.

use super::file::File;
use super::finding::Finding;
use super::options::Options;
use crate::text::lines::position;

pub(super) fn check(file: &File<'_>, _: &Options) -> Vec<Finding> {
    let text = match std::str::from_utf8(file.content) {
        Ok(text) => text,
        Err(error) => {
            let line = position(file.content, error.valid_up_to()).line;
            return vec![Finding::at(file.path, line, "bytes that are not UTF-8")];
        }
    };
    let Err(error) = text.parse::<toml::Table>() else { return Vec::new() };
    let line = error.span().map_or(1, |span| position(file.content, span.start).line);
    vec![Finding::at(file.path, line, error.message().lines().collect::<Vec<_>>().join("; "))]
}

#[cfg(test)]
mod tests {
    use super::super::registry::tests::{lines, messages};

    #[test]
    fn names_the_line_of_a_fault() {
        assert_eq!(lines("toml-syntax", "a.toml", "a = 1\nb = \n"), [2]);
        assert_eq!(lines("toml-syntax", "a.toml", "a = 1\na = 2\n"), [2]);
        assert_eq!(messages("toml-syntax", "a.toml", "[a]\nb = 1\n[[c]]\nd = 1979-05-27\n"), [""; 0]);
    }
}
