//! The messages of a server, with its errors and notices shortened.
//!
//! An error may repeat a value of any size, and the driver keeps several copies of it before anyone can look at it. What
//! no one reads is therefore left out while it arrives, so that the memory of a run does not depend on what SQL makes the
//! server send. (PostgreSQL manual, "Message Formats": a message is a byte for its type, four bytes for its length, which
//! includes them, and its body.)

use super::error_fields::{MOST_ERROR_BYTES, MOST_QUERY_BYTES};

/// The shortest body of a message that is changed.
const LONG: usize = 64 << 10;

/// Bytes of a text that are kept besides the most that are kept later, which shows then that it was longer: the longest
/// encodings of two characters, one of which may be cut.
const BESIDES: usize = 8;

/// Shortens the messages of a stream, whatever pieces it arrives in.
#[derive(Default)]
pub(super) struct Shortening {
    header: Vec<u8>,
    /// The bytes of the body that have not arrived.
    left: usize,
    body: Body,
}

/// Treatment of the body of a message.
#[derive(Default)]
enum Body {
    #[default]
    Kept,
    /// Rows that nothing reads.
    LeftOut,
    /// The fields of an error or notice so far.
    Fields(Fields),
}

/// The fields of an error: each is a byte for its type and a text that a NUL ends; a NUL ends all.
#[derive(Default)]
struct Fields {
    kept: Vec<u8>,
    /// The bytes of the current text that are still kept; none between two fields.
    room: Option<usize>,
    is_cut: bool,
}

impl Shortening {
    /// Appends what remains of a piece of the stream; with `without_rows`, long rows do not.
    pub(super) fn push(&mut self, mut piece: &[u8], without_rows: bool, out: &mut Vec<u8>) {
        while !piece.is_empty() {
            if self.left > 0 {
                let (of_body, rest) = piece.split_at(self.left.min(piece.len()));
                self.left -= of_body.len();
                self.body(of_body, out);
                piece = rest;
                continue;
            }
            let wanted = (5 - self.header.len()).min(piece.len());
            self.header.extend_from_slice(&piece[..wanted]);
            piece = &piece[wanted..];
            if let Ok([kind, length @ ..]) = <[u8; 5]>::try_from(&self.header[..]) {
                self.begin(kind, u32::from_be_bytes(length) as usize, without_rows, out);
            }
        }
    }

    fn begin(&mut self, kind: u8, length: usize, without_rows: bool, out: &mut Vec<u8>) {
        self.left = length.saturating_sub(4);
        self.body = match kind {
            b'E' | b'N' if self.left > LONG => Body::Fields(Fields::default()),
            b'D' if self.left > LONG && without_rows => Body::LeftOut,
            _ => Body::Kept,
        };
        if matches!(self.body, Body::Kept) {
            out.append(&mut self.header);
        } else {
            self.header.truncate(1);
        }
    }

    fn body(&mut self, part: &[u8], out: &mut Vec<u8>) {
        match &mut self.body {
            Body::Kept => return out.extend_from_slice(part),
            Body::LeftOut => {}
            Body::Fields(fields) => fields.push(part),
        }
        if self.left > 0 {
            return;
        }
        if let Body::Fields(fields) = std::mem::take(&mut self.body) {
            let length = u32::try_from(fields.kept.len() + 4).unwrap_or(u32::MAX);
            out.extend_from_slice(&self.header);
            out.extend_from_slice(&length.to_be_bytes());
            out.extend_from_slice(&fields.kept);
        }
        self.header.clear();
    }
}

