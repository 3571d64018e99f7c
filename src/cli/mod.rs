//! The front door: arguments become a request, a job runs, its outcome is reported and becomes an
//! exit code. One file per command.
//!
//! Never: decides anything about migrations, words a report.

mod apply;
mod baseline;
mod cache;
mod catalog;
mod check;
mod ci;
mod command;
mod completions;
mod confirm;
mod context;
mod database;
mod diff;
mod doctor;
mod drift;
mod environment;
mod exit;
mod explain;
mod failure;
mod format;
mod freeze;
mod hook_name;
mod init;
mod install;
mod interrupted;
mod interview;
mod local_database;
mod mark;
#[cfg(feature = "mcp")]
mod mcp;
#[cfg(feature = "mcp")]
mod mcp_jobs;
#[cfg(feature = "mcp")]
mod mcp_words;
#[cfg(feature = "mcp")]
mod mcp_write;
mod merge_schema;
mod new;
mod new_from_schema;
mod outcome;
mod progress;
mod pull;
mod reconcile;
mod reconcile_failure;
mod rehearse;
mod renames;
mod repair;
mod replay_server;
mod restore;
mod rollout;
mod rules;
mod run;
mod run_jobs;
mod signals;
mod snapshot;
mod squash;
mod squash_failure;
mod start;
mod status;
mod streams;
mod terminal;
mod trust;
mod try_it;
mod uninstall;
mod user;
mod verify;
mod write_schema;

pub use exit::Exit;
pub use start::main;
