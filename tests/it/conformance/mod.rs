//! One set of questions to both readers of `git`: libgit2 in process and the `git` program.
//! Their answers must be equal, and equal to what git itself prints.

#![allow(clippy::format_collect, reason = "a few kilobytes in a test")]

mod oracle;
mod random;
mod references;
mod sides;
