//! A job with its files and its place.

use super::context::Context;
use super::given::Given;
use super::job::Job;
use super::place::Place;
use crate::git::StagedBlob;
use crate::text::RelPath;
use std::collections::BTreeMap;
use std::path::Path;

/// A job that has something to do.
pub(super) struct Task<'a> {
    pub(super) job: &'a Job,
    pub(super) given: &'a Given,
    pub(super) place: Place,
    pub(super) context: Context<'a>,
    /// The top of the working tree.
    pub(super) work_tree: &'a Path,
    /// The stored files, for a check that looks at them.
    pub(super) stored: BTreeMap<RelPath, StagedBlob>,
}
