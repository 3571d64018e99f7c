//! The schema after the last migration: keys, indexes, policies and required objects.

pub(super) mod duplicate_index;
pub(super) mod extension_in_public;
pub(super) mod invalid_index;
pub(super) mod missing_required_object;
pub(super) mod overlapping_policies;
pub(super) mod table_without_primary_key;
pub(super) mod unindexed_foreign_key;
pub(super) mod unwrapped_call_in_policy;
