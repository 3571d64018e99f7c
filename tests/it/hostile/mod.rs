//! Text of a repository or a server, in every field and every format: no consumer of the output takes it
//! for a command, an escape, markup or a line of tidegate.
//!
//! The strings are in [`corpus`], the consumers in [`consumers`]: CI services, a terminal, and parsers of
//! JSON, XML and Markdown. One run has all strings in one field, so a cell is a string in a field in a
//! format.

mod consumers;
mod corpus;
mod errors;
mod fields;
#[cfg(unix)]
mod live;
mod random;
mod setup;
#[cfg(unix)]
mod state;
#[cfg(unix)]
mod verify;
