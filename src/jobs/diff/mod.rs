//! `diff FROM TO`: two schemas compared by meaning.
//!
//! A side is a history, a schema file, files that belong to no project, or a live database. Histories and files are
//! loaded into temporary databases of one server, and a live database is read as it is, by a read-only transaction on a
//! server of the same major version: so versions, quoting and order make no difference. [`run`] loads both sides,
//! compares them, and names the migration that made each difference.
//!
//! Never: writes to a live database, writes SQL.

mod error;
mod files;
mod loading;
mod names;
mod outcome;
mod request;
mod run;
mod side;

pub use error::Error;
pub use outcome::{FailedSide, Outcome, SideSummary, SideWord};
pub use request::Request;
pub use run::run;
pub use side::SideSpec;
