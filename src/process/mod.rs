//! The only door to child processes: how a program is started, fed, captured and waited for.
//!
//! Never: knows what the program is for, prints.

mod child;
mod command;
mod dialogue;
mod failure;

pub use child::Child;
pub use command::{Command, Output};
pub use dialogue::Dialogue;
pub use failure::Failure;
pub use std::process::ExitStatus;
