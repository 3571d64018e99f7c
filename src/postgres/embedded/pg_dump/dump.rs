//! One run of `pg_dump`, with the backend answering its requests.

use super::super::wire;
use super::failure::failed;
use super::program::Program;
use super::request::{Request, Requests};
use super::socket::{Event, Network, SERVER, Shared};
use crate::postgres::database::Rows;
use crate::postgres::error::Error;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// The maximum time between two requests of `pg_dump`; sorting thousands of tables takes it a second or two.
const TIMEOUT: Duration = Duration::from_mins(2);

/// The error for one that is silent for longer.
const SILENT: &str = "embedded pg_dump has not responded for two minutes; use another server with \
    `--engine local` or `--database-url`";

/// Selects the parameters that a server reports at the start of a session.
pub(in crate::postgres::embedded) const PARAMETERS: &str = "select name, setting \
    from pg_catalog.pg_settings where name in ('server_version', 'server_encoding', 'client_encoding', 'DateStyle', 'IntervalStyle', 'TimeZone', \
    'integer_datetimes', 'standard_conforming_strings')";

/// Runs `pg_dump` for a database. The backend behind `ask` has it open already, in a clean session;
/// `parameters` is the result of [`PARAMETERS`] there.
pub(in crate::postgres::embedded) fn dump(
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
        match events.recv_timeout(TIMEOUT) {
            Ok(Event::Ended(result)) => return result.map_err(failed),
            Ok(Event::Sent(bytes)) => requests.unread.extend(bytes),
            Err(RecvTimeoutError::Timeout) => return Err(failed(SILENT)),
            Err(RecvTimeoutError::Disconnected) => return Err(failed("it crashed")),
        }
        while let Some(request) = requests.next()? {
            match request {
                Request::Start => inbox.send(&wire::greeting(parameters)),
                Request::Ask(request) => inbox.send(&ask(&request)?),
            }
        }
    }
}

/// Closes the connection when dropped, so that a program that is not waited for ends too.
struct Closing(Shared);

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.close();
    }
}
