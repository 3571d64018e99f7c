//! The only door to git: staged files, the files of a revision, and their content.
//!
//! Two readers implement one trait, [`Repository`]: [`libgit`] reads in process and is used for
//! nearly every commit; [`command`] runs the `git` program, for repositories that libgit2 cannot
//! open (split or sparse index, reftable, SHA-256) and for objects that a partial clone has to fetch
//! ([`lazy`]). One set of conformance tests covers both.
//! Everything that leaves this module is owned: paths, ids and bytes.
//!
//! Never: knows what a migration is, prints, applies rules.

mod atomic;
mod attributes;
mod batch;
mod beneath;
mod blob_id;
mod cache_tree;
mod change;
mod checkout;
mod command;
mod config_variables;
mod differing;
mod discover;
mod entry;
mod environment;
mod error;
mod exclude;
mod facts;
mod file_kind;
mod fixes;
mod fixes_journal;
#[cfg(not(unix))]
mod folder_portable;
#[cfg(unix)]
mod folder_unix;
mod id;
mod ignore_files;
mod ignored;
mod index_file;
mod lazy;
mod libgit;
mod libgit_refs;
mod lookup;
mod merge;
mod nowhere;
mod object_integrity;
mod open;
mod output;
mod own_folder;
mod patch;
mod program;
mod raw_tree;
mod read_by_git;
mod refs;
mod regular;
mod remote;
mod rename;
mod rename_note;
mod replaced;
mod replica;
mod repo_paths;
mod repository;
mod side;
mod stage_blobs;
mod tree_walk;
mod with_files;
mod work_tree;
mod write;

pub use atomic::{exchange, rename_new};
pub use attributes::{encoding, keeps_line_ends};
pub use beneath::{
    Existing, beneath, check_beneath, kind_beneath, link_beneath, missing, read_beneath, read_file, remove_beneath,
    write_beneath,
};
pub use blob_id::normalised_blob_id;
pub use change::Change;
pub use checkout::checkout_folders;
pub use config_variables::ConfigVariables;
pub use differing::{differing, is_rebasing};
pub use entry::{Content, Entry, Mode};
pub use environment::{Environment, LOCAL_VARIABLES};
pub use error::Error;
pub use exclude::exclude;
pub use file_kind::FileKind;
pub use fixes::{Fixed, Recovered, are_fixes_interrupted, recover_fixes, write_fixes};
pub use fixes_journal::Fix;
pub use id::Id;
pub use merge::{MergeSides, Merged, merge_texts, merged};
pub use open::{open, open_if_any, open_with_git};
pub use own_folder::{Lock, OwnFolder, sync_folder};
pub use patch::patch;
pub use program::command;
pub use regular::read_regular;
pub use remote::Remote;
pub use rename::{finish_renames, is_rename_interrupted, rename};
pub use replaced::{Objects, has_replacements};
pub use replica::{Replica, link, overwrite, repository_variables, variables_of};
pub use repo_paths::RepoPaths;
pub use repository::Repository;
pub use side::Side;
pub use stage_blobs::{StagedBlob, blob, checked_out_blob, merge_contents, staged_blobs, stored_blobs};
pub use with_files::WithFiles;
pub use write::{keep, stage};
