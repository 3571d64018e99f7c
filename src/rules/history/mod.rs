//! Names, versions, order, edits, and the schema file beside them.

pub(super) mod duplicate_version;
pub(super) mod edited_migration;
pub(super) mod frozen;
pub(super) mod future_timestamp;
pub(super) mod invalid_name;
pub(super) mod invalid_timestamp;
pub(super) mod misplaced_migration;
pub(super) mod out_of_order;
pub(super) mod schema_changed_alone;
pub(super) mod schema_not_staged;
pub(super) mod skipped_by_cli;
pub(super) mod stale_seal;
pub(super) mod untracked_migration;
