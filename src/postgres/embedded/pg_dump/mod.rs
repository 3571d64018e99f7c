//! Dumps of embedded Postgres: its own `pg_dump`, on a thread of this process, queries the backend
//! over a connection in memory.
//!
//! The crate that provides both can do this too, but not for a large schema: there the two wait for
//! each other forever (`socket.rs`). So `pg_dump` is run here, on a socket of our own.

mod dump;
mod failure;
mod program;
mod request;
mod socket;

pub(super) use dump::{PARAMETERS, dump};
pub(super) use program::Program;
