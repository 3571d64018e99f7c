//! The surroundings in which jobs run.

use super::condition::Situation;
use super::given::Lists;
use super::tree::{Cleanup, Tree};
use crate::git::{Id, RepoPaths};
use std::ffi::OsString;
use std::fs::File;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// The surroundings of jobs: the hook, its files, and the process.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub paths: &'a RepoPaths,
    /// Name of the hook.
    pub hook: &'a str,
    /// The arguments that git gives the hook.
    pub arguments: &'a [String],
    /// The standard input that git gives the hook.
    pub input: &'a [u8],
    /// `None` for a hook that is about no files.
    pub lists: Option<&'a Lists>,
    /// Names of jobs that the user skips.
    pub skip: &'a [String],
    /// The operation that git is in the middle of.
    pub situation: &'a Situation,
    /// The names of the commit; `None` if no job is about them.
    pub tree: Option<&'a Tree>,
    /// The treatment of the message after the hook.
    pub cleanup: &'a Cleanup,
    /// The commit whose content jobs see; `None` for the index.
    pub commit: Option<&'a Id>,
    /// The commit of HEAD, in words; fixes that are interrupted are taken back while HEAD is on it.
    pub head: &'a str,
    /// Variables of the user's own file, which jobs get besides those of the hook.
    pub variables: &'a [(OsString, OsString)],
    /// The folders in which programs are looked for, as in `PATH`.
    pub search_path: &'a OsString,
    /// The place where the output of a job is shown as it comes, if it is the only one.
    pub live: Option<&'a File>,
    /// Set when the user interrupts the run.
    pub interrupted: &'a AtomicBool,
}

impl Context<'_> {
    /// The folders of the repository, with another one in place of the working tree.
    pub(super) fn paths_at(&self, top: &Path) -> RepoPaths {
        RepoPaths { work_dir: Some(top.to_owned()), current_dir: top.to_owned(), ..self.paths.clone() }
    }
}
