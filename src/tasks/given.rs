//! The files that a hook is about, and those of them that a job is given.

use super::job::{Action, Job};
use super::outcome::Skip;
use crate::builtin::Kind;
use crate::text::RelPath;
use std::collections::BTreeMap;

/// The files that a hook is about, each list in byte order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    /// Files that are added or changed, or that the command line names.
    pub files: Vec<RelPath>,
    /// Files that are deleted.
    pub deleted: Vec<RelPath>,
    /// Files that are added or changed in what is committed or pushed, whatever the command line names.
    pub changed: Vec<RelPath>,
    /// Symbolic links that are added or changed, for jobs that ask for that type.
    pub links: Vec<RelPath>,
    /// The facts about files and links that jobs with `types` may be given; empty without such a job.
    pub kinds: BTreeMap<RelPath, Kind>,
}

/// The files that a job is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    pub files: Vec<RelPath>,
    /// Those of what is committed or pushed that concern the job.
    pub changed: Vec<RelPath>,
    /// Whether the hook is about files.
    pub has_list: bool,
}

impl Given {
    /// Chooses the files of a job, or says why it has nothing to do. A job that does not get its files runs for a
    /// deletion as well: what is left may need the file.
    pub fn choose(job: &Job, lists: Option<&Lists>) -> Result<Self, Skip> {
        let Some(lists) = lists else { return Ok(Self::default()) };
        let concerning = |paths: &[RelPath]| -> Vec<RelPath> {
            paths.iter().filter(|path| lists.concern(job, path)).cloned().collect()
        };
        let mut files = concerning(&lists.files);
        if !job.types.is_empty() {
            files.extend(concerning(&lists.links));
            files.sort();
        }
        let given = Self { files, changed: concerning(&lists.changed), has_list: true };
        // A check of names or of the branch is about no single file.
        let is_about_files = !matches!(&job.action, Action::Use(used) if !used.is_of_files());
        if !is_about_files || !given.files.is_empty() || !job.is_filtered() {
            return Ok(given);
        }
        let is_any_deleted = lists.deleted.iter().any(|path| lists.concern(job, path));
        match (is_any_deleted, job.gets_files()) {
            (true, false) => Ok(given),
            (true, true) => Err(Skip::OnlyDeleted),
            (false, _) => Err(skip(job, lists)),
        }
    }
}

impl Lists {
    /// Whether a file of these concerns a job, by its path and its type.
    pub(super) fn concern(&self, job: &Job, path: &RelPath) -> bool {
        let is_of_type = |path: &RelPath| {
            let kind = self.kinds.get(path);
            job.types.iter().any(|kinds| kinds.holds(path.as_bytes(), kind))
        };
        job.concerns(path) && (job.types.is_empty() || is_of_type(path))
    }
}

/// The filter that leaves nothing.
fn skip(job: &Job, lists: &Lists) -> Skip {
    let all = || lists.files.iter().chain(&lists.deleted);
    let below: Vec<&[u8]> = all().filter_map(|path| path.below(&job.root)).collect();
    if all().next().is_none() {
        Skip::NoFiles
    } else if below.is_empty() {
        Skip::Root
    } else if matches!(&job.action, Action::Use(used) if !all().any(|path| used.concerns(path))) {
        Skip::Kind
    } else if !job.types.is_empty() && all().any(|path| job.concerns(path)) {
        Skip::Types
    } else if job.files.is_empty() || below.iter().any(|path| job.files.is_match(path)) {
        Skip::Exclude
    } else {
        Skip::Files
    }
}
