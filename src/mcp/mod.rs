//! The second front end: the jobs as tools for coding agents, over the Model Context Protocol on standard input and
//! output.
//!
//! A call of a tool becomes a [`Job`], which the commands of the front door carry out, so that an agent gets the same
//! checks and the same JSON as a person. This module only handles the protocol: it describes the tools, marks text that
//! an attacker may have written, asks for confirmation, and passes on progress and cancellation. Clients of 2026-07-28
//! and those that still send `initialize` are served.
//!
//! Everything else that runs in tidegate is blocking; jobs run on threads of their own, and the runtime of the protocol
//! has one thread.
//!
//! Never: writes anything but the protocol to standard output, decides anything about migrations, passes on text of a
//! repository or a database without a mark.

mod answer;
mod arguments;
mod call;
mod confirmation;
mod explain;
mod job;
mod resources;
mod schema;
mod serve;
mod server;
mod tools;
mod untrusted;

pub use arguments::{Apply, Check, Databases, Diff, Drift, List, NewMigration, Plan, Side, Status, Verify};
pub use call::Call;
pub use job::{Answer, Commands, Job};
pub use serve::serve;
pub use server::Options;
