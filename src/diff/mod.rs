//! Compares two catalogs: expected × actual → [`Change`]s.
//!
//! The comparison walks all properties of every object by their names, so that none can be forgotten. Only aspects that
//! both sides have are compared; differences in the others are named. A second witness compares the dumps of both
//! databases: what they see and the catalog does not model is reported, never equal.
//!
//! Never: connects to a server, writes SQL.

mod change;
mod class;
mod compare;
mod witness;

pub use change::{Change, Comparison, PropertyChange, Uncompared};
pub use compare::compare;
pub use witness::not_modelled;
