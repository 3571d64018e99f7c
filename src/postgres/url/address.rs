//! The address of a server, as users write it: `postgres://user@host/db?…` or `host=… user=…`
//! (documentation of libpq, "Connection Strings"). Errors never quote it, because it may contain a
//! password, escaped wrongly or not at all.

use super::super::environment::Environment;
use super::super::error::Error;
use pg_driver::Config;
use pg_driver::config::{Host, SslMode};
use std::ffi::OsString;

/// Parameters that other tools add to an address and the driver does not support: those of Prisma
/// and its poolers, and those of libpq that only matter with TLS or Kerberos.
const IGNORED: [&str; 20] = [
    "schema",
    "pgbouncer",
    "connection_limit",
    "pool_timeout",
    "statement_cache_size",
    "socket_timeout",
    "sslaccept",
    "sslidentity",
    "sslcert",
    "sslkey",
    "sslpassword",
    "sslrootcert",
    "sslcrl",
    "sslcrldir",
    "sslsni",
    "sslcompression",
    "gssencmode",
    "krbsrvname",
    "gsslib",
    "passfile",
];

/// The address of a server, and the user to log in as.
pub(super) struct Address {
    pub(super) config: Config,
    database: String,
}

impl Address {
    /// Parses an address; missing parts are taken from the `PG*` variables.
    pub(super) fn parse(text: &str, environment: &Environment) -> Result<Self, Error> {
        let variables = &environment.pg;
        let text = text.trim();
        if has_raw_at(text) {
            let reason = "an `@` in a user name or password must be written `%40`".to_owned();
            return Err(Error::Address { reason });
        }
        let (text, removed) = if is_url(text) { without_parameters(&overridden(text)) } else { without_keys(text) };
        let ssl_mode = removed.or_else(|| variables.get("PGSSLMODE").cloned());
        if let Some(mode) = ssl_mode.as_deref().filter(|mode| !matches!(*mode, "disable" | "allow" | "prefer")) {
            return Err(Error::NoTls { mode: mode.to_owned() });
        }
        // The driver's own message may contain a part of the text.
        let mut config: Config = text.parse().map_err(|_| Error::Address {
            reason: "expected `postgres://user:password@host:port/database` (with `%40` for an `@` in a \
                     password, and so on) or `host=… port=… user=… dbname=…`"
                .to_owned(),
        })?;
        config.ssl_mode(SslMode::Disable);
        complete(&mut config, environment)?;
        let database = config.get_dbname().map(str::to_owned).or_else(|| variables.get("PGDATABASE").cloned());
        Ok(Self { database: database.unwrap_or_else(|| "postgres".to_owned()), config })
    }

    /// The database to connect to for administration.
    pub(super) fn database(&self) -> &str {
        &self.database
    }

    /// `localhost:5432`, never with a password.
    pub(super) fn shown(&self) -> String {
        format!("{}:{}", self.hosts()[0], self.ports()[0])
    }

    /// The address as variables for programs of Postgres, including the password: only the same user
    /// can read the variables of a process, but everyone can read its arguments.
    pub(super) fn variables(&self) -> Vec<(&'static str, OsString)> {
        let mut variables: Vec<(&'static str, OsString)> = vec![
            ("PGHOST", self.hosts().join(",").into()),
            ("PGPORT", self.ports().join(",").into()),
            ("PGSSLMODE", "disable".into()),
        ];
        let addresses: Vec<String> = self.config.get_hostaddrs().iter().map(ToString::to_string).collect();
        variables.extend((!addresses.is_empty()).then(|| ("PGHOSTADDR", addresses.join(",").into())));
        variables.extend(self.config.get_user().map(|user| ("PGUSER", user.into())));
        let password = self.config.get_password().map(|password| String::from_utf8_lossy(password).into_owned());
        variables.extend(password.map(|password| ("PGPASSWORD", password.into())));
        variables.extend(self.config.get_options().map(|options| ("PGOPTIONS", options.into())));
        variables
    }

    /// The hosts that are tried in order, at least one.
    fn hosts(&self) -> Vec<String> {
        let host = |host: &Host| match host {
            Host::Tcp(host) => host.clone(),
            #[cfg(unix)]
            Host::Unix(folder) => folder.display().to_string(),
        };
        let mut hosts: Vec<String> = self.config.get_hosts().iter().map(host).collect();
        if hosts.is_empty() {
            hosts.extend(self.config.get_hostaddrs().iter().map(ToString::to_string));
        }
        if hosts.is_empty() { vec!["localhost".to_owned()] } else { hosts }
    }

