//! The only door to Postgres: servers, databases on them, and the driver.
//!
//! An [`Engine`] is a server on which databases can be created and dropped; a [`Database`] is a
//! connection to one of them. There are three engines: `local` starts a private server from
//! programs found on the machine, [`url`] uses a server that the user names, and `embedded`, if
//! it is built in, is PostgreSQL compiled into this binary. SQL is sent by the simple query
//! protocol, as `psql` does, and everything that comes back is owned text.
//!
//! Never: knows what a migration or a catalog is, prints.

mod address;
mod administration;
mod archive;
mod client;
mod connection;
mod database;
mod deadline;
mod described;
mod dump;
#[cfg(feature = "embedded")]
pub mod embedded;
mod engine;
mod environment;
mod error;
mod error_fields;
mod find;
pub mod live;
#[cfg(unix)]
pub mod local;
mod log;
mod names;
mod overrun;
mod places;
mod private_path;
#[cfg_attr(not(unix), allow(dead_code, reason = "used only by private servers"))]
mod replay_role;
mod route;
#[cfg_attr(not(unix), allow(dead_code, reason = "used only by private servers"))]
mod run_key;
mod shortened;

pub mod sqlstate;
mod stamp;
mod stream;
pub mod url;
mod version;
mod version_probe;

pub use address::{Parameters, is_url};
pub use administration::settings_of_database;
pub use archive::{Archiver, Form, Reach, Run};
pub use database::{Database, Level, Notice, Rows, Session, TEXT_SETTINGS};
pub use deadline::Deadline;
pub use described::{Described, DescribedColumn, DescribedKind, DescribedType};
pub use engine::{Engine, Extension, NewDatabase, Role, Server};
pub use environment::Environment;
pub use error::{Error, SqlError};
pub use find::{Choice, Found, Installation, choose, find, find_with_probe};
pub use names::{SCRATCH_PREFIX, quoted_always, scratch_name};
pub use overrun::Overrun;
pub use places::Source;
pub use replay_role::REPLAY_ROLE;
pub use run_key::RunKey;
pub use stamp::{Stamp, Stamped};
pub use version::{OLDEST, Version};
pub use version_probe::VersionProbe;
