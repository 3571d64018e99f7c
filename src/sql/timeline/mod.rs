//! Objects that a sequence of actions has created at each point: tables that have no rows yet, the types of
//! columns, objects that are dropped only to be recreated.
//!
//! Names are compared as the server compares them: an unqualified one means the first schema of
//! `search_path` at that point.

mod compact;
mod kept;
mod policies;
mod query;
mod record;
mod relations;
mod state;

pub use state::{Origin, Timeline};
