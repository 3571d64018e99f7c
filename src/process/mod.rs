//! The only door to child processes: how a program is started, fed, captured and waited for.
//!
//! Never: knows what the program is for, prints.

mod bounded;
mod child;
mod command;
mod failure;
mod fence;

pub use child::Child;
pub use command::{Command, Output};
pub use failure::Failure;
pub use fence::{Fence, FenceSupport, Limits, fence_support};
#[cfg(unix)]
pub use rustix::process::Signal;
pub use std::process::ExitStatus;
#[cfg(unix)]
pub use std::process::Stdio;
