//! The only door to git: staged files, the files of a revision, and their content.
//!
//! Two readers implement one trait, [`Repository`]: [`libgit`] reads in process and is used for
//! nearly every commit; [`command`] runs the `git` program, for repositories that libgit2 cannot
//! open (split or sparse index, reftable, SHA-256). One set of conformance tests covers both.
//! Everything that leaves this module is owned: paths, ids and bytes.
//!
//! Never: knows what a migration is, prints, applies rules.

mod atomic;
mod blob_id;
mod cache_tree;
mod change;
mod command;
mod discover;
mod entry;
mod environment;
mod error;
mod id;
mod index_file;
mod libgit;
mod object_integrity;
mod open;
mod output;
mod own_folder;
mod patch;
mod program;
mod refs;
mod rename;
mod rename_note;
mod repo_paths;
mod repository;
mod side;
mod work_tree;
mod write;

pub use atomic::{exchange, rename_new};
pub use blob_id::normalised_blob_id;
pub use change::Change;
pub use entry::{Content, Entry, Mode};
pub use environment::{Environment, LOCAL_VARIABLES};
pub use error::Error;
pub use id::Id;
pub use open::{open, open_with_git};
pub use own_folder::{Lock, OwnFolder, sync_folder};
pub use patch::patch;
pub use rename::{finish_renames, is_rename_interrupted, rename};
pub use repo_paths::RepoPaths;
pub use repository::Repository;
pub use side::Side;
pub use write::{keep, stage, write};
