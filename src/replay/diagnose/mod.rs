//! Diagnoses failures: compares the server's message with the whole history to find the likely
//! cause.

pub(super) mod cause;
mod definitions;
mod duplicate;
mod explain;
mod extension;
mod foreign;
mod foreign_key;
mod forms;
mod known;
mod lookup;
mod message;
mod missing;
mod rows;
mod server;
mod syntax;
mod values;

pub(super) use explain::failure;
