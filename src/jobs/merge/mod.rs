//! The merge driver of the schema file: git calls it where both sides of a merge change the file, and it generates the
//! file again from the migrations of both.
//!
//! Git has neither the merged index nor the merged working tree at that moment, and names the sides by labels only. The
//! driver finds the commits of these labels, merges them a second time beside git, and replays the migrations of the
//! result. Where one of the steps is impossible, it merges the text as git would without it.
//!
//! Never: changes the index or a file of the working tree.

mod labels;
mod run;

pub use labels::Labels;
pub use run::{DRIVER, Error, Generated, Left, Request, prepare, regenerate};
