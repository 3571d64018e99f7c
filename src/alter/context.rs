//! Both catalogs, as the files of the nouns need them.

use super::script::Options;
use crate::catalog::{Aspect, Catalog, Column, Identity, Kind, Object, Qualified, Table, Wording};
use crate::definition::Source;

/// Both catalogs with what statements are written from.
pub(super) struct Context<'a> {
    pub(super) actual: &'a Catalog,
    /// The expected catalog, with everything of the actual one that is not compared.
    pub(super) target: &'a Catalog,
    pub(super) old: Source<'a>,
    pub(super) new: Source<'a>,
    pub(super) options: &'a Options,
}

impl<'a> Context<'a> {
    pub(super) fn new(actual: &'a Catalog, target: &'a Catalog, wording: &'a Wording, options: &'a Options) -> Self {
        Self { actual, target, old: Source::new(actual, wording), new: Source::new(target, wording), options }
    }

    /// Whether an aspect of an object is written: it is compared, or the object has it already and must not lose it.
    pub(super) fn writes(&self, aspect: Aspect, identity: &Identity) -> bool {
        self.options.aspects.contains(&aspect) || self.actual.objects.contains_key(identity)
    }

    /// Returns the identity of the table, view, type or domain of a name.
    pub(super) fn whole(catalog: &'a Catalog, schema: &str, name: &str) -> Option<(&'a Identity, &'a Object)> {
        const KINDS: [Kind; 6] =
            [Kind::Table, Kind::View, Kind::MaterializedView, Kind::ForeignTable, Kind::Type, Kind::Domain];
        let identity =
            |kind| Identity { kind, schema: Some(schema.to_owned()), on: None, name: name.to_owned(), arguments: None };
        KINDS.into_iter().find_map(|kind| catalog.objects.get_key_value(&identity(kind)))
    }

    /// Returns the kind of the table, view, type or domain of a name.
    pub(super) fn kind_of(catalog: &'a Catalog, schema: &str, name: &str) -> Option<Kind> {
        Self::whole(catalog, schema, name).map(|(identity, _)| identity.kind)
    }

    /// Returns a table.
    pub(super) fn table(catalog: &'a Catalog, schema: &str, name: &str) -> Option<&'a Table> {
        match Self::whole(catalog, schema, name)? {
            (_, Object::Table(table)) => Some(table),
            _ => None,
        }
    }

    /// Returns a column.
    pub(super) fn column(catalog: &'a Catalog, table: &Qualified, name: &str) -> Option<&'a Column> {
        let identity = Identity {
            kind: Kind::Column,
            schema: Some(table.schema.clone()),
            on: Some(table.name.clone()),
            name: name.to_owned(),
            arguments: None,
        };
        match catalog.objects.get(&identity)? {
            Object::Column(column) => Some(column),
            _ => None,
        }
    }

    /// Whether a table is a partition.
    pub(super) fn is_partition(catalog: &'a Catalog, schema: &str, name: &str) -> bool {
        Self::table(catalog, schema, name).is_some_and(|table| table.partition.is_some())
    }

    /// Writes `ALTER TABLE s.t`, or the same for a foreign table, a view or a materialized view.
    pub(super) fn alter(&self, schema: &str, name: &str) -> String {
        let word = match Self::kind_of(self.target, schema, name) {
            Some(Kind::ForeignTable) => "FOREIGN TABLE",
            Some(Kind::View) => "VIEW",
            Some(Kind::MaterializedView) => "MATERIALIZED VIEW",
            _ => "TABLE",
        };
        format!("ALTER {word} {}", self.new.qualified(schema, name))
    }
}
