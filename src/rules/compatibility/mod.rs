//! Statements that break running code.

pub(super) mod moved_schema;
pub(super) mod renamed_column;
pub(super) mod renamed_object;
pub(super) mod renamed_table;
