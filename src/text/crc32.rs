//! CRC-32, as zlib computes it.

/// The checksum of some bytes.
pub fn crc32(bytes: impl IntoIterator<Item = u8>) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            let has_bit = crc & 1 == 1;
            crc >>= 1;
            if has_bit {
                crc ^= POLYNOMIAL;
            }
        }
    }
    !crc
}

/// That of zlib, reflected.
const POLYNOMIAL: u32 = 0xedb8_8320;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_that_of_zlib() {
        // The check value of CRC-32/ISO-HDLC, and `zlib.crc32(b"goose")`.
        assert_eq!(crc32(*b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(*b"goose"), 4_097_083_626);
        assert_eq!(crc32([]), 0);
    }
}
