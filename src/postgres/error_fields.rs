//! The fields of an error, whichever engine sent it.

use super::error::SqlError;
use crate::text::words::shortened;

/// The most bytes of a text of an error that are kept: a message may repeat a value of any size.
pub(super) const MOST_ERROR_BYTES: usize = 16 << 10;

/// The most bytes of a query that the server generated.
pub(super) const MOST_QUERY_BYTES: usize = 1 << 20;

/// A text of an error.
pub(super) fn kept(text: &str) -> String {
    shortened(text, MOST_ERROR_BYTES)
}

/// The query that the server generated, unless it is the text of a large file.
pub(super) fn inner_query(query: &str, position: u32) -> Option<(String, usize)> {
    (query.len() <= MOST_QUERY_BYTES).then(|| (query.to_owned(), byte_offset(query, position)))
}

/// The byte offset of a position: Postgres counts characters from 1, and past the end means the end.
pub(super) fn byte_offset(sent: &str, position: u32) -> usize {
    let characters = usize::try_from(position).unwrap_or(usize::MAX).saturating_sub(1);
    sent.char_indices().nth(characters).map_or(sent.len(), |(at, _)| at)
}

/// The error for SQL with a NUL. The protocol ends SQL at a NUL, so it is not sent; the message is
/// the server's.
pub(super) fn nul_error(position: usize) -> SqlError {
    SqlError {
        sqlstate: "22021".to_owned(),
        message: "invalid byte sequence for encoding \"UTF8\": 0x00".to_owned(),
        position: Some(position),
        ..SqlError::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn converts_character_positions_to_byte_offsets() {
        assert_eq!(byte_offset("select é x", 1), 0);
        assert_eq!(byte_offset("select é x", 8), 7);
        assert_eq!(byte_offset("select é x", 10), 10);
        assert_eq!(byte_offset("select é x", 11), 11);
        assert_eq!(byte_offset("short", 4000), 5);
    }
}
