//! The UTF-8 form of a byte order mark at the start of a file.

use super::file::File;
use super::finding::Finding;
use super::options::Options;

const MARK: &[u8] = b"\xef\xbb\xbf";

pub(super) fn check(file: &File<'_>, _: &Options) -> Vec<Finding> {
    let marked = file.content.starts_with(MARK);
    marked.then(|| Finding::at(file.path, 1, "the file starts with a byte order mark")).into_iter().collect()
}

pub(super) fn fix(file: &File<'_>) -> Vec<u8> {
    file.content.strip_prefix(MARK).unwrap_or(file.content).to_vec()
}

#[cfg(test)]
mod tests {
    use super::super::registry::tests::{fixed, lines};

    #[test]
    fn removes_the_mark() {
        assert_eq!(lines("byte-order-mark", "a.cs", "\u{feff}using System;\n"), [1]);
        assert_eq!(fixed("byte-order-mark", "a.cs", "\u{feff}using System;\n"), "using System;\n");
        assert_eq!(lines("byte-order-mark", "a.cs", "// \u{feff}\n"), [0; 0]);
    }
}
