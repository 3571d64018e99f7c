//! The folder in which a job runs: the working tree where that has the content that is committed, else a folder beside it.

use super::given::{Given, Lists};
use super::job::{Action, Job, Sees};
use crate::git::{self, Id, Replica, RepoPaths, StagedBlob};
use crate::text::RelPath;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Folders that a project's tools are installed in, which are not committed. Where one is in the working tree, the
/// folder beside it gets a link to it.
const INSTALLED: [&str; 2] = ["node_modules", ".venv"];

/// The folder in which a job runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The top of the files.
    pub top: PathBuf,
    /// Whether it is beside the working tree.
    pub is_apart: bool,
}

/// The places of the jobs of one hook. What is needed is read or written once.
pub(super) struct Places<'a> {
    paths: &'a RepoPaths,
    top: &'a Path,
    /// The commit whose content counts; `None` for the index.
    commit: Option<&'a Id>,
    lists: Option<&'a Lists>,
    differing: OnceCell<Vec<RelPath>>,
    replica: OnceCell<Replica>,
}

impl<'a> Places<'a> {
    pub(super) fn new(paths: &'a RepoPaths, top: &'a Path, commit: Option<&'a Id>, lists: Option<&'a Lists>) -> Self {
        Self { paths, top, commit, lists, differing: OnceCell::new(), replica: OnceCell::new() }
    }

    /// The place of a job, after files were fixed.
    pub(super) fn of(&self, job: &Job, given: &Given, fixed: &[RelPath]) -> Result<Place, git::Error> {
        if self.is_in_place(job, given, fixed)? {
            return Ok(Place { top: self.top.to_owned(), is_apart: false });
        }
        let replica = self.replica()?;
        let is_given = |path: &RelPath| given.files.binary_search(path).is_ok();
        match (&job.action, &job.needs_files) {
            // A check reads nothing else.
            (Action::Use(_), _) => replica.check_out_files(is_given)?,
            (_, Some(needed)) => {
                replica.check_out_files(|path| is_given(path) || needed.is_match(path.as_bytes()))?;
            }
            (_, None) => replica.check_out()?,
        }
        if !matches!(job.action, Action::Use(_)) {
            link_installed(self.top, replica.top(), &job.root);
        }
        Ok(Place { top: replica.top().to_owned(), is_apart: true })
    }

    /// Whether a job runs in the working tree.
    pub(super) fn is_in_place(&self, job: &Job, given: &Given, fixed: &[RelPath]) -> Result<bool, git::Error> {
        let reads_none = matches!(&job.action, Action::Use(used) if !used.is_of_files());
        if !given.has_list || reads_none {
            return Ok(true);
        }
        if job.fixes {
            return Ok(false);
        }
        // Fixes are in the folder, and not in the working tree yet.
        if fixed.iter().any(|path| given.files.binary_search(path).is_ok()) {
            return Ok(false);
        }
        if job.sees == Sees::WorkTree {
            return Ok(true);
        }
        // A file that is no longer committed, and still there.
        let is_left = |path: &RelPath| job.concerns(path) && path.on_disk(self.top).symlink_metadata().is_ok();
        if self.lists.is_some_and(|lists| lists.deleted.iter().any(is_left)) {
            return Ok(false);
        }
        let differing = self.differing()?;
        Ok(match job.sees {
            Sees::Staged => differing.is_empty(),
            _ => differing.iter().all(|path| given.files.binary_search(path).is_err()),
        })
    }

    /// The stored files whose content a place has, where the check of a job looks at them.
    pub(super) fn stored(&self, job: &Job, place: &Place) -> Result<BTreeMap<RelPath, StagedBlob>, git::Error> {
        match &job.action {
            Action::Use(used) if used.is_of_any_file() => {}
            _ => return Ok(BTreeMap::new()),
        }
        if place.is_apart { self.replica()?.staged() } else { git::stored_blobs(self.paths, self.commit) }
    }

    fn differing(&self) -> Result<&[RelPath], git::Error> {
        if let Some(known) = self.differing.get() {
            return Ok(known);
        }
        let found = git::differing(self.paths, self.commit)?;
        Ok(self.differing.get_or_init(|| found))
    }

    /// The folder with the content that is committed, of the files that jobs have needed so far.
    pub(super) fn replica(&self) -> Result<&Replica, git::Error> {
        if let Some(known) = self.replica.get() {
            return Ok(known);
        }
        let replica = Replica::new(self.paths, self.commit)?;
        Ok(self.replica.get_or_init(|| replica))
    }
}

/// Links the tools that are installed for a folder, or for one above it.
fn link_installed(from: &Path, to: &Path, root: &RelPath) {
    let mut folder = root.clone();
    loop {
        for name in INSTALLED {
            let (here, there) = (folder.on_disk(from).join(name), folder.on_disk(to).join(name));
            if here.is_dir() && there.symlink_metadata().is_err() {
                // Without the link the job says what it misses.
                let _ = git::link(&here, &there);
            }
        }
        if folder.is_top() {
            break;
        }
        folder = folder.parent();
    }
}
