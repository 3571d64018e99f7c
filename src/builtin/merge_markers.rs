//! Markers of a merge conflict that were left in a file.

use super::file::File;
use super::finding::Finding;
use super::options::Options;
use crate::text::lines::{conflict_marker, position};

pub(super) fn check(file: &File<'_>, _: &Options) -> Vec<Finding> {
    let marker = conflict_marker(file.content);
    let line = marker.map(|span| position(file.content, span.start).line);
    line.map(|line| Finding::at(file.path, line, "a marker of a merge conflict")).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::super::registry::tests::lines;

    #[test]
    fn finds_the_first_marker() {
        assert_eq!(lines("merge-markers", "a.rs", "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n"), [2]);
        // A heading of Markdown or reStructuredText.
        assert_eq!(lines("merge-markers", "a.rst", "Title\n=======\n"), [0; 0]);
    }
}
