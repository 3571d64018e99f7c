//! The ways to a server: a host with a port, encrypted or not. They are tried in order.

use super::client::{Client, ConnectError, Receiver};
use super::database::{Level, Session};
use super::error::Error;
use super::names::run_name;
use super::sqlstate;
use pg_driver::Config;
use rustls::ClientConfig;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// The maximum time for a server to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The maximum time for a server to open a session: one that is busy takes a while.
pub(super) const SESSION_TIMEOUT: Duration = Duration::from_secs(30);

/// Unanswered probes end a connection to a machine that is gone after about a minute.
const KEEPALIVE: (Duration, Duration, u32) = (Duration::from_secs(30), Duration::from_secs(10), 3);

/// A way to a server.
#[derive(Clone)]
pub(super) struct Route {
    /// Host, port, user and password.
    pub(super) config: Config,
    /// The settings of an encrypted connection; `None` for one that is not.
    pub(super) tls: Option<Arc<ClientConfig>>,
    /// `localhost:5432`
    pub(super) shown: String,
}

impl Route {
    /// The same route with the options of a session.
    pub(super) fn prepared(&self, database: &str, session: &Session, may_be_pooled: bool) -> Self {
        let mut route = self.clone();
        let options = options(&route.config, session, may_be_pooled);
        let config = &mut route.config;
        config.dbname(database);
        if !options.is_empty() {
            config.options(&options);
        }
        config.application_name(format!("tidegate {}", run_name()));
        let limit = config.get_connect_timeout().copied().unwrap_or(CONNECT_TIMEOUT);
        config.connect_timeout(limit).tcp_user_timeout(2 * KEEPALIVE.0);
        let (idle, interval, retries) = KEEPALIVE;
        config.keepalives_idle(idle).keepalives_interval(interval).keepalives_retries(retries);
        if let Some(role) = &session.role {
            config.user(role);
        }
        route
    }
}

/// The startup options of a session, after those of the address itself. `RESET ALL` returns to
/// them, so a migration cannot reset the level of notices by accident.
fn options(config: &Config, session: &Session, may_be_pooled: bool) -> String {
    let mut options = config.get_options().unwrap_or_default().to_owned();
    let level = ("client_min_messages".to_owned(), session.notices.setting().to_owned());
    let level = Some(&level).filter(|_| !may_be_pooled || session.notices != Level::default());
    for (name, value) in level.into_iter().chain(&session.settings) {
        let value = value.replace('\\', "\\\\").replace(' ', "\\ ");
        let _ = write!(options, " -c {name}={value}");
    }
    options.trim_start().to_owned()
}

/// Opens a session on the first route that leads to a server.
pub(super) fn connect(
    server: &str,
    longest: Duration,
    routes: Vec<Route>,
    receive: &Receiver,
) -> Result<Client, Error> {
    let mut failures: Vec<(String, Error)> = Vec::new();
    for route in routes {
        let shown = route.shown.clone();
        match connect_by(longest, route, Arc::clone(receive)) {
            Ok(client) => return Ok(client),
            Err((error, is_final)) => {
                // The second way to the same server is the weaker one, and hides the cause.
                if failures.last().is_none_or(|(last, _)| *last != shown) {
                    failures.push((shown, error));
                }
                if is_final {
                    break;
                }
            }
        }
    }
    if failures.len() > 1 {
        let causes: Vec<String> = failures.iter().map(|(_, error)| error.to_string()).collect();
        return Err(Error::Connect { server: server.to_owned(), cause: causes.join("; ") });
    }
    let none = || Error::Connect { server: server.to_owned(), cause: "the address names no server".to_owned() };
    Err(failures.pop().map_or_else(none, |(_, error)| error))
}

/// Opens a session. The driver limits only the time until a server accepts a connection; one that
/// accepts it and says nothing would be waited for without end. The second value of an error is whether no other way is
/// to be tried.
fn connect_by(longest: Duration, route: Route, receive: Receiver) -> Result<Client, (Error, bool)> {
    let server = route.shown.clone();
    let failed = |cause: String| Error::Connect { server: server.clone(), cause };
    let (sender, receiver) = channel();
    let waiting = std::thread::Builder::new().name("connect".to_owned()).spawn(move || {
        // The receiver may have given up.
        let _ = sender.send(Client::connect(&route.config, route.tls.as_deref(), receive));
    });
    waiting.map_err(|error| (failed(error.to_string()), true))?;
    match receiver.recv_timeout(longest) {
        Ok(connected) => connected.map_err(|error| (connect_error(&error, &server), is_refused(&error))),
        Err(RecvTimeoutError::Timeout) => Err((failed(format!("no answer within {} s", longest.as_secs())), false)),
        Err(RecvTimeoutError::Disconnected) => Err((failed("the driver failed".to_owned()), false)),
    }
}

/// Whether the server knows the user or the database as little on any other way.
fn is_refused(error: &ConnectError) -> bool {
    let ConnectError::Driver(error) = error else { return false };
    let code = error.as_db_error().map(|error| error.code().code());
    matches!(code, Some(sqlstate::INVALID_PASSWORD | sqlstate::INVALID_CATALOG_NAME))
}

/// The error for a connection that failed.
fn connect_error(error: &ConnectError, server: &str) -> Error {
    let cause = match error {
        ConnectError::Driver(error) => match error.as_db_error() {
            Some(error) => format!("{} (SQLSTATE {})", error.message(), error.code().code()),
            None => with_sources(error),
        },
        ConnectError::System(error) => format!("error connecting to server: {error}"),
    };
    let server = server.to_owned();
    // The kinds of the driver's errors are private.
    if cause.contains("invalid peer certificate") {
        return Error::Untrusted { server, cause };
    }
    Error::Connect { server, cause }
}

/// The text of an error with its causes.
pub(super) fn with_sources(error: &pg_driver::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_separators_in_options() {
        let mut session = Session { notices: Level::Debug, ..Session::default() };
        session.settings.push(("search_path".to_owned(), r#""$user", a\b"#.to_owned()));
        let mut config = Config::new();
        assert_eq!(options(&config, &session, false), r#"-c client_min_messages=debug1 -c search_path="$user",\ a\\b"#);
        config.options("-c jit=off");
        assert!(options(&config, &session, true).starts_with("-c jit=off -c client"));
        assert_eq!(options(&config, &Session::default(), true), "-c jit=off", "a pooler refuses other options");
    }
}
