//! The objects of a project in the catalogs of both sides: without those of the platform, of the server and of
//! migration tools.

use super::tracking;
use crate::catalog::{Catalog, Identity, Kind, Object};
use crate::object::PUBLIC;
use std::collections::BTreeSet;

/// The catalogs of both sides.
pub(super) struct Pair {
    /// The replayed database.
    pub(super) expected: Catalog,
    /// The schema file.
    pub(super) actual: Catalog,
}

impl Pair {
    /// Removes objects that are as they were before the first migration on both sides. One that only one side has
    /// changed or dropped stays on both.
    pub(super) fn remove_base(&mut self, base: &Catalog) {
        self.remove_bases(base, base);
    }

    /// The same where each side has a base of its own.
    pub(super) fn remove_bases(&mut self, of_expected: &Catalog, of_actual: &Catalog) {
        let (expected, actual) = (&mut self.expected.objects, &mut self.actual.objects);
        let identities: BTreeSet<&Identity> = of_expected.objects.keys().chain(of_actual.objects.keys()).collect();
        for identity in identities {
            let of = |base: &'_ Catalog| base.objects.get(identity).cloned();
            let is_changed = |side: Option<&Object>, base: Option<&Object>| side.is_some() && side != base;
            let (base_of_expected, base_of_actual) = (of(of_expected), of(of_actual));
            let one = is_changed(expected.get(identity), base_of_expected.as_ref());
            let other = is_changed(actual.get(identity), base_of_actual.as_ref());
            for (side, base, is_own) in [(&mut *expected, base_of_expected, one), (&mut *actual, base_of_actual, other)]
            {
                if !one && !other {
                    side.remove(identity);
                } else if let Some(object) = base.filter(|_| !is_own) {
                    side.insert(identity.clone(), object);
                }
            }
        }
    }

    /// Removes the extensions that the platform has without an entry in `pg_extension`.
    pub(super) fn remove_extensions(&mut self, provided: &BTreeSet<String>) {
        for side in [&mut self.expected, &mut self.actual] {
            side.objects.retain(|identity, _| identity.kind != Kind::Extension || !provided.contains(&identity.name));
        }
    }

    /// Removes the tracking tables of migration tools.
    pub(super) fn remove_tracking(&mut self) {
        for side in [&mut self.expected, &mut self.actual] {
            tracking::remove(side);
        }
    }

    /// Gives `public` of the file the owner and the privileges of the other one where only the way of loading the file
    /// has given it others: it is created again beside the objects of migrations, and migrations may create it again.
    pub(super) fn align_public(&mut self, is_beside: bool) {
        let of = |catalog: &Catalog| match catalog.objects.get(&public())? {
            Object::Schema(schema) => Some(schema.clone()),
            _ => None,
        };
        let Some(expected) = of(&self.expected) else { return };
        let is_usual = |owner: &str| owner == "pg_database_owner" || owner == crate::postgres::REPLAY_ROLE;
        if let Some(Object::Schema(actual)) = self.actual.objects.get_mut(&public()) {
            if is_usual(&actual.owner) && is_usual(&expected.owner) {
                actual.owner.clone_from(&expected.owner);
            }
            if is_beside {
                actual.grants.clone_from(&expected.grants);
            }
        }
    }

    /// The same where `public` was created again between two moments, after which it always has another owner.
    pub(super) fn align_created_public(&mut self) {
        let owner = |catalog: &Catalog| match catalog.objects.get(&public()) {
            Some(Object::Schema(schema)) => Some(schema.owner.clone()),
            _ => None,
        };
        if owner(&self.expected) != owner(&self.actual) {
            self.align_public(true);
        }
    }

    /// Removes the objects that are not compared, and returns the schemas of the file that have some of them.
    pub(super) fn cover(&mut self, managed: &[&str], schemas: Option<&[String]>) -> BTreeSet<String> {
        let mut left_out = BTreeSet::new();
        let Some(schemas) = schemas else { return left_out };
        let is_covered = |schema: &String| schemas.contains(schema);
        for identity in self.actual.objects.keys() {
            let of_file = identity.schema.as_ref().filter(|schema| !is_covered(schema));
            left_out.extend(of_file.filter(|schema| !managed.contains(&schema.as_str())).cloned());
        }
        for side in [&mut self.expected, &mut self.actual] {
            side.objects.retain(|identity, _| schema_of(identity).is_none_or(is_covered));
        }
        left_out
    }

