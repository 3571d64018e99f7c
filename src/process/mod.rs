//! The only door to child processes: which programs may be started, and how one is started, fed,
//! captured and waited for.
//!
//! Never: knows what the program is for, prints.

mod bounded;
mod child;
mod command;
mod dialogue;
mod exit;
mod failure;
mod fence;
mod in_terminal;
mod output;
mod trust;
mod watched;
mod writers;

pub use child::Child;
pub use command::Command;
pub use dialogue::Dialogue;
pub use exit::exit;
pub use failure::Failure;
pub use fence::{Fence, FenceSupport, Limits, fence_support};
pub use output::Output;
#[cfg(unix)]
pub use rustix::process::Signal;
pub use std::process::ExitStatus;
#[cfg(unix)]
pub use std::process::Stdio;
pub use trust::{Distrust, Trust, is_own};
pub use watched::{End, Watch, Watched};
