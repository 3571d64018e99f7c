//! Platforms: the objects in a database before the first migration, as SQL, and stubs for extensions.
//!
//! The SQL is data in files beside this one, with a README as its specification. A database with
//! all of it is the template of every replay. On a private server the template is cached: its
//! name has a hash of its sources and of the server's roles, so that roles which a migration
//! created or changed are detected.
//!
//! Never: connects to a server, runs SQL.

pub mod extension;
mod fingerprint;
mod provided;
mod source;
mod stub;

pub use crate::migration::Platform;
pub use source::{Step, text};
pub use stub::{STUBS, Stub, stub};
