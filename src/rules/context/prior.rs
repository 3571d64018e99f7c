//! The DDL that precedes a statement: that of earlier migrations, then that of its own script.

use crate::sql::Timeline;
use crate::text::RelPath;
use std::collections::BTreeMap;

/// The DDL of the earlier migrations, in one sequence.
#[derive(Clone, Debug, Default)]
pub struct PriorDdl {
    pub timeline: Timeline,
    /// The number of the first action that belongs to an unpublished migration.
    pub unpublished_from: usize,
    /// The number of each script's first action.
    pub starts: BTreeMap<RelPath, usize>,
}

impl PriorDdl {
    /// The timeline of the earlier migrations and the number of the action at which a script
    /// starts: the end for a script that is not part of the sequence.
    pub(super) fn until(&self, script: &RelPath) -> View<'_> {
        View { timeline: &self.timeline, at: self.starts.get(script).copied().unwrap_or(usize::MAX) }
    }
}

/// A timeline as it is seen at one of its actions.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) timeline: &'a Timeline,
    pub(super) at: usize,
}

/// Everything that precedes a step, as one timeline.
#[derive(Clone, Copy)]
pub(super) struct Preceding<'a> {
    /// The script up to the step.
    pub(super) script: View<'a>,
    /// The migrations before the script, if they were read.
    pub(super) prior: Option<View<'a>>,
}

impl<'a> Preceding<'a> {
    /// Whether the script or an earlier migration answers yes.
    pub(super) fn any(self, asked: impl Fn(&'a Timeline, usize) -> bool) -> bool {
        self.first(|timeline, at| asked(timeline, at).then_some(())).is_some()
    }

    /// The answer of the script, else that of the earlier migrations.
    pub(super) fn first<T>(self, asked: impl Fn(&'a Timeline, usize) -> Option<T>) -> Option<T> {
        let ask = |view: View<'a>| asked(view.timeline, view.at);
        ask(self.script).or_else(|| self.prior.and_then(ask))
    }
}
