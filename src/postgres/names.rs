//! Names of databases: quoting, length, and the prefix of temporary ones.

use super::error::Error;
use std::hash::{BuildHasher, Hasher, RandomState};

/// The prefix of every database that may be dropped without confirmation.
pub const SCRATCH_PREFIX: &str = "tidegate_scratch_";

/// Longer names are silently truncated to this many bytes (`NAMEDATALEN`).
const MAX_LENGTH: usize = 63;

/// A new name for a temporary database. No two calls return the same.
pub fn scratch_name() -> String {
    // The standard library seeds this from the system's randomness.
    let random = RandomState::new().build_hasher().finish();
    format!("{SCRATCH_PREFIX}{random:016x}")
}

/// An identifier in double quotes.
pub fn quoted_always(identifier: &str) -> String {
    format!("\"{}\"", identifier.replace('"', "\"\""))
}

/// Rejects names that Postgres would truncate.
pub(super) fn checked(name: &str) -> Result<&str, Error> {
    let reason = match name.len() {
        0 => "it is empty",
        1..=MAX_LENGTH if !name.contains('\0') => return Ok(name),
        1..=MAX_LENGTH => "it contains a NUL",
        _ => "it is longer than 63 bytes",
    };
    Err(Error::Name { name: name.to_owned(), reason })
}

/// Rejects names without tidegate's prefix, for a server that tidegate did not start.
pub(super) fn checked_scratch(name: &str) -> Result<&str, Error> {
    if !name.starts_with(SCRATCH_PREFIX) {
        let reason = "on a server that tidegate did not start, only its temporary databases may be touched";
        return Err(Error::Name { name: name.to_owned(), reason });
    }
    checked(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scratch_names_have_the_prefix_and_differ() {
        let (one, other) = (scratch_name(), scratch_name());
        assert_ne!(one, other);
        assert!(checked_scratch(&one).is_ok());
        assert!(checked_scratch("postgres").is_err());
    }

    #[test]
    fn rejects_names_that_postgres_would_truncate() {
        assert!(checked(&"ä".repeat(31)).is_ok());
        assert!(checked(&"ä".repeat(32)).is_err());
        assert!(checked("").is_err());
    }

    #[test]
    fn quotes_are_doubled() {
        assert_eq!(quoted_always("a\"b"), "\"a\"\"b\"");
    }
}
