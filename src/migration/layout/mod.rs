//! Folder conventions of migration tools: how a file name is parsed, which order it gives, how the tool runs a script,
//! and which files it ignores.
//!
//! Each layout is one static value in a file of its own, with the sources of its facts.

mod atlas;
mod common;
mod cuts;
mod dbmate;
pub(super) mod diesel;
mod driver;
mod drizzle;
mod drizzle_folders;
mod entry;
mod facts;
pub(super) mod flyway;
mod flyway_callbacks;
mod flyway_checksum;
mod flyway_cut;
mod flyway_placeholders;
mod flyway_script;
mod flyway_settings;
mod flyway_spring;
mod flyway_statement;
mod golang_migrate;
mod goose;
mod goose_script;
pub(super) mod hasura;
mod interpolation;
pub(super) mod marks;
mod names;
mod node_pg_migrate;
mod own_table;
mod parameters;
mod plain;
mod prisma;
mod properties;
mod registry;
mod script;
mod sql_migrate;
mod sqlx;
mod supabase;
mod supabase_pieces;
mod supabase_script;
mod tool_settings;
mod tracking;
mod transaction;

pub use atlas::ATLAS;
pub use dbmate::DBMATE;
pub use diesel::DIESEL;
pub use drizzle::DRIZZLE;
pub use drizzle_folders::DRIZZLE_FOLDERS;
pub use facts::{
    Alone, Duplicates, Endings, FolderSum, Layout, LineEnds, Listing, Name, Order, Platform, ReadsFirst, Role,
    ServerConfig, Shape, Template,
};
pub use flyway::FLYWAY;
pub use flyway_callbacks::{Callback, Event};
pub use flyway_checksum::flyway_checksum;
pub use golang_migrate::GOLANG_MIGRATE;
pub use goose::GOOSE;
pub use hasura::HASURA;
pub use node_pg_migrate::NODE_PG_MIGRATE;
pub use own_table::OWN_TRACKING;
pub use plain::PLAIN;
pub use prisma::PRISMA;
pub use registry::ALL;
pub use script::{Condition, Refusal, Replaced, ScriptFile, Section, Sidecar, ToolScript};
pub use sql_migrate::SQL_MIGRATE;
pub use sqlx::SQLX;
pub use supabase::SUPABASE;
pub use tool_settings::{ConfigFile, Runner, ToolSettings, Values};
pub use tracking::{Entry, FoundBy, Tracking, Write};
pub use transaction::{LeftOpen, RunsOutside, Transaction};
