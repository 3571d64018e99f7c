//! The job of a hook: check, then verify.
//!
//! Never: reads standard input, knows which script called it.

mod deletions;
mod invocation;
mod push;
mod push_check;
mod replay;

pub use invocation::{HookInvocation, check};
pub use push::{BadLine, Pushed, PushedRef, pushed, read_refs};
pub use replay::{PendingReplay, pending_replays};
