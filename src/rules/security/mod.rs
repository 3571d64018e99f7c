//! Secrets, row-level security and privileges.

pub(super) mod disabled_row_security;
pub(super) mod drop_policy;
pub(super) mod exposed_relation;
pub(super) mod exposed_users;
pub(super) mod open_policy;
pub(super) mod outside_access;
pub(super) mod policy_without_rls;
pub(super) mod rls_without_policy;
pub(super) mod secret_in_migration;
pub(super) mod security_definer_without_search_path;
pub(super) mod table_without_rls;
pub(super) mod user_metadata_in_policy;
pub(super) mod view_bypasses_policies;
