//! The job of a hook: check, then verify, then the repository's own jobs.
//!
//! Never: reads standard input, knows which script called it.

mod deletions;
mod invocation;
mod job_request;
mod lists;
mod own_jobs;
mod push;
mod push_check;
mod replay;
mod tree;

pub use invocation::{HookInvocation, check};
pub use job_request::{FileChoice, JobRequest, JobsError};
pub use own_jobs::{PendingJobs, Surroundings, pending_jobs, recover_fixes};
pub use push::{BadLine, Pushed, PushedRef, pushed, read_refs};
pub use replay::{PendingReplay, pending_replays};
