//! The labels by which git names the sides of a merge to a merge driver.

use crate::git::{self, Id, MergeSides, Repository};

/// The labels of a merge (gitattributes(5), `%S`, `%X` and `%Y`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    pub base: String,
    pub ours: String,
    pub theirs: String,
}

impl Labels {
    /// The commits that the labels name; `None` if one of them names none, as in `git stash pop` and where git first
    /// merges several bases.
    pub fn sides(&self, repository: &dyn Repository) -> Result<Option<MergeSides>, git::Error> {
        let (Some(ours), Some(theirs)) = (named(repository, &self.ours)?, named(repository, &self.theirs)?) else {
            return Ok(None);
        };
        let base = match self.base.strip_prefix("parent of ") {
            // The parent of a commit that is picked.
            Some(_) => match repository.commit(&format!("{}^", theirs.as_str()))? {
                Some(parent) => Some(parent),
                None => return Ok(None),
            },
            None if self.base == SEVERAL => None,
            None => match named(repository, &self.base)? {
                Some(base) => Some(base),
                None => return Ok(None),
            },
        };
        Ok(Some(MergeSides { base, ours, theirs }))
    }
}

/// The label where a merge has several bases.
const SEVERAL: &str = "merged common ancestors";

/// The commit of `HEAD`, `topic` or `1a2b3c4 (its subject)`.
fn named(repository: &dyn Repository, label: &str) -> Result<Option<Id>, git::Error> {
    let revision = label.split(" (").next().unwrap_or_default();
    let is_name = !revision.is_empty() && !revision.starts_with('-') && !revision.contains(char::is_whitespace);
    if is_name { repository.commit(revision) } else { Ok(None) }
}
