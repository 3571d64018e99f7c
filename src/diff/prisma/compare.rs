//! The differences between a Prisma schema and another one, in words.

use super::modelled::{Modelled, ModelledColumn, ModelledTable, Named, kind_of};
use crate::catalog::Catalog;
use crate::object::quoted;
use crate::prisma::{Model, Schema};
use crate::text::{Span, words};
use std::collections::{BTreeMap, BTreeSet};

/// Values that a message lists.
const NAMED: usize = 5;

/// The sides of the comparison.
#[derive(Clone, Copy, Debug)]
pub struct PrismaSides<'a> {
    /// The schema that Prisma describes.
    pub schema: &'a Schema,
    /// The catalog of a database that was made from it.
    pub described: &'a Catalog,
    /// The catalog of the other schema.
    pub actual: &'a Catalog,
    /// The schema of what names none.
    pub default_schema: &'a str,
}

impl PrismaSides<'_> {
    /// The schemas that Prisma describes.
    pub(super) fn schemas(&self) -> BTreeSet<String> {
        let schema = |named: &Option<String>| named.clone().unwrap_or_else(|| self.default_schema.to_owned());
        let models = self.schema.models.iter().map(|model| schema(&model.schema));
        models.chain(self.schema.enums.iter().map(|known| schema(&known.schema))).collect()
    }
}

/// A difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The number of the file and the name in it, if Prisma describes the object.
    pub place: Option<(usize, Span)>,
    /// A lower-case fragment without a full stop.
    pub message: String,
    /// Whether Prisma Client fails or loses something by it; the rest only matters where Prisma makes the migrations.
    pub is_harmful: bool,
}

/// Compares both sides. The second part counts objects that Prisma cannot describe, in words.
pub fn compare_prisma(sides: &PrismaSides<'_>) -> (Vec<Difference>, Vec<String>) {
    let schema = |named: &Option<String>| named.clone().unwrap_or_else(|| sides.default_schema.to_owned());
    let schemas = sides.schemas();
    let described = Modelled::of(sides.described, &schemas);
    let actual = Modelled::of(sides.actual, &schemas);
    let places: BTreeMap<Named, &Model> =
        sides.schema.models.iter().map(|model| ((schema(&model.schema), model.table.clone()), model)).collect();
    let mut found = Vec::new();
    for (name, table) in &described.tables {
        let model = places.get(name).copied();
        match actual.tables.get(name) {
            Some(other) => tables(name, model, table, other, &mut found),
            None => found.push(difference(
                model.map(|model| model.place.clone()),
                true,
                format!("there is no table {}", shown(name)),
            )),
        }
    }
    let views: BTreeSet<&String> = sides.schema.views.iter().collect();
    for name in actual.tables.keys().filter(|name| !described.tables.contains_key(*name) && !views.contains(&name.1)) {
        found.push(difference(None, false, format!("the table {} has no model", shown(name))));
    }
    enums(&described, &actual, &mut found);
    (found, left_out(&actual, &views))
}

fn tables(
    name: &Named,
    model: Option<&Model>,
    described: &ModelledTable,
    actual: &ModelledTable,
    found: &mut Vec<Difference>,
) {
    let of_model = || model.map(|model| model.place.clone());
    for (column, known) in &described.columns {
        let field = model.and_then(|model| model.columns.iter().find(|field| field.name == *column));
        let place = field.map(|field| field.place.clone()).or_else(of_model);
        match actual.columns.get(column) {
            None => found.push(difference(
                place,
                true,
                format!("the table {} has no column `{}`", shown(name), quoted(column)),
            )),
            Some(other) => columns(column, place, known, other, found),
        }
    }
    for (column, other) in actual.columns.iter().filter(|(column, _)| !described.columns.contains_key(*column)) {
        // A row that Prisma Client inserts lacks it.
        let is_harmful = other.not_null == Some(true) && other.default.is_none();
        let message = format!("the column `{}` of {} has no field", quoted(column), shown(name));
        found.push(difference(of_model(), is_harmful, message));
    }
    keys(name, of_model().as_ref(), described, actual, found);
}

