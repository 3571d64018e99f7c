//! The front door: arguments become a request, a job runs, its outcome is reported and becomes an
//! exit code. One file per command.
//!
//! Never: decides anything about migrations, words a report.

mod cache;
mod catalog;
mod check;
mod ci;
mod command;
mod completions;
mod context;
mod diff;
mod doctor;
mod environment;
mod exit;
mod explain;
mod failure;
mod format;
mod hook_name;
mod init;
mod install;
mod interrupted;
mod merge_schema;
mod new;
mod outcome;
mod progress;
mod rules;
mod run;
mod run_jobs;
mod signals;
mod start;
mod streams;
mod terminal;
mod trust;
mod try_it;
mod uninstall;
mod user;
mod verify;

pub use exit::Exit;
pub use start::main;