    /// Whether the file has an object of the project in a schema of the platform.
    pub(super) fn file_has_managed(&self, managed: &[&str]) -> bool {
        Self::has_managed(&self.actual, managed)
    }

    /// Whether a side has an object of the project in a schema of the platform.
    pub(super) fn has_managed(side: &Catalog, managed: &[&str]) -> bool {
        side.objects.keys().any(|identity| is_managed(identity, managed))
    }

    /// Returns the objects in schemas of the platform that certainly are the project's: triggers that run one of its
    /// functions, and policies on tables for which the platform creates none.
    pub(super) fn own_in_managed(&self, managed: &[&str]) -> BTreeSet<Identity> {
        const WITHOUT_POLICIES: [&str; 3] = ["auth", "realtime", "storage"];
        let runs_own = |function: &str| {
            let schema = function.split_once('.').map_or("", |(schema, _)| schema);
            !schema.is_empty() && !managed.contains(&schema)
        };
        let is_own = |object: &Object| match object {
            Object::Trigger(trigger) => runs_own(&trigger.function),
            Object::Policy(policy) => WITHOUT_POLICIES.contains(&policy.schema.as_str()),
            _ => false,
        };
        let all = self.expected.objects.iter().chain(&self.actual.objects);
        all.filter(|(identity, object)| is_managed(identity, managed) && is_own(object))
            .map(|(identity, _)| identity.clone())
            .collect()
    }

    /// Returns the objects in schemas of the platform that differ, without those that are compared, in words.
    pub(super) fn only_on_one_side(&self, managed: &[&str], kept: &BTreeSet<Identity>) -> BTreeSet<String> {
        let (expected, actual) = (&self.expected.objects, &self.actual.objects);
        let all = expected.keys().chain(actual.keys());
        let all = all.filter(|identity| is_managed(identity, managed) && !kept.contains(identity));
        all.filter(|identity| expected.get(identity) != actual.get(identity)).map(ToString::to_string).collect()
    }

    /// Returns the objects in schemas of the platform that only the file has, in words; a part of one that is among them
    /// is not.
    pub(super) fn only_in_file(&self, managed: &[&str]) -> BTreeSet<String> {
        let is_only = |identity: &Identity| {
            !self.expected.objects.contains_key(identity) && self.actual.objects.contains_key(identity)
        };
        let is_part = |identity: &Identity| {
            let whole = identity.on.clone().map(|name| Identity {
                kind: Kind::Table,
                on: None,
                name,
                arguments: None,
                schema: identity.schema.clone(),
            });
            whole.is_some_and(|whole| is_only(&whole))
        };
        let own = self.actual.objects.keys().filter(|identity| is_managed(identity, managed) && is_only(identity));
        own.filter(|identity| !is_part(identity)).map(ToString::to_string).collect()
    }

    /// Removes the objects in schemas of the platform but for those that are compared.
    pub(super) fn remove_managed(&mut self, managed: &[&str], kept: &BTreeSet<Identity>) {
        for side in [&mut self.expected, &mut self.actual] {
            side.objects.retain(|identity, _| !is_managed(identity, managed) || kept.contains(identity));
        }
    }
}

/// The identity of the schema `public`.
fn public() -> Identity {
    Identity { kind: Kind::Schema, schema: None, on: None, name: PUBLIC.to_owned(), arguments: None }
}

/// Returns the schema that an object is in, or is.
fn schema_of(identity: &Identity) -> Option<&String> {
    match identity.kind {
        Kind::Schema => Some(&identity.name),
        _ => identity.schema.as_ref(),
    }
}

fn is_managed(identity: &Identity, managed: &[&str]) -> bool {
    schema_of(identity).is_some_and(|schema| managed.contains(&schema.as_str()))
}
