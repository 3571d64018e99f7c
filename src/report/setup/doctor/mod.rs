//! The diagnosis of `tidegate doctor`: one line per fact, with the command that fixes what is wrong.

mod diagnosis;
mod hooks;
mod jobs;
mod projects;
mod repository;
mod sheet;

pub use diagnosis::sheet;
pub use sheet::Sheet;
