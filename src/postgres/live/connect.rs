//! From parameters to a connection, and the facts about its other end.

use super::super::address::{Address, Defaults, Parameters, SslMode};
use super::super::administration;
use super::super::archive::Reach;
use super::super::connection::{Connection, Target};
use super::super::database::{Database, Session};
use super::super::engine::{Role, Server};
use super::super::environment::Environment;
use super::super::error::Error;
use super::place::{Place, places};
use super::pooler::Pooler;
use super::probe::{Behaviour, behaviour};

/// As libpq, except that a host on another machine must prove who it is.
const DEFAULTS: Defaults = Defaults { database: None, remote: SslMode::VerifyFull };

/// The session of a statement, its server and its user. One row.
const FACTS: &str =
    "select pg_catalog.pg_backend_pid()::text, pg_catalog.pg_is_in_recovery()::text, current_user::text";

/// A live database. Nothing is created on its server, and nothing is cleaned up there.
pub struct Live {
    connection: Connection,
    address: Address,
    target: Target,
    server: Server,
    facts: Facts,
}

/// The other end of a connection.
struct Facts {
    is_replica: bool,
    user: String,
    pooler: Option<Pooler>,
}

impl Live {
    /// The name of a database in reports, `localhost:5432/app`, without a connection to it.
    pub fn label(parameters: &Parameters, environment: &Environment) -> Result<String, Error> {
        let address = Address::resolve(parameters.clone(), environment, &DEFAULTS)?;
        Ok(format!("{}/{}", address.shown(), address.database()))
    }

    /// The places of a database, one for each host, without a connection to it.
    pub fn places(parameters: &Parameters, environment: &Environment) -> Result<Vec<Place>, Error> {
        Ok(places(&Address::resolve(parameters.clone(), environment, &DEFAULTS)?))
    }

    /// Connects to a database. Missing parameters are taken from a service, `PG*` variables, the password file and
    /// defaults, in this order, as libpq does; without `sslmode` the certificate of a host on another machine must be
    /// trusted and have its name. Errors never quote the parameters, because one may be a password.
    pub fn connect(parameters: &Parameters, environment: &Environment) -> Result<Self, Error> {
        let address = Address::resolve(parameters.clone(), environment, &DEFAULTS)?;
        let target = address.target(environment, true)?;
        let mut connection = Connection::open(&target, address.database(), &Session::default())?;
        let version = administration::version(&mut connection)?;
        let facts = facts(&mut connection, &address, &target)?;
        let server = Server { version, origin: address.shown() };
        Ok(Self { connection, address, target, server, facts })
    }

    /// The server of the database.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// `localhost:5432/app`, never with a password.
    pub fn shown(&self) -> String {
        format!("{}/{}", self.server.origin, self.address.database())
    }

    /// The role as which statements run.
    pub fn user(&self) -> &str {
        &self.facts.user
    }

    /// Whether the server is a replica, which accepts no writes.
    pub fn is_replica(&self) -> bool {
        self.facts.is_replica
    }

    /// The pooler on the way, if there is a sign of one.
    pub fn pooler(&self) -> Option<&Pooler> {
        self.facts.pooler.as_ref()
    }

    /// The pooler on the way, looked for by its behaviour: a write needs to know for sure. To be called outside a
    /// transaction, before anything was set in the session.
    pub fn pooler_of_writes(&mut self) -> Option<Pooler> {
        if self.facts.pooler.is_none() {
            let database = self.address.database().to_owned();
            self.facts.pooler = match behaviour(&mut self.connection, &self.target, &database) {
                Behaviour::Transactions(kind) => Some(Pooler::by_behaviour(kind, false)),
                Behaviour::Sessions(kind) => Some(Pooler::by_behaviour(kind, true)),
                Behaviour::Direct | Behaviour::Unknown => None,
            };
        }
        self.facts.pooler.clone()
    }

    /// The name of the database.
    pub fn name(&self) -> &str {
        self.address.database()
    }

    /// The database as programs of Postgres reach it, with the password.
    pub fn reach(&self) -> Reach {
        Reach { variables: self.address.variables(), database: self.address.database().to_owned() }
    }

    /// The roles of the server except predefined ones, in order of their names.
    pub fn roles(&mut self) -> Result<Vec<Role>, Error> {
        administration::roles(&mut self.connection)
    }

    /// Notes for readers of a report: files that were ignored, a server that is not verified, a pooler, a replica.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = self.address.remarks();
        remarks
            .extend(self.pooler().map(|pooler| format!("{} leads through {pooler}{}", self.shown(), pooler.remedy())));
        remarks.extend(self.is_replica().then(|| format!("{} is a replica, which may be behind", self.shown())));
        remarks
    }

    /// The connection.
    pub fn database(&mut self) -> &mut dyn Database {
        &mut self.connection
    }
}

/// Asks twice, because a pooler may answer from two sessions.
fn facts(connection: &mut Connection, address: &Address, target: &Target) -> Result<Facts, Error> {
    let mut ask = || -> Result<Vec<String>, Error> {
        let rows = connection.query(FACTS)?.rows;
        Ok(rows.into_iter().next().unwrap_or_default().into_iter().map(Option::unwrap_or_default).collect())
    };
    let (first, second) = (ask()?, ask()?);
    let [process, is_replica, user] = first.as_slice() else {
        return Err(Error::Catalog { cause: "the server does not describe its session".to_owned() });
    };
    let (is_replica, user) = (is_replica == "true", user.clone());
    let seen = (second.first() != Some(process)).then(Pooler::seen);
    let by_place = address.servers().find_map(|(host, port)| Pooler::at(host, port));
    let pooler = match by_place {
        // Servers listen there as well.
        Some(guess) if guess.is_by_port() && seen.is_none() => {
            match behaviour(connection, target, address.database()) {
                Behaviour::Direct => None,
                Behaviour::Sessions(_) => Some(Pooler { keeps_sessions: true, ..guess }),
                Behaviour::Transactions(_) | Behaviour::Unknown => Some(guess),
            }
        }
        by_place => by_place.or(seen),
    };
    Ok(Facts { is_replica, user, pooler })
}
