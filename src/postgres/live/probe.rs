//! The behaviour by which a pooler is recognised. A port says nothing for sure: servers listen on ports of poolers, and
//! poolers on those of servers.

use super::super::connection::{Connection, Target};
use super::super::database::{Database as _, Session};
use super::super::error::Error;
use super::super::names::run_name;
use super::pooler::PoolerKind;
use std::time::{SystemTime, UNIX_EPOCH};

/// The way from a connection to a session of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behaviour {
    /// The connection is a session.
    Direct,
    /// A pooler that keeps a session for the whole connection.
    Sessions(PoolerKind),
    /// A pooler that gave another connection the same session.
    Transactions(PoolerKind),
    /// No second connection could be opened.
    Unknown,
}

/// A setting at the start of a session. A server accepts any of this form; poolers refuse or drop it.
const OPTION: &str = "tidegate.probe";

/// Rounds in which a session is looked for that another connection left: a pooler gives the last one first.
const ROUNDS: usize = 3;

/// Opens a second connection to see what is between. Outside a transaction, `first` is left as it was.
pub(super) fn behaviour(first: &mut Connection, target: &Target, database: &str) -> Behaviour {
    let own = Session { settings: vec![(OPTION.to_owned(), "on".to_owned())], ..Session::default() };
    let (kind, second) = match Connection::open(target, database, &own) {
        Ok(mut second) => {
            let found = second.value(&format!("select pg_catalog.current_setting('{OPTION}', true)"));
            if matches!(&found, Ok(Some(value)) if value == "on") {
                return Behaviour::Direct;
            }
            (PoolerKind::Unknown, Ok(second))
        }
        // The words of PgBouncer.
        Err(error) if error.to_string().contains("unsupported startup parameter") => {
            (PoolerKind::PgBouncer, Connection::open(target, database, &Session::default()))
        }
        Err(error) => (PoolerKind::Unknown, Err(error)),
    };
    let shared = second.and_then(|mut second| is_shared(first, &mut second));
    match shared {
        Ok(true) => Behaviour::Transactions(kind),
        Ok(false) => Behaviour::Sessions(kind),
        Err(_) => Behaviour::Unknown,
    }
}

/// Whether a setting that one connection makes in its session is seen by the other one.
fn is_shared(first: &mut Connection, second: &mut Connection) -> Result<bool, Error> {
    let moment = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    let mark = format!("{} {moment}", run_name());
    let mut is_shared = false;
    for _ in 0..ROUNDS {
        first.run(&format!("select pg_catalog.set_config('tidegate.mark', '{mark}', false)"))?;
        let seen = second.value("select pg_catalog.current_setting('tidegate.mark', true)")?;
        first.run("select pg_catalog.set_config('tidegate.mark', '', false)")?;
        if seen.as_deref() == Some(&mark) {
            is_shared = true;
            break;
        }
    }
    Ok(is_shared)
}
