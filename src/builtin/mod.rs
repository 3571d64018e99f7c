//! Checks of files, names, commit messages and branches that need no tool and know no SQL: what most repositories check
//! at each commit beside their own programs.
//!
//! A check is an entry in [`registry`]: its id, one sentence, and a function. Checks that can fix a file return its new
//! content; the caller writes it. Files are given as they are about to be committed.
//!
//! Never: opens a file, sees git, prints.

mod byte_order_mark;
mod case_collisions;
mod commit_message;
mod executable_bits;
mod file;
mod file_type;
mod final_newline;
mod finding;
mod json_syntax;
mod large_files;
mod links;
mod merge_markers;
mod mixed_line_endings;
mod names;
mod options;
mod private_keys;
mod protected_branches;
mod registry;
mod toml_syntax;
mod trailing_whitespace;
mod unique_keys;
mod yaml_syntax;

pub use file::{File, Mode};
pub use file_type::{FileType, Kind, TYPES};
pub use finding::Finding;
pub use names::Names;
pub use options::{CommitMessage, Options};
pub use registry::{CHECKS, Check, Subject, find};
