//! Renames that the user names, and those that the differences suggest.

use super::error::Error;
use crate::alter::Statement;
use crate::catalog::{Catalog, Column, Identity, Kind, Object, properties};
use crate::object::{Class, quoted};
use crate::replay::ComparedSides;
use std::fmt;

/// A table, or a column of one, that has another name in TO.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    pub schema: String,
    pub table: String,
    /// The column; `None` for the table itself.
    pub column: Option<String>,
    /// The name in TO.
    pub new: String,
}

/// As it is typed: `table:public.a=b`, `column:public.t.a=b`.
impl fmt::Display for Rename {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { schema, table, column, new } = self;
        match column {
            None => write!(f, "table:{schema}.{table}={new}"),
            Some(column) => write!(f, "column:{schema}.{table}.{column}={new}"),
        }
    }
}

impl Rename {
    /// Reads a rename; without a schema `public` is meant.
    pub fn parse(typed: &str) -> Result<Self, Error> {
        let error = || Error::NoRename(typed.to_owned());
        let (kind, rest) = typed.split_once(':').ok_or_else(error)?;
        let (old, new) = rest.split_once('=').filter(|(_, new)| !new.is_empty()).ok_or_else(error)?;
        let names: Vec<String> = old.split('.').map(str::to_owned).collect();
        let public = || "public".to_owned();
        let (schema, table, column) = match (kind, &names[..]) {
            ("table", [table]) => (public(), table.clone(), None),
            ("table", [schema, table]) => (schema.clone(), table.clone(), None),
            ("column", [table, column]) => (public(), table.clone(), Some(column.clone())),
            ("column", [schema, table, column]) => (schema.clone(), table.clone(), Some(column.clone())),
            _ => return Err(error()),
        };
        Ok(Self { schema, table, column, new: new.to_owned() })
    }

    /// The object in FROM.
    fn old(&self) -> Identity {
        match &self.column {
            None => whole(&self.schema, &self.table),
            Some(column) => part(&self.schema, &self.table, column),
        }
    }

    /// The object in TO.
    fn renamed(&self) -> Identity {
        match &self.column {
            None => whole(&self.schema, &self.new),
            Some(_) => part(&self.schema, &self.table, &self.new),
        }
    }

    /// Returns the statements, with those for constraints, indexes and sequences whose names follow.
    pub(super) fn statement(&self, actual: &Catalog, expected: &Catalog) -> Result<Statement, Error> {
        let (old, renamed) = (self.old(), self.renamed());
        let refused = |reason: &str| Error::WrongRename { rename: self.to_string(), reason: reason.to_owned() };
        if !actual.objects.contains_key(&old) {
            return Err(refused("FROM has no such object"));
        }
        if !expected.objects.contains_key(&renamed) || actual.objects.contains_key(&renamed) {
            return Err(refused("the new name has to exist in TO and not in FROM"));
        }
        let name = |name: &str| format!("{}.{}", quoted(&self.schema), quoted(name));
        let table = name(self.column.as_ref().map_or(&self.new, |_| &self.table));
        let new = quoted(&self.new);
        let mut sql = vec![match &self.column {
            None => format!("ALTER TABLE {} RENAME TO {new};", name(&self.table)),
            Some(column) => format!("ALTER TABLE {table} RENAME COLUMN {} TO {new};", quoted(column)),
        }];
        for (kind, of, to) in self.followers(actual, expected) {
            let (of_name, to) = (quoted(&of), quoted(&to));
            sql.push(match kind {
                Kind::Constraint => format!("ALTER TABLE {table} RENAME CONSTRAINT {of_name} TO {to};"),
                Kind::Index => format!("ALTER INDEX {} RENAME TO {to};", name(&of)),
                _ => format!("ALTER SEQUENCE {} RENAME TO {to};", name(&of)),
            });
        }
        Ok(Statement {
            object: old,
            sql,
            class: Some(Class::B),
            reason: format!("it is renamed to {}", self.new),
            dependents: Vec::new(),
            precheck: Vec::new(),
            is_withheld: false,
        })
    }

    /// Constraints, indexes and sequences of the table that have the new name in TO where they have the old one here.
    fn followers(&self, actual: &Catalog, expected: &Catalog) -> Vec<(Kind, String, String)> {
        let before = self.column.as_ref().unwrap_or(&self.table);
        let after_table = if self.column.is_some() { &self.table } else { &self.new };
        let named = |catalog: &Catalog, table: &str| -> Vec<(Kind, String)> {
            catalog.objects.values().filter_map(|object| self.name_of_part(object, table)).collect()
        };
        let (ours, theirs) = (named(actual, &self.table), named(expected, after_table));
        let renamed = |(kind, name): &(Kind, String)| {
            let to = name.replacen(before.as_str(), &self.new, 1);
            let is_gone = !theirs.contains(&(*kind, name.clone()));
            let is_new = theirs.contains(&(*kind, to.clone())) && !ours.contains(&(*kind, to.clone()));
            (to != *name && is_gone && is_new).then(|| (*kind, name.clone(), to))
        };
        ours.iter().filter_map(renamed).collect()
    }

