//! The record of a migration: what its tool writes in its tracking table before and after the script.

use super::source::Source;
use crate::migration::layout::{Layout, Section, Tracking, Write};
use crate::sql;
use crate::text::Span;

/// The record of one script.
pub(super) struct Record<'a> {
    pub(super) layout: &'static Layout,
    pub(super) tracking: &'static Tracking,
    /// The script that runs.
    pub(super) file: &'a Source,
    pub(super) version: String,
    pub(super) before: String,
    pub(super) within: String,
    pub(super) after: String,
}

impl<'a> Record<'a> {
    /// The record of a migration that is applied; `None` for layouts without a tracking table.
    pub(super) fn applied(layout: &'static Layout, file: &'a Source) -> Option<Self> {
        let tracking = layout.tracking?;
        let entry = layout.entry(&file.path, &file.content, file.section.pieces.as_deref())?;
        let text = |write: Option<Write>| write.map(|write| write(&entry)).unwrap_or_default();
        let (before, within, after) = (text(tracking.before), text(tracking.within), text(tracking.after));
        Some(Self { layout, tracking, file, version: entry.version, before, within, after })
    }

    /// The record of a migration that `down` reverts.
    pub(super) fn reverted(layout: &'static Layout, up: &Source, down: &'a Source) -> Option<Self> {
        let within = removal(layout, up)?;
        let tracking = layout.tracking?;
        let version = layout.entry(&up.path, &[], None)?.version;
        Some(Self { layout, tracking, file: down, version, before: String::new(), within, after: String::new() })
    }

    /// The statement that the tool runs at the end of the transaction that it puts the script into; empty if it has none.
    pub(super) fn closing(&self, section: &Section) -> &str {
        if is_within(section) { &self.within } else { "" }
    }
}

/// Whether the tool puts a script into a transaction of its own.
pub(super) fn is_within(section: &Section) -> bool {
    section.transaction.is_of_tool()
}

/// The statement that removes the record of a migration.
pub(super) fn removal(layout: &'static Layout, file: &Source) -> Option<String> {
    Some((layout.tracking?.remove)(&layout.entry(&file.path, &[], None)?))
}

/// Whether a text has a word, in any case.
pub(super) fn find(text: &[u8], word: &str) -> bool {
    let (first, rest) = (word.as_bytes()[0], &word.as_bytes()[1..]);
    let starts = memchr::memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), text);
    starts.into_iter().any(|at| text[at + 1..].get(..rest.len()).is_some_and(|found| found.eq_ignore_ascii_case(rest)))
}

/// The statements of the part of a file that runs.
pub(super) fn statements(file: &Source) -> Vec<Span> {
    let start = file.section.span.start;
    let found = sql::statements(&file.content[file.section.span.clone()]);
    found.into_iter().map(|span| start + span.start..start + span.end).collect()
}
