//! Statements that lose data or drop objects.

pub(super) mod disabled_triggers;
pub(super) mod drop_cascade;
pub(super) mod drop_column;
pub(super) mod drop_constraint;
pub(super) mod drop_default;
pub(super) mod drop_extension;
pub(super) mod drop_function;
pub(super) mod drop_primary_key;
pub(super) mod drop_schema;
pub(super) mod drop_sequence;
pub(super) mod drop_table;
pub(super) mod drop_trigger;
pub(super) mod drop_type;
pub(super) mod drop_view;
pub(super) mod narrowing_type_change;
pub(super) mod removed_enum_value;
pub(super) mod truncate;
pub(super) mod unfiltered_delete;
pub(super) mod unfiltered_update;
