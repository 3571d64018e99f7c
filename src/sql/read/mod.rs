//! From the syntax tree of a statement to the [actions](super::action) it consists of.
//!
//! The effect of each kind of statement is decided here once, so that rules never see the tree.

mod alter;
mod body;
mod column;
mod create;
mod data;
mod details;
mod drop;
mod names;
mod objects;
mod reader;
mod statement;
mod types;

pub(super) use body::body_text;
pub(super) use names::unquoted;
pub(super) use statement::statement;
