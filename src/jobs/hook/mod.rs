//! The job of a hook: check, then verify.
//!
//! Never: reads standard input, knows which script called it.

mod invocation;
mod push;
mod replay;

pub use invocation::{HookInvocation, check};
pub use push::{BadLine, Pushed, PushedRef, pushed, read_refs};
pub use replay::{PendingReplay, pending_replays};
