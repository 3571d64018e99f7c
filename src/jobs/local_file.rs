//! The user's own file in the working tree.

use super::side_settings;
use crate::config::{self, LocalJobs};
use crate::git::Repository;
use crate::text::RelPath;

/// Reads `tidegate.local.toml`, if there is one: a bare repository has none. It is refused if it is tracked: then a branch could bring it along.
pub(super) fn local_file(repository: &dyn Repository) -> Result<Option<LocalJobs>, side_settings::Error> {
    if repository.paths().work_dir.is_none() {
        return Ok(None);
    }
    let unusable = |cause| side_settings::Error::Settings { side: None, cause: Box::new(cause) };
    let Some(local) = config::local_jobs(repository.paths()).map_err(unusable)? else { return Ok(None) };
    if !repository.staged(&[RelPath::from(config::LOCAL_FILE)])?.is_empty() {
        let cause = "it is tracked, so that a branch could bring it along: remove it with `git rm --cached`".to_owned();
        return Err(unusable(config::Error::Refused { path: config::LOCAL_FILE.into(), cause }));
    }
    Ok(Some(local))
}
