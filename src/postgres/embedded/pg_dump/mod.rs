//! Dumps of the server inside: its own `pg_dump`, on a thread of this process, asks the backend
//! over a connection in memory.
//!
//! The crate that brings both can do this itself, but not for a large schema: there the two
//! wait for each other for ever (`socket.rs`). So `pg_dump` is run here, on a socket of ours.

mod program;
mod socket;

use super::wire;
use crate::postgres::{Error, Rows};
pub(super) use program::Program;
use socket::{Event, Network, SERVER, Shared};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// How long `pg_dump` may be silent; sorting thousands of tables takes it a second or two.
const PATIENCE: Duration = Duration::from_mins(2);

/// What is said of one that is silent for longer.
const SILENT: &str = "the one inside has been silent for two minutes; another server can be taken with \
    `--engine local` or `--database-url`";

/// What a server tells about itself at the start of a session.
pub(super) const PARAMETERS: &str = "select name, setting from pg_catalog.pg_settings where name in \
    ('server_version', 'server_encoding', 'client_encoding', 'DateStyle', 'IntervalStyle', 'TimeZone', \
    'integer_datetimes', 'standard_conforming_strings')";

/// Runs `pg_dump` for a database. The backend that `ask` speaks to is on it already, in a
/// session that nothing was done in; `parameters` are what [`PARAMETERS`] gives there.
pub(super) fn dump(
    program: &Program,
    database: &str,
    arguments: &[&str],
    parameters: &Rows,
    mut ask: impl FnMut(&[u8]) -> Result<Vec<u8>, Error>,
) -> Result<Vec<u8>, Error> {
    let mut all: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
    all.extend(["--no-password", "--encoding=UTF8", "--username=postgres"].map(str::to_owned));
    all.extend([format!("--host={}", SERVER.ip()), format!("--port={}", SERVER.port())]);
    // A name with `=` in it would be read as a list of settings.
    all.push(format!("--dbname=dbname='{}'", database.replace('\\', r"\\").replace('\'', r"\'")));
    let (sent, events) = channel();
    let inbox = Shared::default();
    let _closing = Closing(inbox.clone());
    program.start(all, Network::new(inbox.clone(), sent.clone()), sent)?;
    let mut requests = Requests::default();
    loop {
        match events.recv_timeout(PATIENCE) {
            Ok(Event::Ended(result)) => return result.map_err(failed),
            Ok(Event::Sent(bytes)) => requests.unread.extend(bytes),
            Err(RecvTimeoutError::Timeout) => return Err(failed(SILENT)),
            Err(RecvTimeoutError::Disconnected) => return Err(failed("it broke down")),
        }
        while let Some(request) = requests.next()? {
            match request {
                Request::Start => inbox.put(&wire::greeting(parameters)),
                Request::Ask(request) => inbox.put(&ask(&request)?),
            }
        }
    }
}

fn failed(cause: impl Into<String>) -> Error {
    Error::Program { program: "pg_dump".to_owned(), cause: cause.into() }
}

/// Ends the connection, so that a program that is not waited for ends as well.
struct Closing(Shared);

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// What `pg_dump` asks for.
#[derive(Debug, PartialEq, Eq)]
enum Request {
    /// A session.
    Start,
    /// An answer, to one message or to several that belong together.
    Ask(Vec<u8>),
}

/// What `pg_dump` sent, cut into requests.
#[derive(Default)]
struct Requests {
    unread: Vec<u8>,
    has_started: bool,
    /// Messages that the backend answers with those that follow.
    begun: Vec<u8>,
}

impl Requests {
    /// The next request that is here as a whole.
    fn next(&mut self) -> Result<Option<Request>, Error> {
        // The first message has no letter for its kind in front.
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
                // Query, function call, sync, end of a copy: the backend is ready after these only.
                b'Q' | b'F' | b'S' | b'c' | b'f' => {
                    self.begun.extend(message);
                    return Ok(Some(Request::Ask(std::mem::take(&mut self.begun))));
                }
                _ => self.begun.extend(message),
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
    fn requests_are_cut_where_the_backend_answers() {
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
