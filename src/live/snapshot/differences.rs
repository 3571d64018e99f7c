//! Differences between a snapshot and a restored database.

use super::contents::Contents;
use super::error::Error;
use crate::catalog::{Aspect, Catalog, Kind};
use crate::diff::{self, Change, Side};
use crate::postgres;
use crate::replay::forgive_reprinted;

/// The result of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Fragments.
    pub found: Vec<String>,
    /// Differences that are none of the data and the schema: fragments.
    pub notes: Vec<String>,
}

impl Differences {
    /// Compares the rows of a snapshot with those of a restored database.
    pub(super) fn add_contents(&mut self, expected: &Contents, actual: &Contents) {
        for (table, expected) in &expected.tables {
            match actual.tables.get(table) {
                None => self.found.push(format!("table {table} is missing")),
                Some(actual) if actual.rows != expected.rows => {
                    self.found.push(format!("table {table} has {} rows, and not {}", actual.rows, expected.rows));
                }
                Some(actual) if actual.checksum != expected.checksum => {
                    self.found.push(format!("rows of table {table} differ"));
                }
                Some(_) => {}
            }
        }
        for table in actual.tables.keys().filter(|table| !expected.tables.contains_key(*table)) {
            self.found.push(format!("table {table} is not in the snapshot"));
        }
        for (sequence, value) in &expected.sequences {
            if actual.sequences.get(sequence) != Some(value) {
                self.found.push(format!("sequence {sequence} does not have the value {}", value.0));
            }
        }
        let (one, other) = (&expected.large_objects, &actual.large_objects);
        let are_bytes_equal = one.bytes.is_none() || other.bytes.is_none() || one.bytes == other.bytes;
        if one.count != other.count || !are_bytes_equal {
            self.found.push(format!("there are {} large objects, and not {}", other.count, one.count));
        }
        if expected.tracking != actual.tracking {
            self.found.push("the tracking tables differ".to_owned());
        }
    }

    /// Compares the catalog of a snapshot with that of a restored database.
    pub(super) fn add_schema(&mut self, expected: &Catalog, actual: &Catalog) -> Result<(), Error> {
        let (changes, notes) = schema_differences(expected, actual)?;
        self.notes.extend(notes);
        self.found.extend(changes.iter().map(|change| format!("{} differs", change.object)));
        if expected.not_modelled != actual.not_modelled {
            self.found.push("objects that tidegate does not describe differ".to_owned());
        }
        Ok(())
    }
}

/// Compares two catalogs of which the second one was made from the first by a dump, or in the same way. What a server
/// prints differently after a dump, and versions of extensions, are notes.
pub fn schema_differences(expected: &Catalog, actual: &Catalog) -> Result<(Vec<Change>, Vec<String>), Error> {
    let unreadable = |error: serde_json::Error| postgres::Error::Catalog { cause: error.to_string() };
    let mut changes = diff::compare(&Side::whole(expected), &Side::whole(actual)).map_err(unreadable)?.changes;
    let mut notes = Vec::new();
    changes.retain(|change| change.object.kind != Kind::Database);
    let total = changes.len();
    // The archive was loaded once, so a text that the server prints in another way now is printed so from then on.
    forgive_reprinted(&mut changes, expected, Some(expected));
    if total > changes.len() {
        notes.push(format!("{} definitions are printed in another way after a restore", total - changes.len()));
    }
    let is_note = |aspect: Aspect| aspect == Aspect::ExtensionVersions;
    changes.retain_mut(|change| {
        if change.properties.is_empty() {
            return true;
        }
        for property in change.properties.iter().filter(|property| is_note(property.aspect)) {
            notes.push(format!(
                "{}: {} is {}, and was {}",
                change.object, property.name, property.before, property.after
            ));
        }
        // A restored subscription waits until it is enabled.
        let is_waiting = |kind: Kind, name: &str| kind == Kind::Subscription && name == "enabled";
        let object = &change.object;
        change.properties.retain(|property| !is_note(property.aspect) && !is_waiting(object.kind, &property.name));
        !change.properties.is_empty()
    });
    Ok((changes, notes))
}
