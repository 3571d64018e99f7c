//! Dependencies between the objects of a catalog, from `pg_depend`.

use super::text::sql;
use crate::catalog::{Dependencies, Identity};
use crate::postgres::{Database, Error};
use std::collections::HashMap;

/// An address has so many owners at most: the index of a constraint, the rule of a view.
const MOST_OWNERS: usize = 6;

/// Reads the dependencies between objects with these addresses.
pub(super) fn read(
    database: &mut dyn Database,
    major: u32,
    addresses: &HashMap<String, Identity>,
) -> Result<Dependencies, Error> {
    let rows = database.query(&sql(include_str!("dependency.sql"), major))?;
    let text = rows.rows.into_iter().flatten().flatten().next().unwrap_or_default();
    Ok(Edges::read(&text, addresses).resolved())
}

/// A row of `pg_depend`: the one that depends, the other one, and how.
struct Edge<'a> {
    from: &'a str,
    to: &'a str,
    how: char,
}

struct Edges<'a> {
    all: Vec<Edge<'a>>,
    addresses: &'a HashMap<String, Identity>,
    /// The object of which another one is a part, with the rank of the dependency.
    owners: HashMap<&'a str, (usize, &'a str)>,
}

impl<'a> Edges<'a> {
    fn read(text: &'a str, addresses: &'a HashMap<String, Identity>) -> Self {
        let mut edges = Self { all: Vec::new(), addresses, owners: HashMap::new() };
        for line in text.lines() {
            let mut fields = line.split('\t');
            let (Some(from), Some(to), Some(how)) = (fields.next(), fields.next(), fields.next()) else { continue };
            let how = how.chars().next().unwrap_or_default();
            edges.all.push(Edge { from, to, how });
            if let Some(rank) = ['i', 'e', 'm', 'a'].iter().position(|letter| *letter == how) {
                let owner = edges.owners.entry(from).or_insert((rank, to));
                if rank < owner.0 {
                    *owner = (rank, to);
                }
            }
        }
        edges
    }

    fn resolved(&self) -> Dependencies {
        let mut dependencies = Dependencies::default();
        for edge in &self.all {
            // A member of an extension is not an object of the project.
            let (true, Some(from), Some(to)) = (edge.how != 'e', self.object(edge.from), self.object(edge.to)) else {
                continue;
            };
            dependencies.insert(from, to);
        }
        dependencies
    }

    /// Returns the object at an address, or the one of which it is a part.
    fn object(&self, address: &str) -> Option<&'a Identity> {
        let mut address = address;
        for _ in 0..MOST_OWNERS {
            if let Some(identity) = self.addresses.get(address) {
                return Some(identity);
            }
            let whole = address.rsplit_once(' ').map(|(object, _)| object).unwrap_or_default();
            if let Some(identity) = self.addresses.get(&format!("{whole} 0")) {
                return Some(identity);
            }
            address = match self.owners.get(address) {
                Some((_, owner)) => owner,
                None => self.owners.get(format!("{whole} 0").as_str())?.1,
            };
        }
        None
    }
}
