//! What tidegate does, compared with other programs.
//!
//! One set of questions to both readers of `git`: libgit2 in process and the `git` program.
//! Their answers must be equal, and equal to what git itself prints. And cases of migrations that were given
//! to the real migration tools: tidegate must accept and refuse what they do.

#![allow(clippy::format_collect, reason = "a few kilobytes in a test")]

#[cfg(unix)]
mod migration_tools;
mod oracle;
mod random;
mod references;
mod sides;
