//! The parameters of a connection by their names in libpq, from one source.

use super::super::error::Error;
use std::collections::BTreeMap;
use std::fmt;

/// Parameters of a connection by their names in libpq: `host`, `dbname`, `password`, ... They have no text form, because
/// one may be a password.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Parameters(BTreeMap<String, String>);

/// Parameters that a connection follows.
pub(super) const FOLLOWED: [&str; 20] = [
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "passfile",
    "service",
    "servicefile",
    "options",
    "connect_timeout",
    "channel_binding",
    "target_session_attrs",
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "sslnegotiation",
    "gssencmode",
    "ssl_min_protocol_version",
];

/// Parameters without which a connection would be less protected than asked for.
const REFUSED: [&str; 10] = [
    "sslcrl",
    "sslcrldir",
    "sslpassword",
    "ssl_max_protocol_version",
    "requirepeer",
    "require_auth",
    "replication",
    "oauth_issuer",
    "oauth_client_id",
    "oauth_client_secret",
];

/// Parameters of Prisma and poolers, and those of libpq that do not change what is read: they are ignored.
const IGNORED: [&str; 31] = [
    "schema",
    "pgbouncer",
    "connection_limit",
    "pool_timeout",
    "pool_mode",
    "statement_cache_size",
    "socket_timeout",
    "sslaccept",
    "sslidentity",
    "uselibpqcompat",
    "supa",
    "workaround",
    "sslcompression",
    "sslsni",
    "sslcertmode",
    "krbsrvname",
    "gsslib",
    "gssdelegation",
    "application_name",
    "fallback_application_name",
    "client_encoding",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "tcp_user_timeout",
    "load_balance_hosts",
    "min_protocol_version",
    "max_protocol_version",
    "authtype",
    "tty",
];

/// Without the values.
impl fmt::Debug for Parameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Parameters {
    /// Parses `postgres://user@host/db?...` or `host=... user=...`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let mut parameters = Self::default();
        if is_url(text) {
            parameters.add_url(text)?;
        } else {
            parameters.add_words(text)?;
        }
        Ok(parameters)
    }

    /// Sets a parameter; an empty value counts as unset, a value replaces an earlier one.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), Error> {
        if REFUSED.contains(&name) {
            return Err(Error::Address { reason: format!("the parameter `{name}` is not supported") });
        }
        // JDBC's form, which libpq accepts as well.
        let (name, value) = if (name, value) == ("ssl", "true") { ("sslmode", "require") } else { (name, value) };
        if IGNORED.contains(&name) {
            return Ok(());
        }
        if !FOLLOWED.contains(&name) {
            // It may be a part of a password.
            return Err(form());
        }
        if value.contains('\0') {
            return Err(Error::Address { reason: format!("the parameter `{name}` contains a zero byte") });
        }
        if value.is_empty() {
            self.0.remove(name);
        } else {
            self.0.insert(name.to_owned(), value.to_owned());
        }
        Ok(())
    }

    /// Takes the parameters that are not set from a weaker source.
    pub(super) fn or(mut self, weaker: Self) -> Self {
        for (name, value) in weaker.0 {
            self.0.entry(name).or_insert(value);
        }
        self
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// `conninfo_uri_parse_options` of libpq.
    fn add_url(&mut self, text: &str) -> Result<(), Error> {
        if has_raw_at(text) {
            let reason = "an `@` in a user name or password must be written `%40`".to_owned();
            return Err(Error::Address { reason });
        }
        let rest = text.split_once("://").map_or("", |(_, rest)| rest);
        let end = rest.find(['@', '/']).unwrap_or(rest.len());
        let rest = if rest[end..].starts_with('@') {
            let (user, password) = rest[..end].split_once(':').unwrap_or((&rest[..end], ""));
            self.set("user", &decoded(user)?)?;
            self.set("password", &decoded(password)?)?;
            &rest[end + 1..]
        } else {
            rest
        };
        let (address, more) = rest.split_once('?').unwrap_or((rest, ""));
        let (servers, database) = address.split_once('/').unwrap_or((address, ""));
        let (hosts, ports): (Vec<&str>, Vec<&str>) = servers.split(',').map(host_and_port).unzip();
        self.set("host", &decoded(&hosts.join(","))?)?;
        if ports.iter().any(|port| !port.is_empty()) {
            self.set("port", &ports.join(","))?;
        }
        self.set("dbname", &decoded(database)?)?;
        for pair in more.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').ok_or_else(form)?;
            self.set(&decoded(name)?, &decoded(value)?)?;
        }
        Ok(())
    }

    /// `conninfo_parse` of libpq: pairs of words, values in quotes if they have spaces.
    fn add_words(&mut self, text: &str) -> Result<(), Error> {
        let mut rest = text;
        while !rest.is_empty() {
            let (name, after) = rest.split_once('=').ok_or_else(form)?;
            let (value, after) = value(after.trim_start()).ok_or_else(form)?;
            self.set(name.trim(), &value)?;
            rest = after.trim_start();
        }
        Ok(())
    }
}

