//! Locks, scans and rewrites of tables in use.

pub(super) mod attach_without_check;
pub(super) mod backfill_beside_ddl;
pub(super) mod blocking_check;
pub(super) mod blocking_detach;
pub(super) mod blocking_exclusion;
pub(super) mod blocking_foreign_key;
pub(super) mod blocking_index;
pub(super) mod blocking_index_drop;
pub(super) mod blocking_not_null;
pub(super) mod blocking_refresh;
pub(super) mod blocking_reindex;
pub(super) mod blocking_unique;
pub(super) mod checked_column;
pub(super) mod concurrently_if_not_exists;
pub(super) mod create_partition_of;
pub(super) mod exchanged_check;
pub(super) mod foreign_key_lock;
pub(super) mod many_tables_locked;
pub(super) mod policy_lock;
pub(super) mod rewriting_column;
pub(super) mod rewriting_type;
pub(super) mod table_rewrite;
pub(super) mod trigger_lock;
pub(super) mod unbatched_backfill;
pub(super) mod validate_in_same_transaction;
pub(super) mod work_after_exclusive_lock;