impl Fields {
    fn push(&mut self, mut part: &[u8]) {
        while let Some(&first) = part.first() {
            let Some(room) = self.room else {
                self.kept.push(first);
                let most = if first == b'q' { MOST_QUERY_BYTES } else { MOST_ERROR_BYTES };
                self.room = Some(most + BESIDES).filter(|_| first != 0);
                part = &part[1..];
                continue;
            };
            let end = memchr::memchr(0, part);
            let text = &part[..end.unwrap_or(part.len())];
            let fits = text.len().min(room);
            self.kept.extend_from_slice(&text[..fits]);
            self.is_cut |= fits < text.len();
            self.room = Some(room - fits);
            part = &part[text.len()..];
            if end.is_some() {
                self.end_text();
                part = &part[1..];
            }
        }
    }

    fn end_text(&mut self) {
        if std::mem::take(&mut self.is_cut) {
            // Part of a character.
            while self.kept.last().is_some_and(|byte| byte & 0xc0 == 0x80) {
                self.kept.pop();
            }
            if self.kept.last().is_some_and(|byte| byte & 0xc0 == 0xc0) {
                self.kept.pop();
            }
        }
        self.kept.push(0);
        self.room = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + 4).unwrap().to_be_bytes();
        [&[kind], &length[..], body].concat()
    }

    fn error(kind: u8, fields: &[(u8, &str)]) -> Vec<u8> {
        let mut body: Vec<u8> =
            fields.iter().flat_map(|(field, text)| [&[*field], text.as_bytes(), &[0]].concat()).collect();
        body.push(0);
        message(kind, &body)
    }

    /// What remains of a stream, the same in whatever pieces it arrives.
    #[track_caller]
    fn check(sent: &[Vec<u8>], without_rows: bool, expected: &[Vec<u8>]) {
        let sent = sent.concat();
        for size in [1, 2, 3, 5, 7, 1000, 8192, sent.len()] {
            let (mut shortening, mut out) = (Shortening::default(), Vec::new());
            sent.chunks(size).for_each(|piece| shortening.push(piece, without_rows, &mut out));
            assert!(out == expected.concat(), "in pieces of {size}: {} bytes", out.len());
        }
    }

    #[test]
    fn only_long_errors_and_notices_change() {
        let ready = || message(b'Z', b"I");
        let others = || vec![message(b'1', b""), message(b'D', &vec![7; 100_000]), message(b'T', b"x"), ready()];
        check(&others(), false, &others());
        let short = || vec![error(b'E', &[(b'S', "ERROR"), (b'M', &"m".repeat(60_000))]), ready()];
        check(&short(), true, &short());
        let kept = "m".repeat(MOST_ERROR_BYTES + BESIDES);
        for kind in [b'E', b'N'] {
            let long = error(kind, &[(b'S', "ERROR"), (b'M', &"m".repeat(200_000)), (b'P', "12")]);
            let shorter = error(kind, &[(b'S', "ERROR"), (b'M', &kept), (b'P', "12")]);
            check(&[ready(), long, ready()], false, &[ready(), shorter, ready()]);
        }
        let query = "q".repeat(MOST_QUERY_BYTES);
        let inner = || error(b'E', &[(b'q', &query), (b'p', "1"), (b'W', "here")]);
        check(&[inner()], false, &[inner()]);
    }

    #[test]
    fn a_character_is_kept_whole_or_not_at_all() {
        for before in 0..4 {
            let text = format!("{}{}", "x".repeat(before), "𝄞".repeat(40_000));
            // The last one is cut off even if it is whole.
            let kept = before + (MOST_ERROR_BYTES + BESIDES - before - 1) / 4 * 4;
            assert!(kept > MOST_ERROR_BYTES, "it shows that the text was longer");
            check(&[error(b'E', &[(b'M', &text)])], false, &[error(b'E', &[(b'M', &text[..kept])])]);
        }
    }

    #[test]
    fn long_rows_are_left_out_where_nothing_reads_them() {
        let (short, end) = (|| message(b'D', &[7; 100]), || message(b'C', b"SELECT 2\0"));
        let long = || message(b'D', &vec![7; 100_000]);
        check(&[short(), long(), end()], true, &[short(), end()]);
        check(&[short(), long(), end()], false, &[short(), long(), end()]);
    }
}
