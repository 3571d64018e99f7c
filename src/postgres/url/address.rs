//! The address of a server, as users write it: `postgres://user@host/db?…` or `host=… user=…`
//! (documentation of libpq, "Connection Strings"). Whatever is wrong with it is said without
//! repeating it, because a password may stand in it, quoted wrongly or not at all.

use super::super::environment::Environment;
use super::super::error::Error;
use pg_driver::Config;
use pg_driver::config::{Host, SslMode};
use std::ffi::OsString;
use std::fmt::Write as _;

/// Parameters that other tools add to an address and the driver does not know: Prisma's and
/// its poolers' own, and those of libpq that only matter with TLS or Kerberos.
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

/// Where a server is and who we are there.
pub(super) struct Address {
    pub(super) config: Config,
    database: String,
}

impl Address {
    /// Reads an address; what it leaves open is taken from the `PG*` variables.
    pub(super) fn parse(text: &str, environment: &Environment) -> Result<Self, Error> {
        let variables = &environment.pg;
        let text = text.trim();
        if has_raw_at(text) {
            let reason = "an `@` in a user name or password is written `%40`".to_owned();
            return Err(Error::Address { reason });
        }
        let (text, removed) = if is_url(text) { without_parameters(text) } else { without_keys(text) };
        let ssl_mode = removed.or_else(|| variables.get("PGSSLMODE").cloned());
        if let Some(mode) = ssl_mode.as_deref().filter(|mode| !matches!(*mode, "disable" | "allow" | "prefer")) {
            return Err(Error::NoTls { mode: mode.to_owned() });
        }
        // The driver's own words may hold a part of what it could not read.
        let mut config: Config = text.parse().map_err(|_| Error::Address {
            reason: "it is neither `postgres://user:password@host:port/database` (with `%40` for an `@` in a \
                     password, and the like) nor `host=… port=… user=… dbname=…`"
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
        let mut shown = self.host();
        let _ = write!(shown, ":{}", self.port());
        shown
    }

    /// The same for programs of Postgres, the password included: variables of a process are
    /// for its user's eyes only, arguments for everybody's.
    pub(super) fn variables(&self) -> Vec<(&'static str, OsString)> {
        let mut variables: Vec<(&'static str, OsString)> = vec![
            ("PGHOST", self.host().into()),
            ("PGPORT", self.port().to_string().into()),
            ("PGSSLMODE", "disable".into()),
        ];
        variables.extend(self.config.get_user().map(|user| ("PGUSER", user.into())));
        let password = self.config.get_password().map(|password| String::from_utf8_lossy(password).into_owned());
        variables.extend(password.map(|password| ("PGPASSWORD", password.into())));
        variables.extend(self.config.get_options().map(|options| ("PGOPTIONS", options.into())));
        variables
    }

    fn host(&self) -> String {
        match self.config.get_hosts().first() {
            Some(Host::Tcp(host)) => host.clone(),
            #[cfg(unix)]
            Some(Host::Unix(folder)) => folder.display().to_string(),
            None => self.config.get_hostaddrs().first().map_or_else(|| "localhost".to_owned(), ToString::to_string),
        }
    }

    fn port(&self) -> u16 {
        self.config.get_ports().first().copied().unwrap_or(5432)
    }
}

/// Fills in what the address leaves open.
fn complete(config: &mut Config, environment: &Environment) -> Result<(), Error> {
    let variable = |name: &str| environment.pg.get(name).map(String::as_str);
    if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
        config.host(variable("PGHOST").unwrap_or("localhost"));
    }
    if let Some(port) = variable("PGPORT").filter(|_| config.get_ports().is_empty()) {
        let port = port.parse().map_err(|_| Error::Address { reason: "PGPORT is no port number".to_owned() })?;
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

fn is_url(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}

/// True when a URL holds two `@` before its parameters: then a part of a password would be
/// taken for the host, and told.
fn has_raw_at(text: &str) -> bool {
    is_url(text) && text.split('?').next().is_some_and(|address| address.matches('@').count() > 1)
}

/// A URL without the parameters that are not for the driver, and its `sslmode`.
fn without_parameters(text: &str) -> (String, Option<String>) {
    let Some((address, parameters)) = text.split_once('?') else { return (text.to_owned(), None) };
    let (kept, ssl_mode) = sorted_out(parameters.split('&'));
    let text = if kept.is_empty() { address.to_owned() } else { format!("{address}?{}", kept.join("&")) };
    (text, ssl_mode)
}

/// The same for `key=value`. Values in quotes that hold blanks stay together only when they
/// are not ours to remove, so they are put back as they were.
fn without_keys(text: &str) -> (String, Option<String>) {
    let (kept, ssl_mode) = sorted_out(text.split(' '));
    (kept.join(" "), ssl_mode)
}

fn sorted_out<'a>(parameters: impl Iterator<Item = &'a str>) -> (Vec<&'a str>, Option<String>) {
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
    fn both_notations_and_the_variables_are_read() {
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
    fn encryption_is_refused_aloud() {
        for text in
            ["postgres://h/d?sslmode=require", "host=h sslmode='verify-full'", "postgres://h?a=b&sslmode=verify-ca"]
        {
            assert!(matches!(parsed(text, &[]), Err(Error::NoTls { .. })), "{text}");
        }
        assert!(matches!(parsed("postgres://h", &[("PGSSLMODE", "require")]), Err(Error::NoTls { .. })));
    }

    #[test]
    fn no_password_is_repeated() {
        for text in [
            "postgres://ada:hunter2@h:port/d",
            "hunter2",
            "postgres://ada:hun?ter2=x@h",
            "postgres://ada:p@hunter2/x@h/d",
            "password=hunter2 nonsense=hunter2",
        ] {
            let Err(error) = parsed(text, &[]) else { continue };
            let told = format!("{error} {error:?}");
            assert!(!told.contains("ter2"), "{told}");
        }
    }
}
