//! Small files kept between runs: the results of a run, under the hash of everything that they depend on.
//!
//! They are in the user's cache folder, readable by the user alone, because messages of a server may
//! quote data. A file is written under a temporary name and renamed, and has a checksum over its name and
//! content: a file that is truncated, damaged, renamed, of another user or of another version counts
//! as missing. Nothing here fails: a folder that cannot be written keeps nothing, and lost results are
//! computed again.
//!
//! Never: knows what is kept, prints.

mod file;
mod key;

pub use file::{Entry, Store};
pub use key::{Hasher, Key};