    /// One port for all hosts, or one for each.
    fn ports(&self) -> Vec<String> {
        let ports = self.config.get_ports();
        if ports.is_empty() { vec!["5432".to_owned()] } else { ports.iter().map(ToString::to_string).collect() }
    }
}

/// Fills in the missing parts of an address.
fn complete(config: &mut Config, environment: &Environment) -> Result<(), Error> {
    let variable = |name: &str| environment.pg.get(name).map(String::as_str);
    if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
        config.host(variable("PGHOST").unwrap_or("localhost"));
    }
    if let Some(port) = variable("PGPORT").filter(|_| config.get_ports().is_empty()) {
        let port =
            port.parse().map_err(|_| Error::Address { reason: "PGPORT is not a valid port number".to_owned() })?;
        config.port(port);
    }
    if config.get_user().is_none() {
        config.user(variable("PGUSER").or(environment.user.as_deref()).unwrap_or("postgres"));
    }
    if let Some(password) = variable("PGPASSWORD").filter(|_| config.get_password().is_none()) {
        config.password(password);
    }
    if let Some(options) = variable("PGOPTIONS").filter(|_| config.get_options().is_none()) {
        config.options(options);
    }
    Ok(())
}

pub(super) fn is_url(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}

/// Whether a URL has two `@` before its parameters: a part of a password would be mistaken for the
/// host, and printed.
fn has_raw_at(text: &str) -> bool {
    is_url(text) && text.split('?').next().is_some_and(|address| address.matches('@').count() > 1)
}

