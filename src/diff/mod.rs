//! Compares two catalogs: expected × actual → [`Change`]s.
//!
//! The comparison walks all properties of every object by their names, so that none can be forgotten. Only aspects that
//! both sides carry are compared; differences in the others are named. The dumps of both databases can be
//! compared as well: what they show and the catalog does not model is reported, never equal.
//!
//! Never: connects to a server, writes SQL.

mod change;
mod class;
mod compare;
mod prisma;
mod side;
mod spelling;
mod witness;

pub use change::{Cause, Change, Comparison, PropertyChange, Uncompared};
pub use class::both_ways;
pub use compare::compare;
pub use prisma::{Difference, PrismaSides, compare_prisma, overlaid};
pub use side::Side;
pub use witness::witness;
