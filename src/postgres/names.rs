//! Names of databases: how they are written in SQL, and the one kind that is ours anywhere.

use super::Error;
use std::hash::{BuildHasher, Hasher, RandomState};

/// What every database begins with that may be dropped without asking.
pub const SCRATCH_PREFIX: &str = "tidegate_scratch_";

/// Names are cut at this many bytes, silently (`NAMEDATALEN`).
const LONGEST: usize = 63;

/// A new name for a database to be thrown away. No two calls give the same.
pub fn scratch_name() -> String {
    // The standard library seeds this from the system's randomness.
    let random = RandomState::new().build_hasher().finish();
    format!("{SCRATCH_PREFIX}{random:016x}")
}

/// An identifier as SQL writes it, in double quotes.
pub fn quoted(identifier: &str) -> String {
    format!("\"{}\"", identifier.replace('"', "\"\""))
}

/// A string as SQL writes it, whatever `standard_conforming_strings` says.
pub fn literal(text: &str) -> String {
    format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

/// Refuses names that Postgres would cut.
pub(super) fn checked(name: &str) -> Result<&str, Error> {
    let reason = match name.len() {
        0 => "it is empty",
        1..=LONGEST if !name.contains('\0') => return Ok(name),
        1..=LONGEST => "it holds a NUL",
        _ => "it is longer than 63 bytes",
    };
    Err(Error::Name { name: name.to_owned(), reason })
}

/// Refuses names that are not ours on somebody else's server.
pub(super) fn checked_scratch(name: &str) -> Result<&str, Error> {
    if !name.starts_with(SCRATCH_PREFIX) {
        let reason = "on a server of somebody else only scratch databases are touched";
        return Err(Error::Name { name: name.to_owned(), reason });
    }
    checked(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scratch_names_are_ours_and_differ() {
        let (one, other) = (scratch_name(), scratch_name());
        assert_ne!(one, other);
        assert!(checked_scratch(&one).is_ok());
        assert!(checked_scratch("postgres").is_err());
    }

    #[test]
    fn names_that_postgres_would_cut_are_refused() {
        assert!(checked(&"ä".repeat(31)).is_ok());
        assert!(checked(&"ä".repeat(32)).is_err());
        assert!(checked("").is_err());
    }

    #[test]
    fn quotes_are_doubled() {
        assert_eq!(quoted("a\"b"), "\"a\"\"b\"");
        assert_eq!(literal(r"a'b\c"), r"E'a''b\\c'");
    }
}
