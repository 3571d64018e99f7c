//! Configurations of other hook managers → jobs of tidegate, as text for `tidegate.toml`.
//!
//! A job that means something else than before would be worse than none: what cannot be expressed is named with its
//! place and its reason, and no hook disappears in silence. Each manager has a file of its own; the rest is what they
//! share, which are lines of commands, patterns of files, and the nodes of YAML, TOML and JSON.
//!
//! Never: reads files, runs anything, decides where the text is written.

mod command_line;
mod draft;
mod error;
mod extended_globs;
mod files;
mod husky;
mod lefthook;
mod lefthook_action;
mod lefthook_filters;
mod lefthook_globs;
mod lefthook_scope;
mod lint_staged;
mod manager;
mod node;
mod pre_commit;
mod pre_commit_hooks;
mod read;
mod regex_globs;
mod toml_text;

pub use draft::{Draft, Imported, LeftOut};
pub use error::Error;
pub use manager::Manager;
pub use read::import;
