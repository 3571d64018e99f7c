//! Diagnoses failures: compares the server's message with the whole history to find the likely
//! cause.

mod cause;
mod duplicate;
mod explain;
mod foreign_key;
mod lookup;
mod message;
mod missing;
mod rows;
mod server;

pub(super) use explain::failure;
