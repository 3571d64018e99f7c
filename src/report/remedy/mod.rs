//! Remedies when a command cannot do its work: the `help` lines of its errors.

mod hooks;
mod replay;
mod repository;

pub use hooks::{advice, of_hooks};
pub use replay::{of_server, of_verify};
pub use repository::{of_check, of_git, of_sides};

/// The layouts that a command can name, for help.
pub const LAYOUTS: &str =
    "`tidegate init --layout supabase` (or prisma, sqlx, dbmate, diesel, golang-migrate, goose, flyway, plain)";
