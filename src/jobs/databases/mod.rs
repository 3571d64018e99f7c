//! Live databases by name: `--db staging` in place of an address, and which of them are protected.
//!
//! The user's own settings and `tidegate.local.toml` always count. `tidegate.toml` comes from the branch, which could send
//! a password to a host of its own: its databases count once the user has agreed to them, or if the default branch of the
//! remote has the same. Protection only adds up: no file can take away what another one has, nor the branch what the
//! default branch has.
//!
//! Never: connects.

mod error;
mod known;
mod own;
mod target;

pub use error::Error;
pub use known::{Databases, Origin};
pub use own::local_database;
pub use target::Target;
