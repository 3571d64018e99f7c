//! Changes by the object that they belong to: a table with its columns, constraints, indexes, policies and triggers.

use super::wording::Verb;
use crate::catalog::{Identity, Kind};
use crate::diff::Change;
use crate::jobs::diff::Outcome;
use crate::object::Class;
use std::collections::BTreeMap;

/// The changes of an object and its parts.
pub(super) struct Group<'a> {
    pub(super) whole: Identity,
    /// The object itself first, then its parts in order of their kinds and names.
    pub(super) changes: Vec<&'a Change>,
}

impl Group<'_> {
    /// Returns the change of the object itself if one side does not have the object at all: the changes of its parts
    /// add nothing but their number.
    pub(super) fn as_one(&self) -> Option<&Change> {
        let whole = self.changes.iter().find(|change| change.object == self.whole)?;
        let verb = Verb::of(whole);
        let is_alike = |change: &&Change| {
            Verb::of(change) == verb && (change.class == Some(Class::C)) == (whole.class == Some(Class::C))
        };
        (verb != Verb::Changed && self.changes.iter().all(is_alike)).then_some(whole)
    }

    /// Returns the migration that caused every change.
    pub(super) fn only_migration(&self) -> Option<&str> {
        let migrations = self.migrations();
        let has_all = self.changes.iter().all(|change| change.cause.is_some());
        migrations.first().copied().filter(|_| has_all && migrations.len() == 1)
    }

    /// Returns the migrations that caused the changes, each once.
    pub(super) fn migrations(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for cause in self.changes.iter().filter_map(|change| change.cause.as_ref()) {
            if !found.contains(&cause.migration.as_str()) {
                found.push(&cause.migration);
            }
        }
        found
    }
}

/// Returns the changes in groups, in order of kinds and names.
pub(super) fn groups(outcome: &Outcome) -> Vec<Group<'_>> {
    let mut found: BTreeMap<Identity, Vec<&Change>> = BTreeMap::new();
    for change in &outcome.compared.comparison.changes {
        found.entry(whole(change, outcome)).or_default().push(change);
    }
    for (whole, changes) in &mut found {
        changes.sort_by_key(|change| change.object != *whole);
    }
    found.into_iter().map(|(whole, changes)| Group { whole, changes }).collect()
}

/// Returns the object that a change is shown with.
fn whole(change: &Change, outcome: &Outcome) -> Identity {
    let object = &change.object;
    let (schema, name) = match object.kind {
        Kind::Index => {
            let properties = change.after.as_ref().or(change.before.as_ref());
            let table = properties.and_then(|properties| properties.get("table"));
            let text = |key: &str| table?.get(key)?.as_str().map(str::to_owned);
            (text("schema"), text("name"))
        }
        Kind::Column | Kind::Constraint | Kind::DomainConstraint | Kind::Trigger | Kind::Rule | Kind::Policy => {
            (object.schema.clone(), object.on.clone())
        }
        _ => (None, None),
    };
    let Some(name) = name else { return object.clone() };
    let kinds: &[Kind] = match object.kind {
        Kind::DomainConstraint => &[Kind::Domain],
        _ => &[Kind::Table, Kind::ForeignTable, Kind::View, Kind::MaterializedView, Kind::Type],
    };
    let of_kind =
        |kind: &Kind| Identity { kind: *kind, schema: schema.clone(), on: None, name: name.clone(), arguments: None };
    let compared = &outcome.compared;
    let exists =
        |one: &Identity| compared.expected.objects.contains_key(one) || compared.actual.objects.contains_key(one);
    // The table may be one of the platform, which is compared on neither side.
    kinds.iter().map(of_kind).find(exists).unwrap_or_else(|| of_kind(&kinds[0]))
}
