//! Reports of jobs about live databases.

mod apply;
mod apply_json;
mod behind;
mod new_migration;
mod rehearse;
mod repair;
mod restore;
mod rollout;
mod snapshot;
mod status;
mod status_human;
mod status_json;
mod status_notes;

pub use apply::{write_applied, write_plan};
pub use apply_json::write_apply_json;
pub use behind::write_behind;
pub use new_migration::{write_migration_done, write_migration_plan};
pub use rehearse::write_rehearsed;
pub use repair::{write_repair_plan, write_repaired};
pub use restore::{write_dropped, write_restore_plan, write_restored};
pub use rollout::{rollout_report, write_refused_rollout, write_report_path, write_rolled_out};
pub use snapshot::write_snapshot;
pub use status::{Format, write_status};
