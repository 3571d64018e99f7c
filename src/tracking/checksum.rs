//! Checksums of a content as tools record them.

use super::text_match::TextMatch;
use crate::migration::layout::flyway_checksum;
use crate::text::hex;
use sha2::{Digest as _, Sha256, Sha384};

/// The checksums of a content: of its bytes, then of its bytes with other line ends.
pub(super) struct Accepted {
    exact: String,
    line_ends: Vec<String>,
}

impl Accepted {
    fn of(content: &[u8], sum: impl Fn(&[u8]) -> String) -> Self {
        let line_ends = [with_newlines(content), with_returns(content)];
        Self { exact: sum(content), line_ends: line_ends.iter().map(|content| sum(content)).collect() }
    }

    /// Compares with a recorded checksum.
    pub(super) fn compare(&self, recorded: &str) -> TextMatch {
        if is_sum(&self.exact, recorded) {
            TextMatch::Same
        } else if self.line_ends.iter().any(|sum| is_sum(sum, recorded)) {
            TextMatch::LineEnds
        } else {
            TextMatch::Different
        }
    }
}

/// Prisma once lost the leading zero of each byte (prisma-engines#1887).
fn is_sum(sum: &str, recorded: &str) -> bool {
    if recorded.len() >= sum.len() {
        return sum.eq_ignore_ascii_case(recorded);
    }
    let bytes = sum.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap_or_default());
    let short: String = bytes.map(|pair| pair.strip_prefix('0').unwrap_or(pair)).collect();
    short.eq_ignore_ascii_case(recorded)
}

/// SHA-256, as Prisma and tidegate record it.
pub(super) fn sha256(content: &[u8]) -> Accepted {
    Accepted::of(content, |content| hex(Sha256::digest(content)))
}

/// SHA-384, as sqlx records it.
pub(super) fn sha384(content: &[u8]) -> Accepted {
    Accepted::of(content, |content| hex(Sha384::digest(content)))
}

/// CRC-32 of the lines without their ends, as Flyway records it.
pub(super) fn flyway(content: &[u8]) -> Accepted {
    Accepted { exact: flyway_checksum(content).to_string(), line_ends: Vec::new() }
}

fn with_newlines(content: &[u8]) -> Vec<u8> {
    let mut found = Vec::with_capacity(content.len());
    for (at, byte) in content.iter().enumerate() {
        if *byte != b'\r' || content.get(at + 1) != Some(&b'\n') {
            found.push(*byte);
        }
    }
    found
}

fn with_returns(content: &[u8]) -> Vec<u8> {
    let mut found = Vec::with_capacity(content.len());
    for byte in with_newlines(content) {
        if byte == b'\n' {
            found.push(b'\r');
        }
        found.push(byte);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prisma_once_lost_leading_zeros() {
        assert!(is_sum("0a0b10", "ab10") && is_sum("0a0b10", "0A0B10"));
        assert!(!is_sum("0a0b10", "ab11"));
    }
}
