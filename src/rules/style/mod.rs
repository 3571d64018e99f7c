//! Team policy, off by default.

pub(super) mod missing_description;
pub(super) mod missing_rollback;
pub(super) mod mixed_data_and_schema;
pub(super) mod not_idempotent;
pub(super) mod unqualified_name;
