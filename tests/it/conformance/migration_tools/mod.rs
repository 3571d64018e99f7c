//! Migrations that were given to the real migration tools, and what tidegate makes of them.
//!
//! The cases of a tool are in `<tool>.toml`. `tests/conformance/record.py` runs the tool on each and keeps what
//! happened in `<tool>.answers.toml`. Here the same files are replayed: the verdict, the file at which a history is
//! refused and the objects that are left must be the same. `<tool>.known.toml` names the cases in which they are not,
//! each with a word that says why; a case that is named there and agrees fails the test.

mod case;
mod checked;
mod compared;
mod document;
mod reason;
mod replayed;
mod tool;
mod watched;
