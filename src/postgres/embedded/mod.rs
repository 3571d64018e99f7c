//! PostgreSQL itself, compiled to WebAssembly, in this binary: nothing to install, no processes,
//! and it runs as any user.
//!
//! Embedded Postgres has one backend, so one database is open at a time; to open another one, the
//! backend ends and starts again. Its cluster is kept in the cache folder like that of a private
//! server, with the databases that a run leaves for the next one.
//!
//! The crate that provides it (`oliphaunt-wasix`) unpacks its runtime to the user's cache folder,
//! once for each version.
//!
//! Never: needs a program of the machine, starts a process, opens a port.

mod backend;
mod cluster;
mod engine;
mod extensions;
mod pg_dump;
mod settings;
mod wire;

pub use engine::Embedded;
