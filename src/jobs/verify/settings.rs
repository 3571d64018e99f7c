//! Whose settings a replay follows: those of the side that is replayed, as its files are.

use super::{Error, Target};
use crate::config::{self, Settings};
use crate::git::{Entry, Id, Mode, Repository, Side};
use crate::text::RelPath;
use std::path::Path;

/// The settings of a side.
#[derive(Clone, Debug)]
pub struct TargetSettings {
    /// What they say.
    pub settings: Settings,
    /// The content of their file.
    pub content: Vec<u8>,
}

/// Reads the settings of a target from its side. `None` where those of the work tree hold: for the
/// work tree itself, and where the side has no file of its own. A link is none, as what it points
/// to may lie anywhere.
pub fn settings_of(repository: &dyn Repository, target: &Target) -> Result<Option<TargetSettings>, Error> {
    let (found, side) = match target {
        Target::WorkTree => return Ok(None),
        Target::Staged if repository.places().work_dir.is_none() => return Ok(None),
        Target::Staged => {
            let is_place = |path: &[u8]| config::PLACES.iter().any(|place| place.as_bytes() == path);
            (repository.entries(&Side::Index, &is_place)?, "the index".to_owned())
        }
        // A name without a commit is told when the commit is replayed.
        Target::Revision(name) => match repository.commit(name)? {
            Some(commit) => (of_commit(repository, &commit)?, format!("`{name}`")),
            None => return Ok(None),
        },
        Target::Commit(commit, name) => (of_commit(repository, commit)?, format!("`{name}`")),
    };
    let file = |place: &str| found.iter().find(|entry| entry.path == RelPath::from(place));
    let Some((place, entry)) = config::PLACES.into_iter().find_map(|place| Some((place, file(place)?))) else {
        return Ok(None);
    };
    if entry.mode != Mode::File {
        return Ok(None);
    }
    let content = repository.read(entry)?;
    let settings = config::parse(Path::new(place), content.clone());
    let settings = settings.map_err(|cause| Error::Settings { side, cause: Box::new(cause) })?;
    Ok(Some(TargetSettings { settings, content }))
}

fn of_commit(repository: &dyn Repository, commit: &Id) -> Result<Vec<Entry>, Error> {
    let mut found = Vec::new();
    for place in config::PLACES {
        found.extend(repository.entry_at(commit, &place.into())?);
    }
    Ok(found)
}
