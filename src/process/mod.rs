//! The only door to child processes: how a program is started, fed and waited for.
//!
//! Never: knows what the program is for, prints.

pub use std::process::{Child, ChildStdin, Command, ExitStatus, Output, Stdio};
