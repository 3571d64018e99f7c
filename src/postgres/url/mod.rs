//! A server that the user names: a service container in CI, a local Supabase, any running
//! server. Only databases with tidegate's prefix are created and dropped on it; nothing else is
//! touched, and no privilege beyond CREATEDB is needed.
//!
//! Never: touches a database without the prefix, prints a password.

mod engine;

pub use engine::Url;
