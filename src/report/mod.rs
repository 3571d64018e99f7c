//! Rendering: an outcome in, bytes out; one folder per command or group of commands, one file per
//! format.
//!
//! A renderer gets everything by value and writes to whatever it is given. Machine formats own
//! standard output: nothing else is written there when one of them is chosen, and nothing at all
//! when the check itself failed; that failure is reported on standard error and by the exit code.
//!
//! Everything goes through a [`Door`], which makes text of a repository or a server harmless. Formats
//! escape their fields as well, so that a name cannot look like a line of tidegate.
//!
//! Never: checks, reads anything, knows of git.

pub mod catalog;
pub mod check;
pub mod diff;
pub mod drift;
pub mod hook;
pub mod interrupted;
pub mod jobs;
pub mod live;
pub mod merge;
pub mod migrations;
mod output;
pub mod reconcile;
pub mod remedy;
pub mod settings;
pub mod setup;
pub mod squash;
mod style;
pub mod verify;

pub use output::Output;
pub use style::door::{Door, through_door};
pub use style::paint::{Paint, Painted, trusted};
pub use style::wording::{safe, safe_lines};
