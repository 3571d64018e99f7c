//! The content of files, and files beside the migrations.

pub(super) mod case_collision;
pub(super) mod conflict_markers;
pub(super) mod empty_migration;
pub(super) mod exec_sql_ddl;
pub(super) mod filtered_content;
pub(super) mod not_a_regular_file;
pub(super) mod not_utf8;
pub(super) mod remote_migrate_dev;
pub(super) mod unused_allowance;