    fn name_of_part(&self, object: &Object, table: &str) -> Option<(Kind, String)> {
        match object {
            Object::Constraint(one) if one.schema == self.schema && one.on == table && !one.of_domain => {
                Some((Kind::Constraint, one.name.clone()))
            }
            Object::Index(one) if one.table.schema == self.schema && one.table.name == table => {
                Some((Kind::Index, one.name.clone()))
            }
            Object::Sequence(one) => {
                let owner = one.owned_by.as_ref()?;
                (one.schema == self.schema && owner.schema == self.schema && owner.table == table)
                    .then(|| (Kind::Sequence, one.name.clone()))
            }
            Object::Column(one) if one.schema == self.schema && one.table == table => {
                Some((Kind::Sequence, one.identity.as_ref()?.sequence.clone()))
            }
            _ => None,
        }
    }
}

fn whole(schema: &str, name: &str) -> Identity {
    Identity { kind: Kind::Table, schema: Some(schema.to_owned()), on: None, name: name.to_owned(), arguments: None }
}

fn part(schema: &str, table: &str, name: &str) -> Identity {
    Identity {
        kind: Kind::Column,
        schema: Some(schema.to_owned()),
        on: Some(table.to_owned()),
        name: name.to_owned(),
        arguments: None,
    }
}

/// Returns the renames that the differences suggest: of each table that goes, and each column that goes from a table that
/// stays, the only one that comes and is the same but for its name.
pub(super) fn suggested(compared: &ComparedSides) -> Vec<Rename> {
    let (actual, expected) = (&compared.actual, &compared.expected);
    let only = |one: &Catalog, other: &Catalog| -> Vec<Identity> {
        one.objects.keys().filter(|identity| !other.objects.contains_key(*identity)).cloned().collect()
    };
    let (gone, come) = (only(actual, expected), only(expected, actual));
    let mut found = Vec::new();
    for old in gone.iter().filter(|identity| matches!(identity.kind, Kind::Table | Kind::Column)) {
        let is_like = |new: &&Identity| {
            new.kind == old.kind && new.schema == old.schema && new.on == old.on && same(actual, old, expected, new)
        };
        let mut like = come.iter().filter(is_like);
        let (Some(new), None) = (like.next(), like.next()) else { continue };
        let is_only = gone.iter().filter(|other| same(actual, other, expected, new) && other.on == old.on).count() == 1;
        let table = old.on.as_ref().unwrap_or(&old.name);
        let stays = old.on.is_none()
            || actual.objects.contains_key(&whole(old.schema.as_deref().unwrap_or_default(), table))
                && expected.objects.contains_key(&whole(old.schema.as_deref().unwrap_or_default(), table));
        if is_only && stays {
            found.push(Rename {
                schema: old.schema.clone().unwrap_or_default(),
                table: table.clone(),
                column: old.on.as_ref().map(|_| old.name.clone()),
                new: new.name.clone(),
            });
        }
    }
    found
}

/// Whether two objects are the same but for their names: a column in its properties, a table in its columns.
fn same(actual: &Catalog, old: &Identity, expected: &Catalog, new: &Identity) -> bool {
    match (actual.objects.get(old), expected.objects.get(new)) {
        (Some(Object::Column(old)), Some(Object::Column(new))) => is_same_column(old, new),
        (Some(Object::Table(old)), Some(Object::Table(new))) => {
            let of = |catalog: &Catalog, table: &crate::catalog::Table| -> Vec<Column> {
                let columns = catalog.objects.values().filter_map(|object| match object {
                    Object::Column(column) if column.schema == table.schema && column.table == table.name => {
                        Some(column.clone())
                    }
                    _ => None,
                });
                columns.collect()
            };
            let (old, new) = (of(actual, old), of(expected, new));
            let is_same = |(old, new): (&Column, &Column)| old.name == new.name && is_same_column(old, new);
            old.len() > 1 && old.len() == new.len() && old.iter().zip(&new).all(is_same)
        }
        _ => false,
    }
}

fn is_same_column(old: &Column, new: &Column) -> bool {
    const OWN: [&str; 6] = ["table", "name", "default", "identity", "grants", "comment"];
    let of = |column: &Column| {
        let mut map = properties(&Object::Column(column.clone())).unwrap_or_default();
        map.retain(|name, _| !OWN.contains(&name.as_str()));
        map
    };
    of(old) == of(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rename_is_read_as_it_is_written() {
        let check = |typed: &str, expected: &str| {
            assert_eq!(Rename::parse(typed).map(|rename| rename.to_string()).unwrap_or_default(), expected);
        };
        check("table:a=b", "table:public.a=b");
        check("table:app.a=b", "table:app.a=b");
        check("column:t.a=b", "column:public.t.a=b");
        check("column:app.t.a=b", "column:app.t.a=b");
        for wrong in ["a=b", "table:a", "table:a=", "view:a=b", "column:a=b", "table:a.b.c=d"] {
            check(wrong, "");
        }
    }
}
