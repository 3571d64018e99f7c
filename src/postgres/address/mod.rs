//! Addresses of databases: server, name, user and encryption, from text as users write it, service files, password files
//! and `PG*` variables, in the precedence of libpq (its documentation, "Connection Strings", "Environment
//! Variables", "The Password File", "The Connection Service File").
//!
//! Errors never quote an address, because it may contain a password, escaped wrongly or not at all.

mod certificates;
mod parameters;
mod password_file;
mod resolved;
mod service_file;
mod ssl_mode;

pub use parameters::{Parameters, is_url};
pub(super) use resolved::{Address, Defaults};
pub(super) use ssl_mode::SslMode;