/// Whether a text is written as a URL of a database.
pub fn is_url(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}

fn form() -> Error {
    let reason = "expected `postgres://user:password@host:port/database` (with `%40` for an `@` in a password, and so \
                  on) or `host=… port=… user=… dbname=…`";
    Error::Address { reason: reason.to_owned() }
}

/// Whether a URL has two `@` before its parameters: a part of a password would be mistaken for the host, and printed.
fn has_raw_at(text: &str) -> bool {
    text.split('?').next().is_some_and(|address| address.matches('@').count() > 1)
}

/// Splits `host:port` or `[::1]:port`; a missing port is empty.
fn host_and_port(text: &str) -> (&str, &str) {
    let end = if text.starts_with('[') { text.find(']').unwrap_or(0) } else { 0 };
    let (host, port) = match text[end..].rfind(':') {
        Some(at) => (&text[..end + at], &text[end + at + 1..]),
        None => (text, ""),
    };
    (host.trim_start_matches('[').trim_end_matches(']'), port)
}

/// Replaces `%40` and the like.
fn decoded(text: &str) -> Result<String, Error> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok()).ok_or_else(form)?;
            let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
            bytes.push(u8::from_str_radix(digits, 16).ok().filter(|_| is_hex).ok_or_else(form)?);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).map_err(|_| form())
}

/// The value at the start of a text, and the text after it.
fn value(text: &str) -> Option<(String, &str)> {
    let is_quoted = text.starts_with('\'');
    let mut letters = text.char_indices().skip(usize::from(is_quoted));
    let mut value = String::new();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => value.extend(letters.next().map(|(_, letter)| letter)),
            '\'' if is_quoted => return Some((value, &text[at + 1..])),
            letter if !is_quoted && letter.is_ascii_whitespace() => return Some((value, &text[at..])),
            letter => value.push(letter),
        }
    }
    (!is_quoted).then_some((value, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = Parameters::parse(text).expect(text);
        let expected = expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        assert_eq!(found.0, expected.collect(), "{text}");
    }

    #[test]
    fn parses_both_notations() {
        let ada = [("dbname", "app"), ("host", "db.example"), ("password", "s@me"), ("port", "6543"), ("user", "ada")];
        check("postgresql://ada:s%40me@db.example:6543/app?schema=public&pgbouncer=true", &ada);
        check(" user=ada password='s@me' host = db.example port=6543  dbname=app", &ada);
        check(r"host=h password='a\'b\\c d' user=e\ f", &[("host", "h"), ("password", r"a'b\c d"), ("user", "e f")]);
        check("postgres://h", &[("host", "h")]);
        check("postgres://h?ssl=true", &[("host", "h"), ("sslmode", "require")]);
        check("postgres://ada:hun?ter2=x@h", &[("host", "h"), ("password", "hun?ter2=x"), ("user", "ada")]);
        check("", &[]);
    }

    #[test]
    fn parameters_override_the_part_before_them() {
        let server = |host, port, more: &[(&'static str, &'static str)]| {
            let all = [("host", host), ("port", port)].into_iter().filter(|(_, value): &(_, &str)| !value.is_empty());
            all.chain(more.iter().copied()).collect::<Vec<_>>()
        };
        let d = ("dbname", "d");
        check("postgresql://localhost:5996/d?host=/path/sock&port=6000", &server("/path/sock", "6000", &[d]));
        check("postgres://[::1]:5996?port=6000", &server("::1", "6000", &[]));
        check("postgres:///d?host=%2Fpath%2Fsock", &server("/path/sock", "", &[d]));
        check("postgres://a:1,b:2/d?host=c,e", &server("c,e", "1,2", &[d]));
        check("postgres://a,b:2/d", &server("a,b", ",2", &[d]));
        check("postgres://a/d?host=b&host=c&application_name=x", &server("c", "", &[d]));
        check("postgres://:1/d?hostaddr=127.0.0.1", &server("", "1", &[d, ("hostaddr", "127.0.0.1")]));
    }

    #[test]
    fn errors_never_contain_a_part_of_the_address() {
        for text in [
            "hunter2",
            "postgres://ada:p@hunter2/x@h/d",
            "postgres://h/d?hunter2",
            "postgres://h/d?hunter2=1",
            "postgres://hunter2%zz@h/d",
            "password=hunter2 nonsense=hunter2",
            "password=hun ter2=x",
            "password='hunter2",
            "host=h sslcrl=hunter2",
        ] {
            let error = Parameters::parse(text).expect_err(text);
            let printed = format!("{error} {error:?}");
            assert!(!printed.contains("ter2"), "{printed}");
        }
        let shown = format!("{:?}", Parameters::parse("postgres://me:hunter2@h").expect("an address"));
        assert_eq!(shown, r#"{"host", "password", "user"}"#);
    }
}
