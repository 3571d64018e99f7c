//! The jobs that set up and maintain a repository.

pub mod cache;
pub mod demo;
pub mod doctor;
pub mod freeze;
pub mod import;
pub mod init;
pub mod install;
mod installation;
pub mod job_states;
pub mod merge_driver;
mod pending;
