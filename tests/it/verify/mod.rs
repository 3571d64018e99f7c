//! What `tidegate verify` reports beyond passed or failed.

mod differences;
mod extra_checks;
mod github;
mod observe;
mod overlooked;
mod roles;
mod settings;
mod unfinished;
