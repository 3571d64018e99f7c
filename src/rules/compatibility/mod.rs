//! Statements that break code which is running while they are applied.

pub(super) mod moved_schema;
pub(super) mod renamed_column;
pub(super) mod renamed_object;
pub(super) mod renamed_table;
