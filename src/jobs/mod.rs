//! The jobs: what a command, a hook or an agent asks for, from a request to an outcome.
//!
//! A job gathers through `git`, lets `rules` judge and returns plain values. Two faces may
//! call the same job and show it differently.
//!
//! Never: prints, knows of clap, decides exit codes or formats.

pub mod cache;
pub mod check;
pub mod ci;
pub mod doctor;
pub mod fix;
pub mod init;
pub mod install;
pub mod new;
pub mod projects;
pub mod push;
pub mod sample;
pub mod verify;
