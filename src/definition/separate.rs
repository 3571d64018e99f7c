//! Statements of their own for what could be a part of another one.

use super::source::Source;
use crate::catalog::Identity;
use std::collections::HashSet;

/// Checks, defaults and views that are statements of their own although they could be parts of others.
#[derive(Default)]
pub(super) struct Separate {
    pub(super) checks: HashSet<Identity>,
    /// Of columns.
    pub(super) defaults: HashSet<Identity>,
    /// Of views.
    pub(super) rules: HashSet<Identity>,
}

impl Separate {
    /// Collects what is separate without any cycle: checks that are not validated.
    pub(super) fn of(source: &Source<'_>) -> Self {
        Self { checks: source.unvalidated.clone(), ..Self::default() }
    }

    pub(super) fn has(&self, check: &Identity) -> bool {
        self.checks.contains(check)
    }

    pub(super) fn has_default(&self, column: &Identity) -> bool {
        self.defaults.contains(column)
    }

    pub(super) fn has_rule(&self, view: &Identity) -> bool {
        self.rules.contains(view)
    }
}
