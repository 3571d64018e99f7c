//! The DDL that precedes a statement: that of earlier migrations, then that of its own script.

use crate::object::{Name, Object, ObjectKind};
use crate::sql::Timeline;
use crate::text::RelPath;
use std::collections::BTreeMap;

/// The DDL of the earlier migrations, in one sequence.
#[derive(Clone, Debug, Default)]
pub struct PriorDdl {
    pub timeline: Timeline,
    /// Whether a block or a function of one of them may enable row-level security of any table.
    pub builds_row_security: bool,
    /// The number of the first action that belongs to an unpublished migration.
    pub unpublished_from: usize,
    /// The number of each script's first action; of a script that is read in segments, that of each of them: where it
    /// begins in the file, and the number.
    pub starts: BTreeMap<RelPath, Vec<(usize, usize)>>,
}

impl PriorDdl {
    /// The timeline of the earlier migrations and the number of the action at which a script or a segment of it, which
    /// is from a byte on, starts: the end for a script that is not part of the sequence.
    pub(super) fn until(&self, script: &RelPath, from: usize) -> View<'_> {
        let starts = self.starts.get(script).map_or(&[][..], Vec::as_slice);
        let last = starts.partition_point(|(start, _)| *start <= from).checked_sub(1);
        View { timeline: &self.timeline, at: last.map_or(usize::MAX, |last| starts[last].1) }
    }

    /// Whether one of them creates a type.
    pub fn creates_type(&self, name: &Name) -> bool {
        let type_ = Object::new(ObjectKind::Type, name.clone());
        self.timeline.first_created(&type_, self.timeline.len()).is_some()
    }

    /// The number of a script's first action.
    pub(super) fn start(&self, script: &RelPath) -> Option<usize> {
        self.starts.get(script)?.first().map(|(_, number)| *number)
    }

    /// The last action of a segment that begins at a byte, if another one follows.
    pub(super) fn end_of_segment(&self, script: &RelPath, from: usize) -> Option<View<'_>> {
        let starts = self.starts.get(script)?;
        let (_, next) = starts.get(starts.partition_point(|(start, _)| *start <= from))?;
        Some(View { timeline: &self.timeline, at: next.saturating_sub(1) })
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
