//! Poolers between a client and a server. In transaction mode each transaction may run on another session: settings,
//! advisory locks and prepared statements of a session do not last.

use std::fmt;

/// A pooler that a connection leads through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pooler {
    pub kind: PoolerKind,
    /// Whether a session lasts for the whole connection.
    pub keeps_sessions: bool,
    /// The sign by which it was recognised.
    pub sign: String,
    /// The port on which sessions last, and the host if it is another one.
    pub session_at: Option<String>,
}

/// A program that pools connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolerKind {
    /// That of Supabase.
    Supavisor,
    /// `PgBouncer`, also as a part of hosted services.
    PgBouncer,
    Unknown,
}

impl PoolerKind {
    /// The name of the program.
    pub fn name(self) -> &'static str {
        match self {
            Self::Supavisor => "Supavisor",
            Self::PgBouncer => "PgBouncer",
            Self::Unknown => "a pooler",
        }
    }
}

impl fmt::Display for Pooler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mode = if self.keeps_sessions { "session" } else { "transaction" };
        write!(f, "{} in {mode} mode ({})", self.kind.name(), self.sign)
    }
}

impl Pooler {
    /// Recognises a pooler by the place of a server: the ports and host names of the common ones (documentation of
    /// `PgBouncer`, Supabase and Neon).
    pub(super) fn at(host: &str, port: u16) -> Option<Self> {
        let is_supabase = host.ends_with(".pooler.supabase.com");
        let first = host.split('.').next().unwrap_or_default();
        let by_host = |host: &str| format!("host {host}");
        let (kind, keeps_sessions, sign, session_at) = match port {
            5432 if is_supabase => (PoolerKind::Supavisor, true, by_host(host), None),
            _ if is_supabase => (PoolerKind::Supavisor, false, by_host(host), Some(format!("{host}:5432"))),
            6543 if host.ends_with(".supabase.co") => {
                (PoolerKind::PgBouncer, false, "port 6543".to_owned(), Some(format!("{host}:5432")))
            }
            6543 => (PoolerKind::Unknown, false, "port 6543".to_owned(), Some(format!("{host}:5432"))),
            6432 => (PoolerKind::PgBouncer, false, "port 6432".to_owned(), None),
            _ if first.ends_with("-pooler") => {
                let direct = host.replacen("-pooler.", ".", 1);
                (PoolerKind::PgBouncer, false, by_host(host), Some(format!("{direct}:{port}")))
            }
            _ => return None,
        };
        Some(Self { kind, keeps_sessions, sign, session_at })
    }

    /// A pooler that gave two transactions of one connection to two sessions.
    pub(super) fn seen() -> Self {
        let sign = "two transactions of one connection had different sessions".to_owned();
        Self { kind: PoolerKind::Unknown, keeps_sessions: false, sign, session_at: None }
    }

    /// A pooler that was recognised by what it does.
    pub(super) fn by_behaviour(kind: PoolerKind, keeps_sessions: bool) -> Self {
        let sign = if keeps_sessions {
            "it does not pass on settings of a session's start"
        } else {
            "another connection had the same session"
        };
        Self { kind, keeps_sessions, sign: sign.to_owned(), session_at: None }
    }

    /// Whether only a port is a sign of it.
    pub(super) fn is_by_port(&self) -> bool {
        self.sign.starts_with("port ")
    }

    /// The end of a sentence with the place where sessions last; empty where they last anyway.
    pub(super) fn remedy(&self) -> String {
        match &self.session_at {
            _ if self.keeps_sessions => String::new(),
            Some(place) => format!("; sessions last on {place}"),
            None => "; sessions last on the server itself, or on another port of the pooler".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognises_poolers_by_their_place() {
        let check = |host: &str, port: u16, expected: Option<(&str, Option<&str>)>| {
            let found = Pooler::at(host, port);
            let found = found.as_ref().map(|pooler| (pooler.to_string(), pooler.session_at.as_deref()));
            assert_eq!(found, expected.map(|(text, place)| (text.to_owned(), place)), "{host}:{port}");
        };
        let supabase = "aws-0-eu.pooler.supabase.com";
        let transactions = "Supavisor in transaction mode (host aws-0-eu.pooler.supabase.com)";
        check(supabase, 6543, Some((transactions, Some("aws-0-eu.pooler.supabase.com:5432"))));
        check(supabase, 5432, Some(("Supavisor in session mode (host aws-0-eu.pooler.supabase.com)", None)));
        check("db", 6432, Some(("PgBouncer in transaction mode (port 6432)", None)));
        check(
            "db.ref.supabase.co",
            6543,
            Some(("PgBouncer in transaction mode (port 6543)", Some("db.ref.supabase.co:5432"))),
        );
        let neon = "PgBouncer in transaction mode (host ep-x-pooler.eu.neon.tech)";
        check("ep-x-pooler.eu.neon.tech", 5432, Some((neon, Some("ep-x.eu.neon.tech:5432"))));
        check("db.ref.supabase.co", 5432, None);
        check("localhost", 5433, None);
        let remedy = |host: &str, port: u16| Pooler::at(host, port).map(|pooler| pooler.remedy()).unwrap_or_default();
        assert_eq!(remedy(supabase, 6543), "; sessions last on aws-0-eu.pooler.supabase.com:5432");
        assert_eq!(remedy(supabase, 5432), "");
    }
}
