//! Reports of the commands that set up, explain and maintain.

pub mod cache;
pub mod ci;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod explain;
mod format;
pub mod freeze;
pub mod from_schema;
pub mod init;
pub mod install;
pub mod new;
pub mod rules;
pub mod trust;

pub use format::Format;
