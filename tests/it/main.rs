//! The integration tests: one binary, one module a subject.
#![allow(clippy::unwrap_used, reason = "a test reports a failed expectation by panicking, helpers included")]
#![allow(clippy::pedantic, clippy::wrong_self_convention, reason = "test names are sentences")]

mod advice;
#[cfg(unix)]
mod alter;
mod architecture;
mod bad_input;
#[cfg(unix)]
mod cache;
mod cases;
#[cfg(unix)]
mod catalog;
mod conformance;
mod corners;
#[cfg(unix)]
mod definition;
#[cfg(unix)]
mod diff;
mod docs;
#[cfg(feature = "embedded")]
mod embedded;
#[cfg(unix)]
mod faults;
mod followed;
mod formats;
mod fuzz;
mod grammar;
#[cfg(unix)]
mod hooks;
#[cfg(unix)]
mod hostile;
mod jobs;
#[cfg(unix)]
mod live;
#[cfg(all(unix, feature = "mcp"))]
mod mcp;
mod messages;
mod oracle;
mod pages;
#[cfg(unix)]
mod postgres;
#[cfg(unix)]
mod programs;
mod reading;
mod refused;
mod registry;
mod releases;
#[cfg(unix)]
mod replay;
#[cfg(unix)]
mod replay_hooks;
#[cfg(unix)]
mod samples;
mod situations;
#[cfg(unix)]
mod state;
mod statements;
#[cfg(unix)]
mod stubs;
mod support;
#[cfg(unix)]
mod trust;
#[cfg(unix)]
mod verify;
mod voice;
#[cfg(unix)]
mod workflow;
