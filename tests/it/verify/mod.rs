//! What `tidegate verify` reports beyond passed or failed.

mod conflicts;
mod differences;
mod extra_checks;
mod framework;
mod github;
mod meaning;
mod merge_driver;
mod mirrors;
mod nothing;
mod observe;
mod one_transaction;
mod overlooked;
mod platform;
mod prisma;
mod roles;
mod seed;
mod settings;
mod unfinished;
mod unread;
