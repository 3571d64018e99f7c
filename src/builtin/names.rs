//! All names of a commit, beside those that it adds.

use std::collections::BTreeMap;

/// The paths that the next commit will have, in any order.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Files and folders by their path; `true` for what the commit adds.
    paths: BTreeMap<Vec<u8>, bool>,
}

impl Names {
    /// Takes the paths of the index, and whether each is added by the commit. Their folders count as names too.
    pub fn new<'a>(paths: impl IntoIterator<Item = (&'a [u8], bool)>) -> Self {
        let mut names = Self::default();
        for (path, added) in paths {
            let mut rest = Some(path);
            while let Some(path) = rest {
                // A folder is new only if all that it holds is.
                let is_new = names.paths.entry(path.to_vec()).or_insert(added);
                *is_new &= added;
                rest = path.iter().rposition(|byte| *byte == b'/').map(|slash| &path[..slash]);
            }
        }
        names
    }

    /// Whether the commit has a file or folder of this path.
    pub fn contains(&self, path: &[u8]) -> bool {
        self.paths.contains_key(path)
    }

    /// All of them in order, and whether each is new.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], bool)> {
        self.paths.iter().map(|(path, added)| (path.as_slice(), *added))
    }
}
