//! An address with everything that it leaves out filled in.

use super::super::connection::Target;
use super::super::environment::Environment;
use super::super::error::Error;
use super::super::route::Route;
use super::certificates::Certificates;
use super::parameters::Parameters;
use super::password_file::{self, Wanted};
use super::service_file;
use super::ssl_mode::{SslMode, is_local};
use pg_driver::Config;
use pg_driver::config::{self, ChannelBinding, SslNegotiation, TargetSessionAttrs};
use std::ffi::OsString;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// The variables of libpq, each with the parameter that it stands for.
const VARIABLES: [(&str, &str); 17] = [
    ("PGHOST", "host"),
    ("PGHOSTADDR", "hostaddr"),
    ("PGPORT", "port"),
    ("PGDATABASE", "dbname"),
    ("PGUSER", "user"),
    ("PGPASSWORD", "password"),
    ("PGPASSFILE", "passfile"),
    ("PGOPTIONS", "options"),
    ("PGCONNECT_TIMEOUT", "connect_timeout"),
    ("PGCHANNELBINDING", "channel_binding"),
    ("PGTARGETSESSIONATTRS", "target_session_attrs"),
    ("PGSSLMODE", "sslmode"),
    ("PGSSLROOTCERT", "sslrootcert"),
    ("PGSSLCERT", "sslcert"),
    ("PGSSLKEY", "sslkey"),
    ("PGSSLNEGOTIATION", "sslnegotiation"),
    ("PGSSLMINPROTOCOLVERSION", "ssl_min_protocol_version"),
];

/// Values of parameters that no source has.
pub(in crate::postgres) struct Defaults {
    /// The database; `None` for the one with the user's name, as in libpq.
    pub(in crate::postgres) database: Option<&'static str>,
    /// The mode for hosts other than this machine.
    pub(in crate::postgres) remote: SslMode,
}

/// Servers and a database on them, and the user to log in as.
pub(in crate::postgres) struct Address {
    endpoints: Vec<Endpoint>,
    parameters: Parameters,
    user: String,
    database: String,
    certificates: Certificates,
    remarks: Vec<String>,
}

/// One of the servers that are tried in order.
struct Endpoint {
    host: String,
    address: Option<IpAddr>,
    port: u16,
    mode: SslMode,
    password: Option<String>,
}

