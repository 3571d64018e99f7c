//! The SQL that makes the objects of a catalog, in the order and the form of `pg_dump`.
//!
//! [`create`] writes one object; [`entries`] writes all of them in an order in which they can be loaded: first by kind
//! and name, then as few of them moved as their dependencies demand, as `pg_dump_sort.c` does it. A cycle is broken
//! where `pg_dump` breaks it: a default or a check is added later, a view begins with columns of the right types.
//!
//! Owners and privileges are not written; `dump::written` leaves out what a schema file never has.
//!
//! Never: connects to a server, opens a file, compares.

mod age;
mod aggregate;
mod collation;
mod column;
mod constraint;
mod create;
mod cycles;
mod data_type;
mod domain;
mod entry;
mod extension;
mod foreign_data;
mod graph;
mod index;
mod item;
mod keywords;
mod name;
mod operator;
mod order;
mod parameters;
mod policy;
mod publication;
mod rank;
mod routine;
mod separate;
mod sequence;
mod source;
mod statistics;
mod table;
mod text_search;
mod trigger;
mod view;
mod whole;

pub use create::create;
pub use entry::Entry;
pub use name::{literal, quote_literal, without_defaults};
pub use source::Source;
pub use whole::{entries, text};
