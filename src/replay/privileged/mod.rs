//! Statements that only a superuser may run, for a role that is not one.
//!
//! On a private server histories run without superuser rights, as on hosted services. What those
//! services allow nevertheless, such as event triggers, and what a stub needs, runs in the session of
//! the history through a procedure with the rights of the superuser (`install.sql`). It accepts only
//! statements that carry a signature of this program, each of them once. No part of a statement of
//! the history is inserted into them except names and strings, quoted.
//!
//! Never: lets a statement of a history run as the superuser.

mod block;
mod body;
mod comment;
mod event_trigger;
mod explain;
mod extension;
mod foreign_data;
mod grant;
mod help;
mod helped;
mod owner;
mod privileges;
mod publication;
mod role;
mod setting;
mod signed;

pub(super) use block::with_calls;
pub(super) use body::check_name;
pub(super) use explain::explained;
pub(super) use help::Helped;
pub(super) use helped::helped;
pub(super) use privileges::Privileges;
pub(super) use role::{ADOPT, creates_role};

/// Creates the procedure in a template, as the superuser.
pub(super) const INSTALL: &str = include_str!("install.sql");
