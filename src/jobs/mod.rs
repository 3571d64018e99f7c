//! The jobs of commands, hooks and agents, each from a request to an outcome.
//!
//! A job reads through `git`, runs `rules` or `replay` and returns plain values. Two front ends may
//! run the same job and show its outcome differently.
//!
//! Never: prints, uses clap, decides exit codes or formats.

pub mod baseline;
mod branches;
pub mod check;
pub mod ci;
pub mod databases;
pub mod decisions;
pub mod diff;
pub mod drift;
pub mod from_schema;
pub mod hook;
pub mod live;
mod local_file;
pub mod merge;
pub mod migration_text;
mod nested_jobs;
pub mod new;
mod own_jobs;
mod project_files;
pub mod projects;
pub mod reconcile;
pub mod replaced_migrations;
pub mod setup;
pub mod side_settings;
pub mod sides;
pub mod squash;
pub mod trust;
pub mod verify;
