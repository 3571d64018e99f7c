//! The jobs: what a command, a hook or an agent asks for, from a request to an outcome.
//!
//! A job gathers through `git`, lets `rules` judge and returns plain values. Two faces may
//! call the same job and show it differently.
//!
//! Never: prints, knows of clap, decides exit codes or formats.

mod allowances;
pub mod check;
pub mod doctor;
pub mod fix;
mod gather;
pub mod init;
pub mod install;
mod material;
pub mod new;
pub mod projects;
mod published;
pub mod push;
pub mod sample;
mod scripts;
mod sides;
mod strays;
