//! A database that cannot be named, or not be written to.

use crate::jobs::side_settings;
use crate::text::words;

/// Reason why a database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The settings cannot be read (user).
    #[error(transparent)]
    Settings(#[from] side_settings::Error),
    /// No settings have a database with this name (user).
    #[error("no database is named `{name}`")]
    Unknown {
        name: String,
        /// The names that exist.
        known: Vec<String>,
    },
    /// The database is defined by the branch alone, and the user has not agreed to it (user).
    #[error("tidegate.toml of this branch defines database `{name}`, and you have not agreed to that")]
    NotAgreed { name: String },
    /// The settings of the remote's default branch cannot be read (user).
    #[error("cannot read which databases are protected on the remote's default branch: {cause}")]
    DefaultBranch { cause: String },
    /// The variable with its address is not set (user).
    #[error("the address of database `{name}` is in {variable}, which is not set")]
    NoAddress { name: String, variable: String },
    /// The database is protected, and the command does not name it (user).
    #[error("database {} is protected", words::list(&quoted(.names), 3))]
    Protected {
        /// Its names, the typed one first.
        names: Vec<String>,
    },
    /// `--yes-write` has the name of another database (user).
    #[error("`--yes-write {confirmed}` does not name this database")]
    OtherName {
        confirmed: String,
        /// Its names; empty if it has none.
        names: Vec<String>,
    },
}

fn quoted(names: &[String]) -> Vec<String> {
    names.iter().map(|name| format!("`{name}`")).collect()
}
