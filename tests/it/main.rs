//! The integration tests: one binary, one module a subject.
#![allow(clippy::unwrap_used, reason = "a test says what it expects by panicking, helpers included")]

#[cfg(unix)]
mod hooks;
