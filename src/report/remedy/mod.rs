//! Remedies when a command cannot do its work: the `help` lines of its errors.

mod diff;
mod hooks;
mod layouts;
mod replay;
mod repository;

pub use diff::of_diff;
pub use hooks::{advice, of_hooks, of_later_hooks};
pub use layouts::{ignored, layouts};
pub use replay::{of_server, of_verify};
pub use repository::{of_check, of_git, of_sides};
