//! `schema.prisma`: the schema that Prisma Client is generated from, and the SQL that it stands for.
//!
//! A schema is one file or all files of a folder. It is parsed into blocks ([`syntax`]), resolved into models with
//! columns, keys and relations ([`Schema`]), and written as the SQL that `prisma migrate` would write for an empty
//! database ([`sql`]): loaded into a temporary database, it is compared like any other schema. Facts on defaults and names
//! are from Prisma's reference of its schema language, version 6.
//!
//! Never: opens a file, connects to a server.

mod attribute;
mod blocks;
mod columns;
mod default;
mod error;
mod lexer;
mod many_to_many;
mod model;
mod names;
mod native;
mod parser;
mod relation;
mod resolve;
mod sql;
mod syntax;

pub use error::Error;
pub use model::{Column, Default, Enum, ForeignKey, Index, IndexPart, Model, Schema};
pub use resolve::{has_distinct_names, provider, read};
pub use sql::sql;

/// A file of a schema.
#[derive(Clone, Debug)]
pub struct File<'a> {
    /// As it is shown in messages.
    pub path: &'a str,
    pub text: &'a str,
}
