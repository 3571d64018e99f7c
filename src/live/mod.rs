//! Migrations applied to a live database, as their tool records them.
//!
//! A file becomes units: transactions, and statements that cannot run inside one. The row of the tracking table is written
//! in the last transaction. A file of several units leaves a mark in the comment of the tracking table, in the same
//! transaction as each unit, so that a run that was interrupted anywhere is continued by the next one. Locks are polled
//! and never waited for, because a waiting session has a snapshot for which `CREATE INDEX CONCURRENTLY` waits.
//!
//! Never: chooses what is applied, asks, prints.

mod apply;
mod error;
mod file;
mod help;
mod index;
mod lock;
mod look;
mod mark;
mod migrate;
mod observe;
mod record;
mod repair;
mod session;
pub mod snapshot;
mod task;
mod units;
mod watch;

pub use apply::apply;
pub use error::{Error, Failure, Place};
pub use mark::{Mark, read_mark};
pub use observe::Observed;
pub use repair::{Change, repair};
pub use session::Connect;
pub use task::{Applied, Options, Task};
pub use units::{Refused, Unit, UnitKind, units};
