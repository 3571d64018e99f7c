//! `freeze`: writes the freeze that the rule `frozen` obeys into the settings, or removes it.

use crate::config::{self, FreezeForm, FreezeText};
use crate::git::{self, Existing, FileKind, Repository};
use crate::text::RelPath;

/// A freeze that was not changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Git(#[from] git::Error),
    /// The settings cannot be read (user).
    #[error(transparent)]
    Settings(#[from] config::Error),
    /// The file has a form that is edited by hand (user).
    #[error("{path}: {cause}")]
    Form { path: RelPath, cause: FreezeForm },
    /// The file is a link, which would be replaced (user).
    #[error("{0} is a symbolic link")]
    Link(RelPath),
    /// A sparse checkout leaves the file out (user).
    #[error("{0} is not checked out")]
    NotCheckedOut(RelPath),
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub path: RelPath,
    /// Whether the content of the file is another one now.
    pub is_changed: bool,
}

/// Writes a freeze into the settings of the working tree, or removes it.
pub fn write(repository: &dyn Repository, freeze: Option<&FreezeText>) -> Result<Written, Error> {
    let paths = repository.paths();
    let is_settings = |path: &[u8]| config::FILE_NAMES.iter().any(|place| place.as_bytes() == path);
    let found = config::content(paths)?;
    if found.is_none()
        && let Some(left_out) = repository.not_checked_out(&is_settings)?.into_iter().next()
    {
        return Err(Error::NotCheckedOut(left_out.path));
    }
    let is_new = found.is_none();
    let (path, content) = found.unwrap_or_else(|| (RelPath::from(config::FILE_NAMES[0]), Vec::new()));
    if git::kind_beneath(paths, &path)? == Some(FileKind::Link) {
        return Err(Error::Link(path));
    }
    // Its mistakes are reported before anything is changed.
    config::parse(&path.on_disk(std::path::Path::new("")), content.clone())?;
    let text = String::from_utf8_lossy(&content).into_owned();
    let changed = match freeze {
        Some(freeze) => config::with_freeze(&text, freeze),
        None => config::without_freeze(&text),
    };
    let changed = changed.map_err(|cause| Error::Form { path: path.clone(), cause })?;
    let is_changed = changed != text;
    if is_changed {
        let existing = if is_new { Existing::Keep } else { Existing::Replace };
        git::write_beneath(paths, &path, changed.as_bytes(), existing)?;
    }
    Ok(Written { path, is_changed })
}
