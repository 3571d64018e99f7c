//! Columns: type, collation, default, identity, generation, and what is set for storage and statistics.

use super::column_type;
use super::context::Context;
use super::fate::{Alteration, Changed, Outcome};
use super::identity::Options;
use super::not_null;
use super::parameters;
use crate::catalog::{Column, Compression, Durability, Generated, IdentityForm, Kind, Object, Qualified, Storage};
use crate::definition::{create, literal};
use std::collections::BTreeMap;

/// Says how a column is altered.
pub(super) fn alter(context: &Context<'_>, before: &Column, after: &Column, changed: &Changed<'_>) -> Outcome {
    if replaces(context, before, after) {
        return Outcome::Recreate;
    }
    let mut alteration = Alteration::default();
    if before.local && !after.local && before.inherited {
        let reason = "a column that its table declares itself cannot become one that it only inherits";
        alteration.refused.push(reason.to_owned());
    }
    let table = Place::of(context, after);
    let is_typed = changed.any(&["type", "collation"]) && !table.follows_parent;
    if is_typed && after.r#type.is_some() {
        retype(context, &table, before, after, &mut alteration);
    }
    default(&table, before, after, is_typed, &mut alteration);
    if changed.any(&["not_null", "not_null_name", "not_null_comment"]) {
        not_null::alter(context, &table.alter, before, after, &mut alteration);
    }
    if changed.has("identity") {
        identity(context, &table, before, after, &mut alteration);
    }
    if before.generated.is_none() {
        table.set_default(before, after, is_typed, &mut alteration);
    }
    settings(context, &table, before, after, &mut alteration);
    alteration.into()
}

/// Place of a column: the beginnings of statements about it.
struct Place {
    /// `ALTER TABLE s.t`
    alter: String,
    /// `ALTER TABLE ONLY s.t ALTER COLUMN a`
    column: String,
    /// Whether its type follows from a parent.
    follows_parent: bool,
}

impl Place {
    fn of(context: &Context<'_>, column: &Column) -> Self {
        let alter = context.alter(&column.schema, &column.table);
        let kind = Context::kind_of(context.target, &column.schema, &column.table);
        let only = match kind {
            Some(Kind::Table | Kind::ForeignTable) => alter.replacen("TABLE ", "TABLE ONLY ", 1),
            _ => alter.clone(),
        };
        let follows_parent = column.inherited || Context::is_partition(context.target, &column.schema, &column.table);
        Self { column: format!("{only} ALTER COLUMN {}", context.new.id(&column.name)), alter, follows_parent }
    }

    /// Sets the default after the type was changed.
    fn set_default(&self, before: &Column, after: &Column, is_typed: bool, alteration: &mut Alteration) {
        if after.generated.is_none()
            && let Some(expression) = after.default.as_ref().filter(|_| is_typed || before.default != after.default)
        {
            alteration.main.push(format!("{} SET DEFAULT {expression};", self.column));
        }
    }
}

/// Whether a column can only be changed by being replaced: it becomes a generated one, or has another expression on a
/// server that cannot set it.
fn replaces(context: &Context<'_>, before: &Column, after: &Column) -> bool {
    match (before.generated, after.generated) {
        (None, Some(_)) => true,
        (Some(one), Some(other)) => {
            one != other
                || before.default != after.default && context.target.server < 17
                || before.r#type != after.r#type
        }
        _ => false,
    }
}

/// Whether the values of a column are lost when it is replaced.
pub(super) fn loses_values(before: &Column) -> bool {
    before.generated.is_none()
}

/// Whether a column of a table is replaced.
pub(super) fn is_recreated(context: &Context<'_>, table: &Qualified, name: &str) -> bool {
    let columns = (Context::column(context.actual, table, name), Context::column(context.target, table, name));
    matches!(columns, (Some(before), Some(after)) if replaces(context, before, after))
}

