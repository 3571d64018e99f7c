//! The requests of `pg_dump`, cut from the bytes that it sends.

use super::failure::failed;
use crate::postgres::error::Error;

/// A request of `pg_dump`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Request {
    /// The start of a session.
    Start,
    /// One message, or several that get one response.
    Ask(Vec<u8>),
}

/// The bytes that `pg_dump` sent, cut into requests.
#[derive(Default)]
pub(super) struct Requests {
    pub(super) unread: Vec<u8>,
    has_started: bool,
    /// Messages that the backend answers together with those that follow.
    pending: Vec<u8>,
}

impl Requests {
    /// The next complete request.
    pub(super) fn next(&mut self) -> Result<Option<Request>, Error> {
        // The first message does not start with a letter for its kind.
        let kinds = usize::from(self.has_started);
        loop {
            let Some(length) = self.unread.get(kinds..).and_then(|rest| rest.first_chunk::<4>()) else {
                return Ok(None);
            };
            let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
            let end = length.checked_add(kinds).filter(|_| length >= 4);
            let end = end.ok_or_else(|| failed("it does not follow the protocol"))?;
            if self.unread.len() < end {
                return Ok(None);
            }
            let message: Vec<u8> = self.unread.drain(..end).collect();
            if !self.has_started {
                self.has_started = true;
                return Ok(Some(Request::Start));
            }
            match message[0] {
                b'X' => {}
                // Query, function call, sync, end of a copy: the backend responds only after these.
                b'Q' | b'F' | b'S' | b'c' | b'f' => {
                    self.pending.extend(message);
                    return Ok(Some(Request::Ask(std::mem::take(&mut self.pending))));
                }
                _ => self.pending.extend(message),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: &[u8], body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + 4).unwrap();
        [kind, &length.to_be_bytes(), body].concat()
    }

    #[test]
    fn cuts_requests_where_the_backend_responds() {
        let ask = message(b"Q", b"select 1\0");
        let several = [message(b"P", b"\0\0"), message(b"B", b"\0"), message(b"S", b"")].concat();
        let sent = [message(b"", &[0, 3, 0, 0]), ask.clone(), several.clone(), message(b"X", b"")].concat();
        let mut requests = Requests::default();
        let mut found = Vec::new();
        for byte in sent {
            requests.unread.push(byte);
            found.extend(requests.next().unwrap());
        }
        assert_eq!(found, [Request::Start, Request::Ask(ask), Request::Ask(several)]);
        requests.unread.extend(b"Q\0\0\0\x03");
        assert!(requests.next().is_err());
    }
}
