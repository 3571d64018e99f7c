//! Remedies when a command cannot do its work: the `help` lines of its errors.

mod databases;
mod diff;
mod hooks;
mod layouts;
mod live;
mod replay;
mod repository;
mod snapshot;

pub use databases::of_databases;
pub use diff::of_diff;
pub use hooks::{advice, of_hooks, of_later_hooks};
pub use layouts::{ignored, layouts};
pub use live::of_live;
pub use replay::{of_server, of_verify};
pub use repository::{of_check, of_git, of_sides};
