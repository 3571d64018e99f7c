//! Facts about a project's history that are read only when needed.

use crate::rules::{Conventions, PriorDdl};

/// Knowledge of a project's earlier migrations; `None` until it is read.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) conventions: Option<Conventions>,
    pub(super) prior: Option<PriorDdl>,
}
