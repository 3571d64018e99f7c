//! `reconcile`: a database and the history of the working tree led to one schema, by decisions.
//!
//! [`Survey`] compares both and keeps the file of decisions. Once everything is decided, [`plan`] writes the migrations
//! that take the history to the database where that one is correct, and the repair that takes the database to the history
//! where the migrations are, and proves both on copies. `pull` is the case in which the database is always correct.
//!
//! Never: writes to a live database, decides anything.

mod applied;
mod error;
mod mixed;
mod plan;
mod proof;
mod request;
mod survey;

pub use error::Error;
pub use plan::{Plan, plan};
pub use proof::Proof;
pub use request::{Choices, PlanRequest, Start};
pub use survey::{Request, Survey, Written};
