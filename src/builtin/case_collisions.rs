//! Names that are one name on a file system without regard to case, as on macOS and Windows.

use super::finding::Finding;
use super::names::Names;
use super::options::Options;
use crate::text::printable::printable;
use std::collections::BTreeMap;

pub(super) fn check(names: &Names, _: &Options) -> Vec<Finding> {
    let mut same: BTreeMap<String, Vec<(&[u8], bool)>> = BTreeMap::new();
    for (path, added) in names.iter() {
        same.entry(String::from_utf8_lossy(path).to_lowercase()).or_default().push((path, added));
    }
    let mut findings = Vec::new();
    for paths in same.into_values().filter(|paths| paths.len() > 1) {
        // A collision that was there before is not this commit's.
        for (path, _) in paths.iter().filter(|(_, added)| *added) {
            let Some((other, _)) = paths.iter().find(|(other, _)| other != path) else { continue };
            let parents = (parent(path), parent(other));
            // The folders collide already: one message is enough.
            if parents.0 == parents.1 {
                let other = printable(other);
                findings.push(Finding::of(path, format!("differs from `{other}` only in the case of letters")));
            }
        }
    }
    findings
}

fn parent(path: &[u8]) -> &[u8] {
    path.iter().rposition(|byte| *byte == b'/').map_or(b"", |slash| &path[..slash])
}

#[cfg(test)]
mod tests {
    use super::super::registry::tests::names;

    #[test]
    fn finds_names_that_the_commit_adds() {
        let found = names("case-collisions", &[("src/Main.rs", true), ("src/main.rs", false), ("a", true)]);
        assert_eq!(found, ["src/Main.rs: differs from `src/main.rs` only in the case of letters"]);
        assert_eq!(names("case-collisions", &[("src/Main.rs", false), ("src/main.rs", false)]), [""; 0]);
    }

    #[test]
    fn names_folders_once() {
        let found = names("case-collisions", &[("Docs/a", true), ("docs/a", false), ("docs/b", false)]);
        assert_eq!(found, ["Docs: differs from `docs` only in the case of letters"]);
    }

    #[test]
    fn finds_two_new_names() {
        assert_eq!(names("case-collisions", &[("a", true), ("A", true)]).len(), 2);
    }
}
