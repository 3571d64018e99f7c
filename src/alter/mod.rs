//! The SQL that makes one schema like another: expected × actual → [`Script`].
//!
//! The comparison names the objects that differ. The file of each noun says how one is altered in place, or that it has
//! to be recreated; the plan then finds what depends on everything that is dropped, recreated or changes its type, and
//! recreates that, too, with its owner, privileges, comments and state. Statements follow the dependencies of both
//! catalogs. A table is never recreated and nothing is dropped with `CASCADE`: what would need it is refused by name.
//!
//! Never: connects to a server, opens a file, runs a statement.

mod attributes;
mod calls;
mod collation;
mod column;
mod column_type;
mod constraint;
mod context;
mod data_type;
mod extension;
mod fate;
mod foreign_data;
mod grants;
mod guard;
mod hold;
mod identity;
mod index;
mod limits;
mod make;
mod name;
mod needs;
mod not_null;
mod nouns;
mod online;
mod operator;
mod order;
mod parameters;
mod partition;
mod parts;
mod plan;
mod precheck;
mod privileges;
mod publication;
mod reprint;
mod routine;
mod script;
mod sequence;
mod steps;
mod subscription;
mod swap;
mod table;
mod target;
mod text_search;
mod trigger;
mod view;
mod write;

pub use guard::guarded;
pub use script::{Online, Options, Refused, Script, Statement, Transaction};
pub use write::script;