fn columns(
    column: &str,
    place: Option<(usize, Span)>,
    described: &ModelledColumn,
    actual: &ModelledColumn,
    found: &mut Vec<Difference>,
) {
    let column = quoted(column);
    if described.r#type != actual.r#type {
        let message =
            format!("the type of `{column}` is `{}`, and `{}` in the replayed schema", described.r#type, actual.r#type);
        found.push(difference(place.clone(), true, message));
    }
    if described.not_null.is_some() && described.not_null != actual.not_null {
        let message = if described.not_null == Some(true) {
            format!("`{column}` is required, and can be NULL in the replayed schema")
        } else {
            format!("`{column}` is optional, and is NOT NULL in the replayed schema")
        };
        found.push(difference(place.clone(), true, message));
    }
    if described.default != actual.default {
        let word = |default: &Option<String>| {
            default.as_ref().map_or("no default".to_owned(), |text| format!("the default `{text}`"))
        };
        let message = format!(
            "`{column}` has {}, and {} in the replayed schema",
            word(&described.default),
            word(&actual.default)
        );
        // The client leaves the value to the database.
        let is_harmful = described.default.is_some() && actual.default.is_none();
        found.push(difference(place, is_harmful, message));
    }
}

/// Keys and indexes by what they do; those that differ only in their name are one difference.
fn keys(
    name: &Named,
    place: Option<&(usize, Span)>,
    described: &ModelledTable,
    actual: &ModelledTable,
    found: &mut Vec<Difference>,
) {
    let only = |one: &ModelledTable, other: &ModelledTable| -> Vec<(String, String)> {
        let is_only = |(key, words): &(&String, &String)| other.keys.get(*key) != Some(*words);
        one.keys.iter().filter(is_only).map(|(key, words)| (key.clone(), words.clone())).collect()
    };
    let (missing, mut others) = (only(described, actual), only(actual, described));
    for (key, words) in missing {
        let same = others.iter().position(|(_, other)| *other == words);
        let (is_harmful, message) = match same.map(|at| others.remove(at).0) {
            Some(other) => (
                false,
                format!(
                    "the {words} of {} is called `{}`, and `{}` in the replayed schema",
                    shown(name),
                    quoted(&key),
                    quoted(&other)
                ),
            ),
            None => (false, format!("the table {} has no {words}", shown(name))),
        };
        found.push(difference(place.cloned(), is_harmful, message));
    }
    for (key, words) in others {
        let message = format!("the {words} of {}, called `{}`, is not in the model", shown(name), quoted(&key));
        found.push(difference(place.cloned(), false, message));
    }
}

fn enums(described: &Modelled, actual: &Modelled, found: &mut Vec<Difference>) {
    for (name, values) in &described.enums {
        let message = match actual.enums.get(name) {
            None => format!("there is no enum {}", shown(name)),
            Some(other) if other == values => continue,
            Some(other) => {
                let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
                    one.difference(other).map(|value| format!("`{value}`")).collect::<Vec<_>>()
                };
                let (missing, others) = (only(values, other), only(other, values));
                let missing = (!missing.is_empty())
                    .then(|| format!("{} only in the Prisma schema", words::list(&missing, NAMED)));
                let others = (!others.is_empty())
                    .then(|| format!("{} only in the replayed schema", words::list(&others, NAMED)));
                let both: Vec<String> = missing.into_iter().chain(others).collect();
                format!("the enum {} has {}", shown(name), both.join(", and "))
            }
        };
        found.push(difference(None, true, message));
    }
    for name in actual.enums.keys().filter(|name| !described.enums.contains_key(*name)) {
        found.push(difference(None, false, format!("the enum {} is not in the Prisma schema", shown(name))));
    }
}

/// `2 policies`, `1 trigger`.
pub(super) fn left_out(actual: &Modelled, views: &BTreeSet<&String>) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for identity in actual.others.iter().filter(|identity| !views.contains(&identity.name)) {
        *counts.entry(kind_of(identity)).or_default() += 1;
    }
    counts.into_iter().map(|(kind, number)| words::count(number, kind)).collect()
}

fn difference(place: Option<(usize, Span)>, is_harmful: bool, message: String) -> Difference {
    Difference { place, message, is_harmful }
}

fn shown((schema, name): &Named) -> String {
    format!("`{}.{}`", quoted(schema), quoted(name))
}
