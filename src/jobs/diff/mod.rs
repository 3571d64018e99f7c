//! `diff FROM TO`: two schemas compared by meaning.
//!
//! A side is a history, a schema file, files that belong to no project, or a live database. Histories and files are
//! loaded into temporary databases of one server, and a live database is read as it is, by a read-only transaction on a
//! server of the same major version: so versions, quoting and order make no difference. [`run`] loads both sides,
//! compares them, and names the migration that made each difference.
//!
//! The SQL that closes the gap is written on request, and proven on a copy of FROM.
//!
//! Never: writes to a live database.

mod attempt;
mod catalogs;
mod draft;
mod error;
mod files;
mod fleet;
mod ignored;
mod loading;
mod names;
mod outcome;
mod prisma;
mod proof;
mod rebuilt;
mod rename;
mod request;
mod run;
mod servers;
mod side;
mod sql;
mod written;

pub(super) use catalogs::{aligned, script};
pub use error::Error;
pub(super) use fleet::{Expected, fleet};
pub use outcome::{FailedSide, LackingPlatform, Outcome, SideSummary, SideWord};
pub(super) use proof::{named, needs_superuser};
pub(super) use rebuilt::{rebuilt, roles};
pub use rename::Rename;
pub use request::Request;
pub use run::run;
pub use side::SideSpec;
pub use written::{Differing, Proof, SqlRequest, WrittenSql};
