//! The part of a catalog that a Prisma schema can express, in one form for what Prisma does not distinguish.

use crate::catalog::{Catalog, Column, Constraint, ConstraintForm, Identity, Index, Kind, Object, TableForm};
use crate::object::quoted;
use std::collections::{BTreeMap, BTreeSet};

/// A schema and a name.
pub(super) type Named = (String, String);

/// The tables and enums of some schemas.
#[derive(Debug, Default)]
pub(super) struct Modelled {
    pub(super) tables: BTreeMap<Named, ModelledTable>,
    /// The values of each, in whose order Prisma takes no part.
    pub(super) enums: BTreeMap<Named, BTreeSet<String>>,
    /// Objects that Prisma cannot describe, in order.
    pub(super) others: BTreeSet<Identity>,
}

/// A table.
#[derive(Debug, Default)]
pub(super) struct ModelledTable {
    pub(super) columns: BTreeMap<String, ModelledColumn>,
    /// Keys and indexes in words, each with its name: `unique key (a)`.
    pub(super) keys: BTreeMap<String, String>,
    /// The objects that they are.
    pub(super) objects: BTreeMap<String, Identity>,
}

/// A column.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ModelledColumn {
    pub(super) r#type: String,
    pub(super) default: Option<String>,
    /// `None` for a list, of which Prisma does not know it.
    pub(super) not_null: Option<bool>,
}

impl Modelled {
    /// Reduces a catalog to some schemas.
    pub(super) fn of(catalog: &Catalog, schemas: &BTreeSet<String>) -> Self {
        let mut modelled = Self::default();
        let within = |identity: &&Identity| identity.schema.as_ref().is_some_and(|schema| schemas.contains(schema));
        let objects: Vec<(&Identity, &Object)> =
            catalog.objects.iter().filter(|(identity, _)| within(identity)).collect();
        for (identity, object) in &objects {
            match object {
                // Partitions are parts of their table.
                Object::Table(table) if table.form != TableForm::Foreign && table.partition.is_none() => {
                    modelled.tables.insert((table.schema.clone(), table.name.clone()), ModelledTable::default());
                }
                Object::Table(table) if table.partition.is_some() => {}
                Object::DataType(known) if known.values.is_some() => {
                    let values = known.values.iter().flatten().cloned().collect();
                    modelled.enums.insert((known.schema.clone(), known.name.clone()), values);
                }
                // Parts come below, and privileges do not matter to a client.
                Object::Column(_)
                | Object::Constraint(_)
                | Object::Index(_)
                | Object::DefaultPrivileges(_)
                | Object::Altered(_) => {}
                Object::Sequence(sequence) if sequence.owned_by.is_some() => {}
                _ => {
                    modelled.others.insert((*identity).clone());
                }
            }
        }
        for (identity, object) in objects {
            let is_left_out = match object {
                Object::Column(column) => modelled.add_column(column),
                Object::Constraint(constraint) => modelled.add_constraint(identity, constraint),
                Object::Index(index) => modelled.add_index(identity, index),
                _ => true,
            };
            if !is_left_out {
                modelled.others.insert(identity.clone());
            }
        }
        modelled.tables.values_mut().for_each(ModelledTable::unite_join_table);
        modelled
    }

