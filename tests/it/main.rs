//! The integration tests: one binary, one module a subject.
#![allow(clippy::unwrap_used, reason = "a test says what it expects by panicking, helpers included")]

mod formats;
#[cfg(unix)]
mod hooks;
mod messages;
mod scene;
