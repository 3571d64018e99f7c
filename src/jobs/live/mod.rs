//! Live databases: what a tracking table says beside the history of the working tree, and how both are brought into step.
//!
//! [`status`] only reads, in one read-only transaction with timeouts. What writes is planned in the same way first: a
//! [`Plan`] changes nothing until it is applied.
//!
//! Never: prints, decides exit codes.

mod apply;
mod behind;
mod connect;
mod error;
mod expected_locks;
mod history;
mod new_migration;
mod reading;
mod rehearsal;
mod rehearse;
mod rename;
mod repair;
mod request;
mod restore;
mod rollout;
mod schema;
mod schema_file;
mod snapshot;
mod status;
mod tracked;

pub use apply::{Blocked, Part, Plan, Step};
pub use behind::{Behind, behind};
pub use error::Error;
pub use expected_locks::Locks;
pub use new_migration::{FileState, MigrationDone, MigrationPlan, NewMigration};
pub use rehearsal::{Gate, Rehearsal, RowChange, Statement};
pub use rehearse::{RehearseRequest, Rehearsed, rehearse};
pub use repair::{RepairPlan, Repairs};
pub use request::Request;
pub use restore::{RestoreRequest, drop_kept, plan_restore, restore};
pub use rollout::{RolledOut, RolloutPlan, RolloutRequest, plan_rollout, roll_out};
pub use schema::catalog;
pub use schema_file::{SchemaFile, SchemaState};
pub use snapshot::{SnapshotRequest, SnapshotTaken, check_folder, snapshot};
pub use status::{Status, TableState, status};
pub use tracked::OtherTable;
