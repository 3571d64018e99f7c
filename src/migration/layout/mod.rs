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
mod goose_script;
mod names;
mod plain;
mod prisma;
mod registry;
mod script;
mod sqlx;
mod supabase;
mod supabase_pieces;
mod supabase_script;
mod transaction;

pub use dbmate::DBMATE;
pub use diesel::DIESEL;
pub use facts::{Layout, LineEnds, Name, Order, Platform, Role, ServerConfig, Shape, Template};
pub use flyway::FLYWAY;
pub use golang_migrate::GOLANG_MIGRATE;
pub use goose::GOOSE;
pub use plain::PLAIN;
pub use prisma::PRISMA;
pub use registry::ALL;
pub use script::{Refusal, Replaced, ScriptFile, Section, Sidecar, ToolScript};
pub use sqlx::SQLX;
pub use supabase::SUPABASE;
pub use transaction::{RunsOutside, Transaction};