    /// Each of these returns whether the object can be expressed, or is a part of one that is left out already.
    fn add_column(&mut self, column: &Column) -> bool {
        let Some(table) = self.tables.get_mut(&(column.schema.clone(), column.table.clone())) else { return true };
        let Some(r#type) = &column.r#type else { return true };
        let is_list = r#type.ends_with("[]");
        let modelled = ModelledColumn {
            r#type: type_of(r#type),
            default: if column.generated.is_some() { None } else { default_of(column) },
            not_null: (!is_list).then_some(column.not_null.is_some()),
        };
        table.columns.insert(column.name.clone(), modelled);
        true
    }

    fn add_constraint(&mut self, identity: &Identity, constraint: &Constraint) -> bool {
        let place = (constraint.schema.clone(), constraint.on.clone());
        let Some(table) = self.tables.get_mut(&place).filter(|_| !constraint.of_domain) else { return true };
        let columns = list(constraint.columns.iter().flatten());
        let words = match constraint.form {
            ConstraintForm::Primary => format!("primary key ({columns})"),
            ConstraintForm::Unique => format!("unique key ({columns})"),
            ConstraintForm::Foreign => {
                let definition = [" NOT VALID", " INITIALLY DEFERRED", " DEFERRABLE"]
                    .iter()
                    .fold(constraint.definition.as_str(), |rest, end| rest.strip_suffix(end).unwrap_or(rest));
                definition.replacen("FOREIGN KEY", "foreign key", 1)
            }
            ConstraintForm::Check | ConstraintForm::Exclusion => return false,
        };
        table.keys.insert(constraint.name.clone(), words);
        table.objects.insert(constraint.name.clone(), identity.clone());
        true
    }

    fn add_index(&mut self, identity: &Identity, index: &Index) -> bool {
        let place = (index.table.schema.clone(), index.table.name.clone());
        let Some(table) = self.tables.get_mut(&place) else { return true };
        let names: BTreeSet<String> = table.columns.keys().map(|name| quoted(name)).collect();
        let is_column = |expression: &String| {
            names.contains(expression)
                || names.contains(&expression.replace('"', ""))
                || table.columns.contains_key(expression.trim_matches('"'))
        };
        if index.predicate.is_some() || !index.columns.iter().all(|part| is_column(&part.expression)) {
            return false;
        }
        let is_plain = |part: &crate::catalog::IndexColumn| !part.descending;
        let names = list(index.columns.iter().map(|part| &part.expression));
        let words = if index.unique && index.method == "btree" && index.columns.iter().all(is_plain) {
            format!("unique key ({names})")
        } else {
            let parts: Vec<String> = index
                .columns
                .iter()
                .map(|part| {
                    let opclass =
                        if index.method == "btree" { String::new() } else { format!(" {}", part.opclass.name) };
                    let order = if part.descending { " desc" } else { "" };
                    format!("{}{opclass}{order}", part.expression.trim_matches('"'))
                })
                .collect();
            let unique = if index.unique { "unique " } else { "" };
            let method = if index.method == "btree" { String::new() } else { format!("{} ", index.method) };
            format!("{unique}{method}index ({})", parts.join(", "))
        };
        table.keys.insert(index.name.clone(), words);
        table.objects.insert(index.name.clone(), identity.clone());
        true
    }
}

impl ModelledTable {
    /// The table of a many-to-many relation had a unique index before Prisma 6, and has a primary key since.
    fn unite_join_table(&mut self) {
        if self.columns.keys().map(String::as_str).eq(["A", "B"]) {
            let is_of_both = |words: &String| words == "unique key (A, B)" || words == "primary key (A, B)";
            let united = self.keys.iter().find(|(_, words)| is_of_both(words)).map(|(name, _)| name.clone());
            if let Some(name) = united {
                self.objects.extend(self.objects.get(&name).cloned().map(|object| (String::new(), object)));
                self.keys.retain(|_, words| !is_of_both(words));
                self.keys.insert(String::new(), "primary key (A, B)".to_owned());
            }
        }
    }
}

/// Names as they are in a list.
fn list<'a>(names: impl Iterator<Item = &'a String>) -> String {
    names.map(|name| name.trim_matches('"')).collect::<Vec<_>>().join(", ")
}

/// The precision of six digits is that of a type without one.
fn type_of(written: &str) -> String {
    let has_default = ["timestamp(6)", "time(6)"].iter().any(|start| written.starts_with(start));
    if has_default { written.replacen("(6)", "", 1) } else { written.to_owned() }
}

/// Identities and sequences are one, and so are `now()` and its other name.
fn default_of(column: &Column) -> Option<String> {
    if column.identity.is_some() {
        return Some("autoincrement()".to_owned());
    }
    column.default.as_ref().map(|default| match default.as_str() {
        sequence if sequence.starts_with("nextval(") => "autoincrement()".to_owned(),
        "CURRENT_TIMESTAMP" => "now()".to_owned(),
        other => other.to_owned(),
    })
}

/// The word for an object that Prisma cannot describe, for counts.
pub(super) fn kind_of(identity: &Identity) -> &'static str {
    match identity.kind {
        Kind::Constraint => "check or exclusion constraint",
        Kind::Index => "partial or functional index",
        kind => kind.word(),
    }
}
