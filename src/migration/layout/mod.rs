//! Folder conventions of migration tools: how a file name is parsed, which order it gives, how the tool runs a script,
//! and which files it ignores.
//!
//! Each layout is one static value in a file of its own, with the sources of its facts.

mod atlas;
mod common;
mod dbmate;
mod diesel;
mod drizzle;
mod facts;
pub(super) mod flyway;
mod golang_migrate;
mod goose;
mod goose_script;
pub(super) mod hasura;
pub(super) mod marks;
mod names;
mod node_pg_migrate;
mod plain;
mod prisma;
mod registry;
mod script;
mod sql_migrate;
mod sqlx;
mod supabase;
mod supabase_pieces;
mod supabase_script;
mod transaction;

pub use atlas::ATLAS;
pub use dbmate::DBMATE;
pub use diesel::DIESEL;
pub use drizzle::DRIZZLE;
pub use facts::{FolderSum, Layout, Name, Order, Platform, Role, ServerConfig, Shape, Template};
pub use flyway::FLYWAY;
pub use golang_migrate::GOLANG_MIGRATE;
pub use goose::GOOSE;
pub use hasura::HASURA;
pub use node_pg_migrate::NODE_PG_MIGRATE;
pub use plain::PLAIN;
pub use prisma::PRISMA;
pub use registry::ALL;
pub use script::{Refusal, Replaced, ScriptFile, Section, Sidecar, ToolScript};
pub use sql_migrate::SQL_MIGRATE;
pub use sqlx::SQLX;
pub use supabase::SUPABASE;
pub use transaction::{RunsOutside, Transaction};
