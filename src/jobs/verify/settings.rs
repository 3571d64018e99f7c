//! The settings of a replay: those of the side that is replayed, like its files.

use super::error::Error;
use crate::config::{self, Loaded, Settings};
use crate::git::{Entry, Id, Mode, Repository, Side};
use crate::jobs::sides::Selection;
use crate::text::RelPath;
use std::borrow::Cow;
use std::path::Path;

/// The settings that apply to a side.
#[derive(Clone, Debug)]
pub struct EffectiveSettings<'a> {
    pub settings: Cow<'a, Settings>,
    /// Whether the file in the working tree has other content than the one in the index, which
    /// applies.
    pub differ_in_work_tree: bool,
}

/// Finds the settings for a selection: those of its own side. Those of the working tree, or of the
/// file that the user named, apply where one was named, to the working tree itself, and where the side
/// has no file. A symbolic link does not count as one, because its target may be outside the
/// repository.
pub fn effective_settings<'a>(
    repository: &dyn Repository,
    work_tree: &'a Loaded,
    selection: &Selection,
) -> Result<EffectiveSettings<'a>, Error> {
    let found = if work_tree.is_named { None } else { file_of(repository, selection)? };
    let Some((place, entry)) = found.filter(|(_, entry)| entry.mode == Mode::File) else {
        return Ok(EffectiveSettings { settings: Cow::Borrowed(&work_tree.settings), differ_in_work_tree: false });
    };
    let content = repository.read(&entry)?;
    let differ_in_work_tree = *selection == Selection::Staged && differs(&content, work_tree);
    let settings = config::parse(Path::new(place), content)
        .map_err(|cause| Error::Settings { side: selection.label(), cause: Box::new(cause) })?;
    Ok(EffectiveSettings { settings: Cow::Owned(settings), differ_in_work_tree })
}

/// The settings file of a side, with the place it was found at.
fn file_of(repository: &dyn Repository, selection: &Selection) -> Result<Option<(&'static str, Entry)>, Error> {
    let found = match selection {
        Selection::WorkTree => return Ok(None),
        Selection::Staged if repository.paths().work_dir.is_none() => return Ok(None),
        Selection::Staged => {
            let is_place = |path: &[u8]| config::FILE_NAMES.iter().any(|place| place.as_bytes() == path);
            repository.entries(&Side::Index, &is_place)?
        }
        // A revision that does not exist is reported when it is replayed.
        Selection::Range { to: name, .. } | Selection::Revision { name, .. } => match repository.commit(name)? {
            Some(commit) => files_of_commit(repository, &commit)?,
            None => return Ok(None),
        },
        Selection::Commit { commit, .. } => files_of_commit(repository, commit)?,
    };
    let file = |place: &str| found.iter().find(|entry| entry.path == RelPath::from(place)).cloned();
    Ok(config::FILE_NAMES.into_iter().find_map(|place| Some((place, file(place)?))))
}

fn files_of_commit(repository: &dyn Repository, commit: &Id) -> Result<Vec<Entry>, Error> {
    let mut found = Vec::new();
    for place in config::FILE_NAMES {
        found.extend(repository.entry_at(commit, &place.into())?);
    }
    Ok(found)
}

/// Whether the content differs from the file in the working tree, line endings aside.
fn differs(content: &[u8], work_tree: &Loaded) -> bool {
    let on_disk = work_tree.path.as_ref().and_then(|path| std::fs::read(path).ok()).unwrap_or_default();
    let without_returns = |text: &[u8]| text.iter().copied().filter(|byte| *byte != b'\r').collect::<Vec<u8>>();
    without_returns(content) != without_returns(&on_disk)
}
