//! Symbolic links whose target is not in the repository.

use super::file::{File, Mode};
use super::finding::Finding;
use super::names::Names;
use super::options::Options;
use crate::text::printable::printable;

pub(super) fn check(file: &File<'_>, names: &Names, _: &Options) -> Vec<Finding> {
    if file.mode != Mode::Link {
        return Vec::new();
    }
    let target = printable(file.content);
    let message = match resolved(file.path, file.content) {
        None => format!("the link leads out of the repository, to `{target}`"),
        Some(path) if path.is_empty() || names.contains(path.as_slice()) => return Vec::new(),
        Some(_) => format!("the link leads to `{target}`, which is not in the repository"),
    };
    vec![Finding::of(file.path, message)]
}

/// The path of the target from the top of the repository, if it is in there.
fn resolved(link: &[u8], target: &[u8]) -> Option<Vec<u8>> {
    if target.starts_with(b"/") {
        return None;
    }
    let mut parts: Vec<&[u8]> = link.split(|byte| *byte == b'/').collect();
    parts.pop();
    for part in target.split(|byte| *byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join(&b'/'))
}

#[cfg(test)]
mod tests {
    use super::super::registry::tests::links;

    #[test]
    fn finds_links_without_a_target() {
        let found = links(&[
            ("docs/a.md", "../README.md"),
            ("b", "docs"),
            ("docs/c", "./x"),
            ("d", "/etc/passwd"),
            ("e", "../f"),
        ]);
        assert_eq!(
            found,
            [
                "docs/c: the link leads to `./x`, which is not in the repository",
                "d: the link leads out of the repository, to `/etc/passwd`",
                "e: the link leads out of the repository, to `../f`",
            ]
        );
    }
}
