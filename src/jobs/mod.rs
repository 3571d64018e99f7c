//! The jobs: what a command, a hook or an agent asks for, from a request to an outcome.
//!
//! A job gathers through `git`, lets `rules` judge and returns plain values. Two faces may
//! call the same job and show it differently.
//!
//! Never: prints, knows of clap, decides exit codes or formats.

pub mod check;
pub mod ci;
pub mod hook;
pub mod new;
mod project_files;
pub mod projects;
pub mod setup;
pub mod sides;
pub mod verify;
