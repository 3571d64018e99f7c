//! Facts about a project's history that are read only when needed.

use crate::rules::{Conventions, Pending, PriorDdl};
use crate::text::RelPath;
use std::collections::BTreeMap;

/// Knowledge of a project's earlier migrations; `None` until it is read.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) conventions: Option<Conventions>,
    pub(super) prior: Option<PriorDdl>,
    /// The transactions that go on in touched scripts.
    pub(super) pending: BTreeMap<RelPath, Pending>,
}