fn retype(context: &Context<'_>, place: &Place, before: &Column, after: &Column, alteration: &mut Alteration) {
    let (old, new) = (before.r#type.as_deref().unwrap_or_default(), after.r#type.as_deref().unwrap_or_default());
    let name = context.new.id(&after.name);
    let using = match column_type::using(context, &name, old, new) {
        Ok(using) => using,
        Err(reason) => return alteration.refused.push(reason),
    };
    alteration.disturbs = true;
    let collate = context.new.collate(after.collation.as_ref());
    let using = using.map(|using| format!(" USING {using}")).unwrap_or_default();
    let alter = &place.alter;
    alteration.main.push(format!("{alter} ALTER COLUMN {name} TYPE {new}{collate}{using};"));
}

fn default(place: &Place, before: &Column, after: &Column, is_typed: bool, alteration: &mut Alteration) {
    if before.generated.is_some() {
        match after.generated {
            None if before.generated == Some(Generated::Virtual) => {
                let reason = "a virtual generated column cannot become an ordinary one";
                alteration.refused.push(reason.to_owned());
            }
            None => {
                alteration.main.insert(0, format!("{} DROP EXPRESSION;", place.alter_column(after)));
                if let Some(expression) = &after.default {
                    alteration.main.push(format!("{} SET DEFAULT {expression};", place.column));
                }
            }
            Some(_) if before.default != after.default => {
                let expression = after.default.as_deref().unwrap_or_default();
                alteration.main.push(format!("{} SET EXPRESSION AS ({expression});", place.alter_column(after)));
            }
            Some(_) => {}
        }
    } else if before.default.is_some() && (is_typed || after.default.is_none()) {
        alteration.release.push(format!("{} DROP DEFAULT;", place.column));
    }
}

impl Place {
    fn alter_column(&self, column: &Column) -> String {
        let name = self.column.rsplit_once(" ALTER COLUMN ").map_or(column.name.as_str(), |(_, name)| name);
        format!("{} ALTER COLUMN {name}", self.alter)
    }
}

/// Returns the statement that sets the default of a column again.
pub(super) fn restored_default(context: &Context<'_>, after: &Column) -> Option<String> {
    let expression = after.default.as_ref().filter(|_| after.generated.is_none())?;
    Some(format!("{} SET DEFAULT {expression};", Place::of(context, after).column))
}

/// Returns the statement that drops the default of a column.
pub(super) fn dropped_default(context: &Context<'_>, after: &Column) -> String {
    format!("{} DROP DEFAULT;", Place::of(context, after).column)
}

/// Returns the statement that gives a column the new type of the same name.
pub(super) fn swapped_type(context: &Context<'_>, after: &Column, through: &str) -> Option<String> {
    let place = Place::of(context, after);
    if place.follows_parent {
        return None;
    }
    let (name, of) = (context.new.id(&after.name), after.r#type.as_deref()?);
    let arrays = &of[of.find("[]").unwrap_or(of.len())..];
    let collate = context.new.collate(after.collation.as_ref());
    Some(format!("{} ALTER COLUMN {name} TYPE {of}{collate} USING {name}::{through}{arrays}::{of};", place.alter))
}

fn identity(context: &Context<'_>, place: &Place, before: &Column, after: &Column, alteration: &mut Alteration) {
    match (&before.identity, &after.identity) {
        (Some(_), None) => alteration.release.push(format!("{} DROP IDENTITY;", place.alter_column(after))),
        (None, Some(identity)) => {
            let made = create(&Object::Column(after.clone()), &context.new);
            alteration.main.extend(made.into_iter().filter(|statement| statement.contains(" ADD GENERATED ")));
            let table = context.new.qualified(&after.schema, &after.table);
            let sequence = literal(&context.new.qualified(&after.schema, &identity.sequence));
            let name = context.new.id(&after.name);
            let (last, limit) = if identity.increment < 0 {
                (format!("min({name})"), format!("<= {}", identity.max))
            } else {
                (format!("max({name})"), format!(">= {}", identity.min))
            };
            // The next value follows those of the rows.
            alteration.main.push(format!(
                "SELECT pg_catalog.setval({sequence}, pg_catalog.{last}) FROM {table} HAVING pg_catalog.{last} {limit};"
            ));
        }
        (Some(old), Some(new)) => {
            let alter = place.alter_column(after);
            let mut clauses = Vec::new();
            if old.form != new.form {
                let form = if new.form == IdentityForm::Always { "ALWAYS" } else { "BY DEFAULT" };
                clauses.push(format!("SET GENERATED {form}"));
            }
            let (mut options, wanted) = (Options::of_identity(old), Options::of_identity(new));
            if let Some(both) = options.widened(wanted) {
                let widened = options.changes(both, "SET ");
                if !widened.is_empty() {
                    alteration.main.push(format!("{alter} {};", widened.join(" ")));
                }
                alteration.main.push(wanted.restart(&context.old.qualified(&before.schema, &old.sequence)));
                options = both;
            }
            clauses.extend(options.changes(wanted, "SET "));
            if !clauses.is_empty() {
                alteration.main.push(format!("{alter} {};", clauses.join(" ")));
            }
            if old.sequence != new.sequence {
                let sequence = context.old.qualified(&before.schema, &old.sequence);
                alteration.main.push(format!("ALTER SEQUENCE {sequence} RENAME TO {};", context.new.id(&new.sequence)));
            }
            if old.durability != new.durability {
                let sequence = context.new.qualified(&after.schema, &new.sequence);
                let word = if new.durability == Durability::Unlogged { "UNLOGGED" } else { "LOGGED" };
                alteration.main.push(format!("ALTER SEQUENCE {sequence} SET {word};"));
            }
        }
        (None, None) => {}
    }
}

fn settings(context: &Context<'_>, place: &Place, before: &Column, after: &Column, alteration: &mut Alteration) {
    let alter = &place.column;
    if before.statistics != after.statistics {
        alteration.main.push(format!("{alter} SET STATISTICS {};", after.statistics.unwrap_or(-1)));
    }
    if before.storage != after.storage {
        let storage = match after.storage {
            Some(storage) => storage_word(storage),
            None if context.target.server >= 16 => "DEFAULT",
            None => usual_storage(after.r#type.as_deref().unwrap_or_default()),
        };
        alteration.main.push(format!("{alter} SET STORAGE {storage};"));
    }
    if before.compression != after.compression {
        let compression = match after.compression {
            Some(Compression::Pglz) => "pglz",
            Some(Compression::Lz4) => "lz4",
            None => "DEFAULT",
        };
        alteration.main.push(format!("{alter} SET COMPRESSION {compression};"));
    }
    let actions = parameters::changes(context, before.options.as_ref(), after.options.as_ref(), "");
    alteration.main.extend(actions.into_iter().map(|action| format!("{alter} {action};")));
    let (old, new) = (foreign_options(before), foreign_options(after));
    if let Some(options) = parameters::options(context, &old, &new) {
        alteration.main.push(format!("{} {options};", place.alter_column(after)));
    }
}

fn foreign_options(column: &Column) -> BTreeMap<&str, &str> {
    let options = column.foreign_options.iter().flat_map(|options| &options.0);
    options.map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

fn storage_word(storage: Storage) -> &'static str {
    match storage {
        Storage::Plain => "PLAIN",
        Storage::External => "EXTERNAL",
        Storage::Extended => "EXTENDED",
        Storage::Main => "MAIN",
    }
}

/// Returns the storage of a type before PostgreSQL 16, whose `SET STORAGE` has no `DEFAULT`.
fn usual_storage(of: &str) -> &'static str {
    let name = of.split(['(', ' ']).next().unwrap_or_default();
    match name {
        _ if of.ends_with("[]") => "EXTENDED",
        "numeric" | "inet" | "cidr" => "MAIN",
        "smallint" | "integer" | "bigint" | "real" | "double" | "boolean" | "date" | "time" | "timestamp"
        | "interval" | "uuid" | "oid" | "money" | "tsquery" | "macaddr" | "macaddr8" | "point" | "box" | "circle"
        | "line" | "lseg" | "pg_lsn" | "name" => "PLAIN",
        _ => "EXTENDED",
    }
}

/// Returns what a column of a new view has beside its name and comment: the view comes without it.
pub(super) fn of_view(context: &Context<'_>, column: &Column) -> Vec<String> {
    let alter = Place::of(context, column).column;
    column.default.iter().map(|expression| format!("{alter} SET DEFAULT {expression};")).collect()
}
