//! Rendering: an outcome in, bytes out; one folder per command or group of commands, one file per
//! format.
//!
//! A renderer gets everything by value and writes to whatever it is given. Machine formats own
//! standard output: nothing else is written there when one of them is chosen, and nothing at all
//! when the check itself failed; that failure is reported on standard error and by the exit code.
//!
//! Never: checks, reads anything, knows of git.

pub mod check;
pub mod hook;
pub mod interrupted;
mod output;
pub mod remedy;
pub mod settings;
pub mod setup;
mod style;
pub mod verify;

pub use output::Output;
