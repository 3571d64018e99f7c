//! Folder conventions of migration tools: how a file name is parsed, which order it gives, how the tool runs a script,
//! and which files it ignores.
//!
//! Each layout is one static value in a file of its own, with the sources of its facts.

mod dbmate;
mod diesel;
mod facts;
pub(super) mod flyway;
mod golang_migrate;
mod goose;
mod names;
mod plain;
mod prisma;
mod registry;
mod sqlx;
mod supabase;

pub use dbmate::DBMATE;
pub use diesel::DIESEL;
pub use facts::{
    Layout, Name, Order, Platform, Role, RunsOutside, ServerConfig, Shape, Sidecar, Template, Transaction,
};
pub use flyway::FLYWAY;
pub use golang_migrate::GOLANG_MIGRATE;
pub use goose::GOOSE;
pub use plain::PLAIN;
pub use prisma::PRISMA;
pub use registry::ALL;
pub use sqlx::SQLX;
pub use supabase::SUPABASE;
