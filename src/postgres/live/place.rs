//! The place of a database, so that two addresses of one database are recognised without a connection.

use super::super::address::Address;
use std::net::IpAddr;

/// A server and a database on it. Places are equal if the same database is there under the same name of the host, or
/// under another name that the documentation of hosted services gives. An alias in DNS and a tunnel are not recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    server: String,
    /// `None` where the name of the server says it all.
    port: Option<u16>,
    database: String,
}

/// Folders of sockets of servers that also listen on this machine's port.
const SOCKET_FOLDERS: [&str; 3] = ["/tmp", "/run/postgresql", "/var/run/postgresql"];

/// The name of this machine.
const HERE: &str = "localhost";

/// The places of an address.
pub(super) fn places(address: &Address) -> Vec<Place> {
    let place = |host: &str, port: u16| {
        let (server, port) = server(host, port, address.user());
        Place { server, port, database: address.database().to_owned() }
    };
    let named = address.servers().map(|(host, port)| place(host, port));
    named.chain(address.given_addresses().map(|(address, port)| place(&address.to_string(), port))).collect()
}

fn server(host: &str, port: u16, user: &str) -> (String, Option<u16>) {
    if host.starts_with('/') || host.starts_with('@') {
        let folder = host.trim_end_matches('/');
        let is_usual = SOCKET_FOLDERS.contains(&folder);
        return (if is_usual { HERE.to_owned() } else { folder.to_owned() }, Some(port));
    }
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    if host == HERE || host.parse().is_ok_and(|address: IpAddr| address.is_loopback()) {
        return (HERE.to_owned(), Some(port));
    }
    // Supabase names a project in the host, or in the user at its pooler.
    let direct = host.strip_prefix("db.").and_then(|rest| rest.strip_suffix(".supabase.co"));
    let pooled = host.ends_with(".pooler.supabase.com").then(|| user.split_once('.').map(|(_, project)| project));
    if let Some(project) = direct.or(pooled.flatten()) {
        return (format!("supabase {}", project.to_ascii_lowercase()), None);
    }
    // Neon's pooler has the name of the endpoint and a suffix.
    (host.replacen("-pooler.", ".", 1), Some(port))
}

#[cfg(test)]
mod tests {
    use super::super::super::environment::Environment;
    use super::super::Live;
    use crate::postgres::Parameters;

    #[test]
    fn the_same_database_is_recognised_under_its_other_addresses() {
        let places = |text: &str| {
            let parameters = Parameters::parse(text).expect(text);
            Live::places(&parameters, &Environment::default()).expect(text)
        };
        let check = |one: &str, other: &str, is_same: bool| {
            let (found, others) = (places(one), places(other));
            assert_eq!(found.iter().any(|place| others.contains(place)), is_same, "{one} and {other}");
        };
        check("postgres://a@DB.example./app", "host=db.example port=5432 user=b dbname=app", true);
        check("postgres://db.example/app", "postgres://db.example/other", false);
        check("postgres://db.example/app", "postgres://db.example:5433/app", false);
        check("postgres://127.0.0.1/app", "host=/var/run/postgresql dbname=app", true);
        check("postgres://[::1]/app", "postgres://localhost/app", true);
        check("host=/one dbname=app", "host=/two dbname=app", false);
        check("host=a,b dbname=app", "host=b dbname=app", true);
        check("host=db hostaddr=10.0.0.1 dbname=app", "host=10.0.0.1 dbname=app", true);
        let direct = "postgres://postgres@db.abc.supabase.co/postgres";
        check(direct, "postgres://postgres.abc@aws-0-eu.pooler.supabase.com:6543/postgres", true);
        check(direct, "postgres://postgres.xyz@aws-0-eu.pooler.supabase.com:6543/postgres", false);
        check("postgres://a@ep-x-pooler.eu.neon.tech/db", "postgres://b@ep-x.eu.neon.tech/db", true);
    }
}
