//! The jobs of `tidegate.toml` files in folders, each relative to its folder.

use super::side_settings::Error;
use super::sides::Selection;
use crate::config::{self, Settings};
use crate::git::{self, Entry, Mode, Repository, Side};
use crate::hooks::Event;
use crate::tasks::Job;
use crate::text::{Globs, RelPath};
use std::path::PathBuf;

/// The end of the paths of such files.
const FILE: &[u8] = b"/tidegate.toml";

/// Returns the jobs of a hook in the settings of a side: those of the file at the top, then those of each folder, in
/// byte order of their paths.
pub(super) fn jobs_of(
    repository: &dyn Repository,
    settings: &Settings,
    selection: &Selection,
    event: Event,
) -> Result<Vec<Job>, Error> {
    let mut jobs = settings.jobs_of(event).to_vec();
    // Other hooks are about no files, so that no folder concerns them.
    if !event.is_checked() {
        return Ok(jobs);
    }
    let side = match selection {
        Selection::Commit { commit, .. } => Side::Revision(commit.clone()),
        Selection::Range { to: name, .. } | Selection::Revision { name, .. } => {
            repository.commit(name)?.map_or(Side::Empty, Side::Revision)
        }
        // Files that are not tracked do not count in the working tree either.
        Selection::Staged | Selection::WorkTree => Side::Index,
    };
    let is_ignored = |path: &RelPath| settings.ignore.iter().any(|folder| path.below(folder).is_some());
    for entry in repository.entries(&side, &|path| path.ends_with(FILE))? {
        let is_of_top = config::FILE_NAMES.iter().any(|name| name.as_bytes() == entry.path.as_bytes());
        if is_of_top || is_ignored(&entry.path) {
            continue;
        }
        let label = Some(selection.label()).filter(|_| *selection != Selection::WorkTree);
        let wrong = |cause| Error::Settings { side: label.clone(), cause: Box::new(cause) };
        let Some(content) = content(repository, &entry, selection).map_err(|error| match error {
            Unusable::Git(error) => Error::Git(error),
            Unusable::Config(cause) => wrong(cause),
        })?
        else {
            continue;
        };
        let folder = entry.path.parent();
        let own = config::parse_nested(&path_of(&entry), content).map_err(wrong)?;
        jobs.extend(own.get(&event).into_iter().flatten().map(|job| placed(job, &folder)));
    }
    Ok(jobs)
}

enum Unusable {
    Git(git::Error),
    Config(config::Error),
}

fn path_of(entry: &Entry) -> PathBuf {
    PathBuf::from(entry.path.to_string())
}

/// The content of a file; `None` if it is deleted in the working tree.
fn content(repository: &dyn Repository, entry: &Entry, selection: &Selection) -> Result<Option<Vec<u8>>, Unusable> {
    let unreadable = |cause: String| Unusable::Config(config::Error::Unreadable { path: path_of(entry), cause });
    if *selection == Selection::WorkTree {
        let read = git::read_beneath(repository.paths(), &entry.path, Some(config::SIZE_LIMIT));
        return read.map_err(|error| unreadable(error.to_string()));
    }
    if entry.mode != Mode::File {
        return Err(unreadable("not a regular file".to_owned()));
    }
    if repository.size(entry).is_some_and(|size| size > config::SIZE_LIMIT) {
        return Err(unreadable(format!("it is larger than {} KiB", config::SIZE_LIMIT / 1024)));
    }
    repository.read(entry).map(Some).map_err(Unusable::Git)
}

/// Patterns of a folder as patterns of the top. One without a slash matches at any depth, as before.
fn below(globs: &Globs, folder: &RelPath) -> Globs {
    let pattern = |pattern: &String| {
        let is_anywhere = !pattern.trim_end_matches('/').contains('/');
        if is_anywhere { pattern.clone() } else { format!("/{folder}/{}", pattern.trim_start_matches('/')) }
    };
    // A folder whose name is not a valid pattern: every file.
    Globs::new(globs.patterns().iter().map(pattern).collect()).unwrap_or_else(|_| all())
}

fn all() -> Globs {
    Globs::new(vec!["*".to_owned()]).unwrap_or_default()
}

/// A job of a folder as the rest of the program sees it: with the folder in its name and its root.
fn placed(job: &Job, folder: &RelPath) -> Job {
    let named = |name: &String| format!("{folder}:{name}");
    Job {
        name: named(&job.name),
        root: if job.root.is_top() { folder.clone() } else { folder.join(job.root.as_bytes()) },
        needs: job.needs.iter().map(named).collect(),
        after: job.after.iter().map(named).collect(),
        needs_files: job.needs_files.as_ref().map(|globs| below(globs, folder)),
        ..job.clone()
    }
}
