//! Small files that are worth keeping between runs: what a run found out, under the hash of
//! everything that it was found out from.
//!
//! They lie in the user's cache folder, readable by the user alone, for messages of a server
//! may quote data. A file is written beside its place and renamed, and carries a checksum over
//! its name and content: one that is cut short, damaged, renamed, somebody else's or of another
//! version is as good as none. Nothing here fails: a folder that cannot be written keeps
//! nothing, and what is lost is found out again.
//!
//! Never: knows what is kept, tells a user anything.

mod file;
mod key;

pub use file::{Entry, Store};
pub use key::{Hasher, Key};