impl Endpoint {
    fn shown(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

impl Address {
    /// Fills in missing parameters from a service, variables, the password file and the defaults, in this order.
    pub(in crate::postgres) fn resolve(
        parameters: Parameters,
        environment: &Environment,
        defaults: &Defaults,
    ) -> Result<Self, Error> {
        let variable = |name: &str| environment.pg.get(name).map(String::as_str);
        let service = parameters.get("service").or_else(|| variable("PGSERVICE")).map(str::to_owned);
        let file = parameters.get("servicefile").or_else(|| variable("PGSERVICEFILE")).map(str::to_owned);
        let mut parameters = match service {
            Some(service) => parameters.or(service_file::read(&service, file.as_deref(), environment)?),
            None => parameters,
        };
        let mut variables = Parameters::default();
        for (name, parameter) in VARIABLES {
            variables.set(parameter, variable(name).unwrap_or_default())?;
        }
        if variable("PGREQUIRESSL").is_some_and(|value| value.starts_with('1')) && variable("PGSSLMODE").is_none() {
            variables.set("sslmode", "require")?;
        }
        parameters = parameters.or(variables);
        let certificates = Certificates::find(&parameters, environment);
        let user = parameters.get("user").or(environment.user.as_deref()).unwrap_or("postgres").to_owned();
        let database = parameters.get("dbname").or(defaults.database).unwrap_or(&user).to_owned();
        let mut endpoints = endpoints(&parameters)?;
        let mut remarks = Vec::new();
        for endpoint in &mut endpoints {
            endpoint.mode = mode(&parameters, endpoint, certificates.roots.is_some(), defaults.remote)?;
            let wanted =
                Wanted { host: &endpoint.host, port: &endpoint.port.to_string(), database: &database, user: &user };
            let (password, remark) = match parameters.get("password") {
                Some(password) => (Some(password.to_owned()), None),
                None => password_file::read(parameters.get("passfile"), environment, &wanted),
            };
            endpoint.password = password;
            remarks.extend(remark.filter(|remark| !remarks.contains(remark)));
        }
        Ok(Self { endpoints, parameters, user, database, certificates, remarks })
    }

    /// The database to connect to.
    pub(in crate::postgres) fn database(&self) -> &str {
        &self.database
    }

    /// `localhost:5432`, never with a password.
    pub(in crate::postgres) fn shown(&self) -> String {
        self.endpoints.first().map_or_else(String::new, Endpoint::shown)
    }

    /// The role to log in as.
    pub(in crate::postgres) fn user(&self) -> &str {
        &self.user
    }

    /// The addresses that take the place of hosts, with their ports.
    pub(in crate::postgres) fn given_addresses(&self) -> impl Iterator<Item = (IpAddr, u16)> {
        self.endpoints.iter().filter_map(|endpoint| Some((endpoint.address?, endpoint.port)))
    }

    /// The hosts and ports.
    pub(in crate::postgres) fn servers(&self) -> impl Iterator<Item = (&str, u16)> {
        self.endpoints.iter().map(|endpoint| (endpoint.host.as_str(), endpoint.port))
    }

    /// Notes on files that were ignored, and on connections to another machine whose server is not verified.
    pub(in crate::postgres) fn remarks(&self) -> Vec<String> {
        let unverified = |endpoint: &&Endpoint| endpoint.mode < SslMode::VerifyCa && !endpoint.is_local();
        let unverified = self.endpoints.iter().find(unverified).map(|endpoint| {
            let mode = endpoint.mode.name();
            let is = if endpoint.mode < SslMode::Require {
                "may not be encrypted, and the"
            } else {
                "is encrypted, but the"
            };
            format!(
                "the connection to {} {is} certificate of the server is not verified (`sslmode={mode}`)",
                endpoint.shown()
            )
        });
        self.remarks.iter().cloned().chain(unverified).collect()
    }

    /// The servers as a target of connections.
    pub(in crate::postgres) fn target(&self, environment: &Environment, may_be_pooled: bool) -> Result<Target, Error> {
        Ok(Target {
            routes: self.routes()?,
            shown: self.shown(),
            log: None,
            is_damaged: Arc::default(),
            deadline: environment.deadline.clone(),
            may_be_pooled,
        })
    }

    /// The ways to connect, in the order in which they are tried.
    fn routes(&self) -> Result<Vec<Route>, Error> {
        let mut routes = Vec::new();
        for endpoint in &self.endpoints {
            let plain = |config: Config| Route { config, tls: None, shown: endpoint.shown() };
            let config = self.config(endpoint)?;
            if endpoint.host.starts_with('/') || endpoint.mode == SslMode::Disable {
                routes.push(plain(config));
                continue;
            }
            let mut tls = self.certificates.config(endpoint.mode)?;
            let mut encrypted = config.clone();
            encrypted.ssl_mode(config::SslMode::Require);
            if self.parameters.get("sslnegotiation") == Some("direct") {
                encrypted.ssl_negotiation(SslNegotiation::Direct);
                tls.alpn_protocols = vec![b"postgresql".to_vec()];
            }
            let encrypted = Route { config: encrypted, tls: Some(Arc::new(tls)), shown: endpoint.shown() };
            match endpoint.mode {
                SslMode::Allow => routes.extend([plain(config), encrypted]),
                SslMode::Prefer => routes.extend([encrypted, plain(config)]),
                _ => routes.push(encrypted),
            }
        }
        Ok(routes)
    }

    /// The address as variables for programs of Postgres, including the password: only the same user can read the
    /// variables of a process, but everyone can read its arguments.
    pub(in crate::postgres) fn variables(&self) -> Vec<(&'static str, OsString)> {
        let all =
            |value: &dyn Fn(&Endpoint) -> String| self.endpoints.iter().map(value).collect::<Vec<_>>().join(",").into();
        let strictest = self.endpoints.iter().map(|endpoint| endpoint.mode).max().unwrap_or(SslMode::Disable);
        let mut variables: Vec<(&'static str, OsString)> = vec![
            ("PGHOST", all(&|endpoint| endpoint.host.clone())),
            ("PGPORT", all(&|endpoint| endpoint.port.to_string())),
            ("PGUSER", (&self.user).into()),
            ("PGSSLMODE", strictest.name().into()),
        ];
        if self.endpoints.iter().any(|endpoint| endpoint.address.is_some()) {
            let addresses = all(&|endpoint| endpoint.address.map(|address| address.to_string()).unwrap_or_default());
            variables.push(("PGHOSTADDR", addresses));
        }
        let roots = self.certificates.roots.as_ref().map(|path| path.clone().into_os_string());
        let is_verified = strictest >= SslMode::VerifyCa;
        variables.extend(roots.or_else(|| is_verified.then(|| "system".into())).map(|roots| ("PGSSLROOTCERT", roots)));
        let password = self.endpoints.first().and_then(|endpoint| endpoint.password.as_ref());
        variables.extend(password.map(|password| ("PGPASSWORD", password.into())));
        variables.extend(self.parameters.get("options").map(|options| ("PGOPTIONS", options.into())));
        let files = [("sslcert", "PGSSLCERT"), ("sslkey", "PGSSLKEY")];
        variables.extend(
            files.into_iter().filter_map(|(name, variable)| Some((variable, self.parameters.get(name)?.into()))),
        );
        variables
    }

    fn config(&self, endpoint: &Endpoint) -> Result<Config, Error> {
        let mut config = Config::new();
        config.host(&endpoint.host).port(endpoint.port).user(&self.user).ssl_mode(config::SslMode::Disable);
        if let Some(address) = endpoint.address {
            config.hostaddr(address);
        }
        if let Some(password) = &endpoint.password {
            config.password(password);
        }
        if let Some(options) = self.parameters.get("options") {
            config.options(options);
        }
        if let Some(seconds) = self.parameters.get("connect_timeout") {
            let seconds: i64 = seconds.trim().parse().map_err(|_| invalid("connect_timeout", "a number of seconds"))?;
            // Zero and less mean no limit to libpq, and at least two seconds are waited.
            if let Ok(seconds @ 1..) = u64::try_from(seconds) {
                config.connect_timeout(Duration::from_secs(seconds.max(2)));
            }
        }
        config.channel_binding(match self.parameters.get("channel_binding") {
            None | Some("prefer") => ChannelBinding::Prefer,
            Some("require") => ChannelBinding::Require,
            Some("disable") => ChannelBinding::Disable,
            Some(_) => return Err(invalid("channel_binding", "disable, prefer or require")),
        });
        config.target_session_attrs(match self.parameters.get("target_session_attrs") {
            None | Some("any") => TargetSessionAttrs::Any,
            Some("read-write" | "primary") => TargetSessionAttrs::ReadWrite,
            Some("read-only" | "standby") => TargetSessionAttrs::ReadOnly,
            Some(_) => return Err(invalid("target_session_attrs", "any, read-write or read-only")),
        });
        Ok(config)
    }
}

impl Endpoint {
    fn is_local(&self) -> bool {
        is_local(&self.host) || self.address.is_some_and(|address| address.is_loopback())
    }
}

fn invalid(parameter: &str, expected: &str) -> Error {
    Error::Address { reason: format!("the parameter `{parameter}` must be {expected}") }
}

/// The servers of lists of hosts, addresses and ports.
fn endpoints(parameters: &Parameters) -> Result<Vec<Endpoint>, Error> {
    let list = |name: &str| parameters.get(name).map(|list| list.split(',').map(str::trim).collect::<Vec<_>>());
    let addresses = list("hostaddr").unwrap_or_default();
    let hosts =
        list("host").unwrap_or_else(|| if addresses.is_empty() { vec!["localhost"] } else { addresses.clone() });
    let ports = list("port").unwrap_or_else(|| vec![""]);
    if !addresses.is_empty() && addresses.len() != hosts.len() || ports.len() > 1 && ports.len() != hosts.len() {
        let reason = "`host`, `hostaddr` and `port` have lists of different lengths".to_owned();
        return Err(Error::Address { reason });
    }
    let one = |(at, host): (usize, &&str)| {
        let address = match addresses.get(at).copied().unwrap_or_default() {
            "" => None,
            address => Some(address.parse().map_err(|_| invalid("hostaddr", "an IP address"))?),
        };
        let port = match ports.get(at).or(ports.first()).copied().unwrap_or_default() {
            "" => 5432,
            port => port.parse().ok().filter(|port| *port > 0).ok_or_else(|| invalid("port", "a port number"))?,
        };
        let host = match *host {
            "" => addresses.get(at).copied().filter(|address| !address.is_empty()).unwrap_or("localhost"),
            host => host,
        };
        Ok(Endpoint { host: host.to_owned(), address, port, mode: SslMode::Disable, password: None })
    };
    hosts.iter().enumerate().map(one).collect()
}

/// The mode of a connection to a server.
fn mode(parameters: &Parameters, endpoint: &Endpoint, has_roots: bool, remote: SslMode) -> Result<SslMode, Error> {
    let is_system = parameters.get("sslrootcert") == Some("system");
    let mode = match parameters.get("sslmode") {
        Some(name) => SslMode::named(name)
            .ok_or_else(|| invalid("sslmode", "disable, allow, prefer, require, verify-ca or verify-full"))?,
        None if is_system => SslMode::VerifyFull,
        None if endpoint.is_local() => SslMode::Prefer,
        None => remote,
    };
    if is_system && mode < SslMode::VerifyFull {
        return Err(Error::Address { reason: "`sslrootcert=system` needs `sslmode=verify-full`".to_owned() });
    }
    // As in libpq, where a file of authorities is.
    Ok(if mode == SslMode::Require && has_roots { SslMode::VerifyCa } else { mode })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIVE: Defaults = Defaults { database: None, remote: SslMode::VerifyFull };

    fn resolved(text: &str, variables: &[(&str, &str)]) -> Result<Address, Error> {
        let pg = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let environment = Environment { pg, user: Some("me".to_owned()), ..Environment::default() };
        Address::resolve(Parameters::parse(text)?, &environment, &LIVE)
    }

    fn check(text: &str, variables: &[(&str, &str)], expected: &str) {
        let address = resolved(text, variables).expect(text);
        let found: Vec<String> =
            address.variables().iter().map(|(name, value)| format!("{name}={}", value.to_string_lossy())).collect();
        assert_eq!(format!("{} {}", found.join(" "), address.database()), expected, "{text}");
    }

    #[test]
    fn variables_fill_in_what_an_address_leaves_out() {
        let file = [("PGSERVICEFILE", "/nowhere")];
        check("", &[], "PGHOST=localhost PGPORT=5432 PGUSER=me PGSSLMODE=prefer me");
        check("", &file, "PGHOST=localhost PGPORT=5432 PGUSER=me PGSSLMODE=prefer me");
        let all = [("PGHOST", "/s"), ("PGPORT", "6000"), ("PGUSER", "eve"), ("PGDATABASE", "d"), ("PGPASSWORD", "p")];
        check("", &all, "PGHOST=/s PGPORT=6000 PGUSER=eve PGSSLMODE=prefer PGPASSWORD=p d");
        let own = "PGHOST=localhost PGPORT=1 PGUSER=ada PGSSLMODE=disable PGPASSWORD=q e";
        check("postgres://ada:q@localhost:1/e?sslmode=disable", &all, own);
        check(
            "host=a,b port=1,",
            &[],
            "PGHOST=a,b PGPORT=1,5432 PGUSER=me PGSSLMODE=verify-full PGSSLROOTCERT=system me",
        );
    }

    #[test]
    fn a_host_on_another_machine_must_prove_who_it_is() {
        let mode = |text: &str| {
            let address = resolved(text, &[]).expect(text);
            (address.endpoints[0].mode, address.remarks().len())
        };
        assert_eq!(mode("host=db.example"), (SslMode::VerifyFull, 0));
        assert_eq!(mode("host=db.example sslmode=require"), (SslMode::Require, 1));
        assert_eq!(mode("host=db.example sslmode=disable"), (SslMode::Disable, 1));
        assert_eq!(mode("host=db.example hostaddr=127.0.0.1"), (SslMode::Prefer, 0));
        assert_eq!(mode("host=/run/postgresql"), (SslMode::Prefer, 0));
    }

    #[test]
    fn values_that_mean_nothing_are_refused() {
        for text in [
            "port=0",
            "port=x",
            "host=a,b port=1,2,3",
            "host=a hostaddr=b",
            "sslmode=on",
            "sslmode=require sslrootcert=system",
            "service=none",
        ] {
            assert!(matches!(resolved(text, &[]), Err(Error::Address { .. })), "{text}");
        }
    }
}
