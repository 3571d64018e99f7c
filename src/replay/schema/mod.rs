//! Compares the replayed schema with the schema file, and writes schema files.
//!
//! Both sides are read by one server and dumped by one `pg_dump`, so that quoting, versions and
//! order make no difference. The comparison works on the entries of the dumps, each with the
//! identity that `pg_dump` gives it.

mod alone;
mod catalog;
mod compare;
mod declared;
mod dump;
mod entry_changes;
mod managed;
mod printing;
mod reload;
mod state;
mod tolerated;
mod undumped;
mod write;

pub(super) use alone::load_alone;
pub(super) use catalog::catalog;
pub(super) use compare::compare;
pub(super) use declared::compare_declared;
pub(super) use managed::in_platform_schemas;
pub(super) use state::{State, changes, state};
pub(super) use write::{absent, write};
