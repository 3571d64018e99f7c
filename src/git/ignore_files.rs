//! The files that decide what git ignores, looked at before they are read.

use super::error::Error;
use super::regular;
use super::repository::Repository;
use crate::text::RelPath;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The folders whose `.gitignore` was looked at.
#[derive(Default)]
pub(super) struct IgnoreFiles {
    checked: RefCell<BTreeSet<PathBuf>>,
}

impl IgnoreFiles {
    /// Checks the `.gitignore` of every folder from the top to a path, and the user's own file.
    pub(super) fn check(&self, repository: &dyn Repository, path: &RelPath) -> Result<(), Error> {
        let Some(top) = &repository.paths().work_dir else { return Ok(()) };
        let mut checked = self.checked.borrow_mut();
        if checked.is_empty()
            && let Some(file) = repository.config("core.excludesFile")?
        {
            let file = match (file.strip_prefix("~/"), std::env::home_dir()) {
                (Some(below), Some(home)) => home.join(below),
                _ => top.join(file),
            };
            regular::check_unless_folder(&file)?;
        }
        let whole = path.on_disk(top);
        for folder in whole.ancestors().take_while(|folder| folder.starts_with(top)) {
            // Those above it were looked at with it.
            if !checked.insert(folder.to_owned()) {
                break;
            }
            regular::check_unless_folder(&folder.join(".gitignore"))?;
        }
        Ok(())
    }
}
