//! The differences of two catalogs as they are reported: one [`Change`](crate::replay::Change) for each object that a
//! schema file has a statement for.
//!
//! Columns and checks belong to the text of their table, comments are objects of their own, as in a dump. The text is
//! for people: the comparison itself is that of the catalogs, and a difference that the text of an object does not show
//! is added to it.

mod cause;
mod definition;
mod entry;
mod parts;
mod reported;
mod value;

pub(super) use cause::Causes;
pub(super) use reported::reported;
