//! The databases that a command compares: named ones, those that match a pattern, and those of a server.

use crate::jobs::databases::{self, Databases, Target};
use crate::jobs::diff::Error;
use crate::postgres::live::Live;
use crate::postgres::{self, Environment, Parameters, is_url};
use std::fmt::Write as _;

/// The wish for databases, as it is typed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice<'a> {
    /// Addresses, names, and patterns of names with `*`.
    pub typed: &'a [String],
    /// Whether every named database is meant.
    pub all: bool,
}

/// The databases to compare.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    pub targets: Vec<Target>,
    /// Those that cannot be compared: a label, and the reason.
    pub unreachable: Vec<(String, Unreachable)>,
}

/// Reason why a database cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreachable(pub String);

/// Returns the databases of a choice.
pub fn choose(databases: &Databases<'_>, choice: Choice<'_>) -> Result<Chosen, databases::Error> {
    let mut chosen = Chosen::default();
    for typed in choice.typed {
        if !typed.contains('*') || is_url(typed) || typed.contains('=') {
            chosen.targets.push(databases.target(typed)?);
            continue;
        }
        if chosen.add(databases, typed) == 0 {
            return Err(databases::Error::Unknown { name: typed.clone(), known: databases.names() });
        }
    }
    if choice.all && chosen.add(databases, "*") == 0 {
        return Err(databases::Error::Unknown { name: "*".to_owned(), known: Vec::new() });
    }
    Ok(chosen)
}

impl Chosen {
    /// Adds the named databases that match a pattern, and returns how many do.
    fn add(&mut self, databases: &Databases<'_>, pattern: &str) -> usize {
        let mut count = 0;
        for (name, found) in databases.every() {
            if !matches(pattern, &name) {
                continue;
            }
            count += 1;
            match found {
                Ok(target) if self.targets.contains(&target) => {}
                Ok(target) => self.targets.push(target),
                Err(error) => self.unreachable.push((name, Unreachable(error.to_string()))),
            }
        }
        count
    }

    /// Replaces each database by those on its server whose names match a pattern.
    pub fn on_servers(self, pattern: &str, environment: &Environment) -> Result<Self, Error> {
        let mut chosen = Self { targets: Vec::new(), unreachable: self.unreachable };
        for target in self.targets {
            let label = target.label(environment).map_err(Error::Live)?;
            match names(&target.address, environment) {
                Ok(names) => {
                    let matching: Vec<String> = names.into_iter().filter(|name| matches(pattern, name)).collect();
                    if matching.is_empty() {
                        let reason = format!("its server has no database that matches `{pattern}`");
                        chosen.unreachable.push((label, Unreachable(reason)));
                    }
                    let address = |name: String| Target { address: with_database(&target.address, &name), name: None };
                    chosen.targets.extend(matching.into_iter().map(address));
                }
                Err(error) => chosen.unreachable.push((label, Unreachable(error.to_string()))),
            }
        }
        Ok(chosen)
    }
}

/// The names of the databases of a server that accept connections.
fn names(address: &str, environment: &Environment) -> Result<Vec<String>, postgres::Error> {
    const NAMES: &str = "select datname::text from pg_catalog.pg_database \
        where datallowconn and not datistemplate order by datname";
    let mut live = Live::connect(&Parameters::parse(address)?, environment)?;
    let rows = live.database().query(NAMES)?.rows;
    Ok(rows.into_iter().flatten().flatten().collect())
}

/// The address of another database on the same server: of two parameters with one name, the last one counts.
fn with_database(address: &str, name: &str) -> String {
    if !is_url(address.trim()) {
        return format!("{address} dbname='{}'", name.replace('\\', "\\\\").replace('\'', "\\'"));
    }
    let mut text = format!("{}{}dbname=", address.trim(), if address.contains('?') { '&' } else { '?' });
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'_' {
            text.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(text, "%{byte:02x}");
        }
    }
    text
}

/// Whether a name matches a pattern, in which `*` stands for any characters.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut left) = name.strip_prefix(start) else { return false };
    let parts: Vec<&str> = rest.split('*').collect();
    let Some((end, middle)) = parts.split_last() else { return true };
    for part in middle {
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
    }
    left.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_characters() {
        let check = |pattern: &str, name: &str, expected: bool| {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        };
        check("tenant_*", "tenant_1", true);
        check("tenant_*", "other", false);
        check("*", "", true);
        check("a*b*c", "axxbyyc", true);
        check("a*b*c", "axxcyyb", false);
        check("a*a", "a", false);
        check("a", "ab", false);
    }

    #[test]
    fn the_database_of_an_address_is_replaced() {
        let check = |address: &str, name: &str| {
            let address = with_database(address, name);
            let label = Target { address, name: None }.label(&Environment::default()).expect("an address");
            assert_eq!(label, format!("h:1/{name}"));
        };
        for name in ["t1", "it's", "a b", "a%2\\", "\u{e9}"] {
            check("postgres://u:p@h:1/app", name);
            check("postgres://u@h:1/app?sslmode=disable", name);
            check("host=h port=1 dbname=app", name);
        }
    }
}
