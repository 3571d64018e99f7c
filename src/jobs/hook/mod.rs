//! What a hook has to do: check, then verify.

pub mod push;
mod replay;

pub use replay::{HookInvocation, PendingReplay, changed, due};