/// A URL in which a parameter `host`, `hostaddr` or `port` replaces the part before the `?`, and the
/// last parameter of a name the earlier ones, as in libpq (`conninfo_uri_parse_options`). The driver
/// would use both.
fn overridden(text: &str) -> String {
    let Some((address, parameters)) = text.split_once('?') else { return text.to_owned() };
    let is = |parameter: &str, name: &str| parameter.split_once('=').is_some_and(|(found, _)| found == name);
    let last = |name: &str| parameters.split('&').rfind(|parameter| is(parameter, name));
    let (host, hostaddr, port) = (last("host"), last("hostaddr"), last("port"));
    if host.is_none() && hostaddr.is_none() && port.is_none() {
        return text.to_owned();
    }
    let start = address.find("://").map_or(0, |at| at + "://".len());
    let server = address.rfind('@').map_or(start, |at| at + 1);
    let end = address[server..].find('/').map_or(address.len(), |at| server + at);
    let (hosts, ports): (Vec<&str>, Vec<&str>) = address[server..end].split(',').map(host_and_port).unzip();
    let mut kept: Vec<String> = parameters
        .split('&')
        .filter(|text| !is(text, "host") && !is(text, "port") && !is(text, "hostaddr"))
        .map(str::to_owned)
        .collect();
    kept.extend(hostaddr.map(str::to_owned));
    // One parameter for each host: the driver mistakes a comma in a URL for a part of a name.
    let hosts = match host {
        Some(host) => host["host=".len()..].split(',').collect(),
        None => hosts,
    };
    kept.extend(hosts.iter().filter(|host| !host.is_empty()).map(|host| format!("host={host}")));
    match port {
        Some(port) => kept.push(port.to_owned()),
        None if ports.iter().all(|port| port.is_empty()) => {}
        None => kept.push(format!("port={}", ports.join(","))),
    }
    kept.retain(|parameter| !parameter.is_empty());
    format!("{}{}?{}", &address[..server], &address[end..], kept.join("&"))
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

/// A URL without the parameters that the driver does not support, and its `sslmode`.
fn without_parameters(text: &str) -> (String, Option<String>) {
    let Some((address, parameters)) = text.split_once('?') else { return (text.to_owned(), None) };
    let (kept, ssl_mode) = supported(parameters.split('&'));
    let text = if kept.is_empty() { address.to_owned() } else { format!("{address}?{}", kept.join("&")) };
    (text, ssl_mode)
}

/// The same for `key=value`. A quoted value with spaces is split here too; joining the parts restores
/// it.
fn without_keys(text: &str) -> (String, Option<String>) {
    let (kept, ssl_mode) = supported(text.split(' '));
    (kept.join(" "), ssl_mode)
}

fn supported<'a>(parameters: impl Iterator<Item = &'a str>) -> (Vec<&'a str>, Option<String>) {
    let mut ssl_mode = None;
    let mut kept = Vec::new();
    for parameter in parameters {
        match parameter.split_once('=') {
            Some(("sslmode", mode)) => ssl_mode = Some(mode.trim_matches('\'').to_owned()),
            Some((name, _)) if IGNORED.contains(&name) => {}
            _ => kept.push(parameter),
        }
    }
    (kept, ssl_mode)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str, variables: &[(&str, &str)]) -> Result<Address, Error> {
        let pg = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Address::parse(text, &Environment { pg, user: Some("me".to_owned()), ..Environment::default() })
    }

    #[test]
    fn parses_both_notations_and_the_variables() {
        let address = parsed("postgresql://ada:s%40me@db.example:6543/app?schema=public&sslmode=prefer", &[]);
        let address = address.expect("an address");
        assert_eq!((address.shown().as_str(), address.database()), ("db.example:6543", "app"));
        assert_eq!(address.config.get_password(), Some(&b"s@me"[..]));
        let address =
            parsed("host=/run/postgresql user='a b' sslmode=disable", &[("PGPORT", "6000"), ("PGDATABASE", "x")]);
        let address = address.expect("an address");
        assert_eq!((address.shown().as_str(), address.database()), ("/run/postgresql:6000", "x"));
        assert_eq!(address.config.get_user(), Some("a b"));
        let address = parsed("postgres://localhost", &[("PGUSER", "eve"), ("PGPASSWORD", "p")]).expect("an address");
        assert_eq!(address.config.get_user(), Some("eve"));
        assert!(address.variables().contains(&("PGPASSWORD", "p".into())));
        assert_eq!(parsed("postgres://h", &[]).expect("an address").config.get_user(), Some("me"));
    }

    #[test]
    fn parameters_override_the_part_before_them() {
        for (text, hosts, ports, addresses) in [
            ("postgresql://me@localhost:5996/d?host=/path/sock", "/path/sock", "5996", ""),
            ("postgresql://me@localhost:5996/d?host=/path/sock&port=6000", "/path/sock", "6000", ""),
            ("postgres://localhost/d?port=6000&user=eve", "localhost", "6000", ""),
            ("postgres://me:p%40@[::1]:5996?port=6000", "::1", "6000", ""),
            ("postgres:///d?host=%2Fpath%2Fsock&port=6000", "/path/sock", "6000", ""),
            ("postgres://a:1,b:2/d?host=c,e", "c,e", "1,2", ""),
            ("postgres://a:1,b:2/d?port=3", "a,b", "3", ""),
            ("postgres://a:1,b:2/d", "a,b", "1,2", ""),
            ("postgres://a/d?host=b&host=c&application_name=x", "c", "5432", ""),
            ("postgres://name:1/d?hostaddr=127.0.0.1&sslmode=disable", "name", "1", "127.0.0.1"),
            ("postgres://:1/d?hostaddr=127.0.0.1", "127.0.0.1", "1", "127.0.0.1"),
        ] {
            let address = parsed(text, &[]).expect("an address");
            let variables = address.variables();
            let variable = |name: &str| {
                let found = variables.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| value.to_string_lossy().into_owned()).unwrap_or_default()
            };
            let found = (variable("PGHOST"), variable("PGPORT"), variable("PGHOSTADDR"));
            assert_eq!(found, (hosts.to_owned(), ports.to_owned(), addresses.to_owned()), "{text}");
            // As many as the driver requires.
            let config = &address.config;
            let servers = config.get_hosts().len().max(config.get_hostaddrs().len());
            assert!(config.get_ports().len() <= 1 || config.get_ports().len() == servers, "{text}");
        }
        let address = parsed("postgres://me:x@h/d?user=eve&dbname=e&password=y", &[]).expect("an address");
        assert_eq!((address.config.get_user(), address.database()), (Some("eve"), "e"));
        assert_eq!(address.config.get_password(), Some(&b"y"[..]));
    }

    #[test]
    fn rejects_encryption() {
        for text in
            ["postgres://h/d?sslmode=require", "host=h sslmode='verify-full'", "postgres://h?a=b&sslmode=verify-ca"]
        {
            assert!(matches!(parsed(text, &[]), Err(Error::NoTls { .. })), "{text}");
        }
        assert!(matches!(parsed("postgres://h", &[("PGSSLMODE", "require")]), Err(Error::NoTls { .. })));
    }

    #[test]
    fn never_prints_a_password() {
        for text in [
            "postgres://ada:hunter2@h:port/d",
            "hunter2",
            "postgres://ada:hun?ter2=x@h",
            "postgres://ada:p@hunter2/x@h/d",
            "password=hunter2 nonsense=hunter2",
        ] {
            let Err(error) = parsed(text, &[]) else { continue };
            let printed = format!("{error} {error:?}");
            assert!(!printed.contains("ter2"), "{printed}");
        }
    }
}
