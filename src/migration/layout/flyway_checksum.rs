//! The checksum that Flyway records of a script (Flyway 13, `ChecksumCalculator`).

use crate::text::crc32;

/// CRC-32 of the lines without their ends, as a signed number. A byte-order mark is not part of the first line.
pub fn flyway_checksum(content: &[u8]) -> i32 {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    crc32(content.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n'))).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_do_not_count() {
        // `python3 -c "import zlib; print(zlib.crc32(b'select 1;'))"`, as a signed number.
        for text in ["select 1;", "select 1;\n", "select 1;\r\n", "\u{feff}select\r 1;"] {
            assert_eq!(flyway_checksum(text.as_bytes()), -690_524_359, "{text:?}");
        }
        assert_eq!(flyway_checksum(b""), 0);
    }
}
