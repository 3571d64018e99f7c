//! Names of databases: quoting, length, and the prefix of temporary ones.

use super::error::Error;
use crate::text::hex;
use sha2::{Digest as _, Sha256};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

/// The prefix of every database that may be dropped without confirmation.
pub const SCRATCH_PREFIX: &str = "tidegate_scratch_";

/// Longer names are silently truncated to this many bytes (`NAMEDATALEN`).
const MAX_LENGTH: usize = 63;

/// The length of the part of a temporary name that says which run created it, and when.
const RUN: usize = 16;

/// The length of the random part, and of the checksum.
const PART: usize = 8;

/// A new name for a temporary database. No two calls return the same.
///
/// The name itself says that tidegate created the database, when, and in which run: a database that
/// was created a moment before its run was killed is recognised by its name alone. The checksum
/// keeps other databases from being mistaken for one.
pub fn scratch_name() -> String {
    let unchecked = format!("{}{:08x}", run_name(), low(random()));
    format!("{SCRATCH_PREFIX}{unchecked}{}", checksum(&unchecked))
}

/// The run of this process: the time of its start, and a random number. Its connections to a named
/// server carry it.
pub(super) fn run_name() -> &'static str {
    static RUN_NAME: OnceLock<String> = OnceLock::new();
    RUN_NAME.get_or_init(|| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        format!("{:08x}{:08x}", low(now), low(random()))
    })
}

/// The run that created a database, by its name; `None` for a name that tidegate did not choose.
pub(super) fn run_of(name: &str) -> Option<&str> {
    let rest = name.strip_prefix(SCRATCH_PREFIX)?;
    let (unchecked, sum) = rest.split_at_checked(RUN + PART)?;
    (checksum(unchecked) == sum).then(|| &unchecked[..RUN])
}

fn checksum(unchecked: &str) -> String {
    let hash = Sha256::digest(format!("temporary database of tidegate {unchecked}"));
    hex(&hash[..PART / 2])
}

/// The standard library seeds this from the system's randomness.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// The lower half of a number.
fn low(number: u64) -> u64 {
    number & u64::from(u32::MAX)
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
        assert_eq!(run_of(&one), Some(run_name()));
        assert_eq!(run_of(&other), Some(run_name()));
        for strange in [&one[..one.len() - 1], &format!("{one}0"), "tidegate_scratch_old", &one.to_uppercase(), ""] {
            assert_eq!(run_of(strange), None, "{strange}");
        }
        let forged = one.replace(run_name(), "0123456789abcdef");
        assert_eq!(run_of(&forged), None, "{forged}");
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
