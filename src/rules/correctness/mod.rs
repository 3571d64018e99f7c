//! Statements that fail, or do something other than what they seem to.

pub(super) mod enum_value_used;
pub(super) mod impossible_in_transaction;
pub(super) mod long_identifier;
pub(super) mod newer_syntax;
pub(super) mod refused_by_tool;
pub(super) mod repeated_column;
pub(super) mod required_column;
pub(super) mod syntax_error;
pub(super) mod transaction_control;
pub(super) mod unknown_role;
pub(super) mod unsupported_on_partitions;
