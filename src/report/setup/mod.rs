//! Reports of the commands that set up and look after a repository.

pub mod cache;
pub mod config;
