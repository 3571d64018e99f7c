//! Decisions about drift: for each object that differs, whether the migrations or the database are correct.
//!
//! They are kept in `tidegate.drift.toml`, which people edit: its comments stay, and nothing is decided in it that no
//! one has written. A decision belongs to one difference, whose content is kept as a short fingerprint.
//!
//! Never: connects to a server, prints.

mod edit;
mod entry;
mod file;
mod items;
mod problems;

pub use edit::Document;
pub use entry::{Choice, Entry};
pub use file::{DECISIONS_FILE, Decisions, Error};
pub use items::{Item, State, items};
pub use problems::problems;
