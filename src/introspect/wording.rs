//! Reads what only the text of a schema needs.

use super::error::Error;
use super::text::sql;
use crate::catalog::{Identity, Node, Part, Wording, Words};
use crate::postgres::Database;
use std::collections::{BTreeMap, HashMap};

/// Reads the wording of the objects with these addresses.
pub(super) fn read(
    database: &mut dyn Database,
    major: u32,
    addresses: &HashMap<String, Identity>,
) -> Result<Wording, Error> {
    let words = read_words(database, major, addresses)?;
    let edges = read_edges(database, major, addresses)?;
    Ok(Wording { quotes_names: true, words, edges })
}

fn read_words(
    database: &mut dyn Database,
    major: u32,
    addresses: &HashMap<String, Identity>,
) -> Result<BTreeMap<Identity, Words>, Error> {
    let failed = |cause| Error::Postgres { noun: "definitions", cause };
    let rows = database.query(&sql(include_str!("wording.sql"), major)).map_err(failed)?;
    let mut found = BTreeMap::new();
    for row in rows.rows {
        let mut row = row.into_iter().flatten();
        let (Some(address), Some(json)) = (row.next(), row.next()) else { continue };
        let Some(identity) = addresses.get(&address) else { continue };
        let words: Words =
            serde_json::from_str(&json).map_err(|cause| Error::Unknown { object: identity.to_string(), cause })?;
        found.insert(identity.clone(), words);
    }
    Ok(found)
}

fn read_edges(
    database: &mut dyn Database,
    major: u32,
    addresses: &HashMap<String, Identity>,
) -> Result<Vec<(Node, Node)>, Error> {
    let failed = |cause| Error::Postgres { noun: "dependencies", cause };
    let rows = database.query(&sql(include_str!("edge.sql"), major)).map_err(failed)?;
    let mut edges = Vec::new();
    for row in rows.rows {
        let fields: Vec<String> = row.into_iter().flatten().collect();
        let [from, from_part, to, to_part, how] = fields.as_slice() else { continue };
        let (Some(from), Some(to)) = (node(addresses, from, from_part)?, node(addresses, to, to_part)?) else {
            continue;
        };
        // A composite type is made with its relation, which the server knows the other way round.
        let is_reversed = how == "i" && from.part == Part::Relation;
        edges.push(if is_reversed { (to, from) } else { (from, to) });
    }
    Ok(edges)
}

fn node(addresses: &HashMap<String, Identity>, address: &str, part: &str) -> Result<Option<Node>, Error> {
    let Some(identity) = addresses.get(address) else { return Ok(None) };
    let part = serde_json::from_value(serde_json::Value::from(part))
        .map_err(|cause| Error::Unknown { object: identity.to_string(), cause })?;
    Ok(Some(Node { identity: identity.clone(), part }))
}
