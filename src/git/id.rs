//! Object ids.

use std::fmt;
use std::sync::Arc;

/// The length of a SHA-1 id in bytes.
pub(super) const RAW_ID: usize = 20;

/// The id of an object, in lower-case hex: 40 digits, or 64 in a SHA-256 repository.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Arc<str>);

impl Id {
    /// The id with these hex digits.
    pub fn new(hex: impl Into<Arc<str>>) -> Self {
        Self(hex.into())
    }

    /// The SHA-1 id with these bytes.
    pub(super) fn from_raw(raw: &[u8]) -> Self {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        // Every entry that is read has an id, so the text is not built digit by digit.
        let mut text = [b'0'; 2 * RAW_ID];
        for (byte, pair) in raw.iter().zip(text.chunks_exact_mut(2)) {
            pair[0] = DIGITS[usize::from(byte >> 4)];
            pair[1] = DIGITS[usize::from(byte & 15)];
        }
        Self::new(std::str::from_utf8(&text).unwrap_or_default())
    }

    /// The hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The hex digits, shared.
    pub fn shared(&self) -> Arc<str> {
        self.0.clone()
    }

    /// The abbreviated id for messages.
    pub fn short(&self) -> &str {
        &self.0[..self.0.len().min(9)]
    }

    /// Whether it is the id of all zeros, by which git means "no object" (githooks, pre-push).
    pub fn is_null(&self) -> bool {
        self.0.bytes().all(|digit| digit == b'0')
    }
}

/// Whether a text is the id of an object in full.
pub(super) fn is_id(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|digit| digit.is_ascii_hexdigit())
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
