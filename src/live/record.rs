//! The statements that record a migration in a tracking table, as its tool writes them.

use crate::migration::layout::{Entry, FoundBy, Tracking, Write};
use crate::postgres::quoted_always;
use crate::tracking::Table;

/// The statements before and after a file; empty if there is none.
pub(super) struct Record {
    /// The mark of a tool that records the beginning.
    pub(super) before: String,
    /// The row of an applied migration.
    pub(super) end: String,
}

impl Record {
    /// The record of a migration in a table.
    pub(super) fn of(tracking: &Tracking, entry: &Entry<'_>, table: &Table) -> Self {
        let text = |write: Option<Write>| write.map(|write| write(entry)).filter(|text| text != "RESET ALL");
        let place = place(tracking, table);
        let all = |parts: Vec<String>| {
            if parts.is_empty() { String::new() } else { format!("{place}{}", parts.join("; ")) }
        };
        Self {
            before: all(text(tracking.before).into_iter().collect()),
            end: all(text(tracking.within).into_iter().chain(text(tracking.after)).collect()),
        }
    }
}

/// Has the tool's statements find the table, in their transaction.
pub(super) fn place(tracking: &Tracking, table: &Table) -> String {
    match tracking.found {
        FoundBy::Schema(_) => String::new(),
        FoundBy::SearchPath | FoundBy::FirstSchema => {
            format!("SET LOCAL search_path = {}; ", quoted_always(&table.schema))
        }
    }
}
