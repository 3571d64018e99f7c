//! The SQL around a stub that makes it an installed extension (`README.md`).

/// Runs before the SQL of a stub.
pub const OPEN: &str = include_str!("extension/open.sql");
/// Runs after it.
pub const CLOSE: &str = include_str!("extension/close.sql");
/// Records the options of an index on a stubbed access method.
pub const NOTE_INDEX_OPTIONS: &str = include_str!("extension/note_index_options.sql");
/// Sets the recorded options at the end of a replay.
pub const SET_INDEX_OPTIONS: &str = include_str!("extension/set_index_options.sql");
