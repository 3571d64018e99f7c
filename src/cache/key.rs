//! The name of what is kept: a hash of all that it depends on.

use crate::text::hex;
use sha2::{Digest as _, Sha256};
use std::fmt;

/// A hash that names what is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key([u8; 32]);

/// 64 hexadecimal digits.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(self.0))
    }
}

/// Takes in everything that something depends on, part by part. Every part has its length in
/// front of it, so that no two lists of parts are one.
#[derive(Clone)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Begins with what kind of thing is to be kept.
    pub fn new(kind: &str) -> Self {
        let mut hasher = Self(Sha256::new());
        hasher.part(kind);
        hasher
    }

    /// Takes in one part.
    pub fn part(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        let bytes = bytes.as_ref();
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    /// Takes in a part that may be missing, which is not the same as an empty one.
    pub fn maybe(&mut self, bytes: Option<impl AsRef<[u8]>>) -> &mut Self {
        match bytes {
            Some(bytes) => self.part("some").part(bytes),
            None => self.part("none"),
        }
    }

    /// Takes in how many parts of a list follow.
    pub fn count(&mut self, number: usize) -> &mut Self {
        self.part((number as u64).to_le_bytes())
    }

    /// The hash of all that was taken in.
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
    fn where_a_part_ends_matters() {
        assert_eq!(of(&["a", "bc"]), of(&["a", "bc"]));
        assert_ne!(of(&["a", "bc"]), of(&["ab", "c"]));
        assert_ne!(of(&["a"]), of(&["a", ""]));
        let missing = Hasher::new("test").maybe(None::<&str>).finish();
        assert_ne!(missing, Hasher::new("test").maybe(Some("")).finish());
        assert_eq!(of(&[]).to_string().len(), 64);
    }
}
