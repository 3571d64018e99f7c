//! The collector of actions, to which each file of this folder adds methods.

use crate::sql::action::{Action, Operation, Within};
use crate::text::Span;

/// Collects actions.
pub(super) struct Reader<'f> {
    pub(super) within: Within,
    pub(super) found: &'f mut Vec<Action>,
}

impl Reader<'_> {
    pub(super) fn push(&mut self, span: Span, operation: Operation) {
        self.found.push(Action { span, operation, within: self.within });
    }
}
