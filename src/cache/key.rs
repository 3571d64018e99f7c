//! The key of an entry: a hash of everything that it depends on.

use crate::text::hex;
use sha2::{Digest as _, Sha256};
use std::fmt;

/// The key of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key([u8; 32]);

/// 64 hexadecimal digits.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(self.0))
    }
}

/// Hashes everything that an entry depends on, part by part. Every part is preceded by its length, so
/// that different lists of parts have different hashes.
#[derive(Clone)]
pub struct Hasher(Sha256);

impl Hasher {
    /// A hasher for entries of one kind.
    pub fn new(kind: &str) -> Self {
        let mut hasher = Self(Sha256::new());
        hasher.part(kind);
        hasher
    }

    /// Adds one part.
    pub fn part(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        let bytes = bytes.as_ref();
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    /// Adds a part that may be missing, which is different from an empty one.
    pub fn maybe(&mut self, bytes: Option<impl AsRef<[u8]>>) -> &mut Self {
        match bytes {
            Some(bytes) => self.part("some").part(bytes),
            None => self.part("none"),
        }
    }

    /// Adds the number of parts of the following list.
    pub fn count(&mut self, number: usize) -> &mut Self {
        self.part((number as u64).to_le_bytes())
    }

    /// The key of all parts.
    pub fn finish(&self) -> Key {
        Key(self.0.clone().finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(parts: &[&str]) -> Key {
        let mut hasher = Hasher::new("test");
        for part in parts {
            hasher.part(part);
        }
        hasher.finish()
    }

    #[test]
    fn distinguishes_where_parts_end() {
        assert_eq!(of(&["a", "bc"]), of(&["a", "bc"]));
        assert_ne!(of(&["a", "bc"]), of(&["ab", "c"]));
        assert_ne!(of(&["a"]), of(&["a", ""]));
        let missing = Hasher::new("test").maybe(None::<&str>).finish();
        assert_ne!(missing, Hasher::new("test").maybe(Some("")).finish());
        assert_eq!(of(&[]).to_string().len(), 64);
    }
}
