//! Descriptions of a schema that programs are compiled with: the tables of Diesel (`schema.rs`) and the queries of
//! SQLx (`.sqlx`), read from their text and compared with what a database has.
//!
//! Never: opens a file, asks a server.

mod diesel_compare;
mod diesel_settings;
mod diesel_tables;
mod rust_tokens;
mod sqlx_query;
mod sqlx_type;
mod type_names;

pub use diesel_compare::{Compared, DatabaseColumn, Difference, TableFile};
pub use diesel_settings::TableSettings;
pub use diesel_tables::{Column, DieselType, Table, tables};
pub use sqlx_query::{DescribedQuery, QueryFile, RecordedColumn, RecordedQuery, ResultColumn};
pub use sqlx_type::{QueryType, TypeDefinition};
