//! Compares the replayed schema with the schema file, and writes schema files.
//!
//! The comparison is that of two catalogs, read by one server: that of the replayed database, and that of a database
//! into which the file was loaded. So quoting, versions and order make no difference. Declarations of the schema, and
//! states before and after a file, are compared in the same way.

mod alone;
mod base;
mod beside;
mod carried;
mod catalog;
mod changes;
mod compare;
mod declared;
mod dump;
mod file;
mod kept;
mod loaded;
mod managed;
mod normalized;
mod over;
mod printing;
mod project;
mod proof;
mod reload;
mod replayed;
mod reprinted;
mod run_file;
mod secured;
mod side;
mod sides;
mod state;
mod tolerated;
mod tracking;
mod witness;
mod write;

pub use reprinted::{forgive_reprinted, reprintable};
pub use sides::{CauseFinder, ComparedSides, compare_sides};
pub use witness::unseen;

pub(super) use alone::load_alone;
pub use carried::securing;
pub(super) use catalog::catalog;
pub(super) use compare::compare;
pub(super) use declared::compare_declared;
pub(super) use managed::in_platform_schemas;
pub(super) use over::load_over;
pub(super) use replayed::replayed;
pub(super) use side::side;
pub(super) use state::{State, changes, state};
pub(super) use write::{absent, write};
