//! The repository's own commands that hooks run: which files each is given, where it runs, and what it changed.
//!
//! A job that only reads sees what is being committed: where the working tree equals the index in the files that the job
//! is given, it runs in place; otherwise in a folder of its own that holds the staged content. Nothing is stashed, and
//! no job that reads can change what is committed. A job that fixes files always works in that folder; what it changed is
//! written once, after all jobs, to the index and by a three-way merge to the working tree. A job that uses one of
//! tidegate's checks runs in this process, on the same files.
//!
//! Never: prints, decides what may run (that is the user's agreement), knows of migrations.

mod arguments;
mod built_in;
mod built_in_run;
mod condition;
mod context;
mod fix;
mod given;
mod job;
mod outcome;
mod place;
mod program;
mod rc;
mod run;
mod schedule;
mod task;
mod tree;

pub use built_in::BuiltIn;
pub use condition::{Condition, Situation};
pub use context::Context;
pub use given::{Given, Lists};
pub use job::{Action, GitEnv, Job, Placeholder, Sees, Stdin, Terminal};
pub use outcome::{Ended, FixEnd, Fixing, Outcome, Skip, TaskResult};
pub use place::Place;
pub use program::missing_program;
pub use rc::variables_of_rc;
pub use run::{Error, Planned, plan, run};
pub use tree::{Cleanup, Comment, Link, Tree};
