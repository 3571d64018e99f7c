//! Columns: their definitions in `CREATE TABLE`, and what is set for them afterwards.

use super::entry::{Described, Entry};
use super::parameters::{foreign_options, pairs};
use super::separate::Separate;
use super::source::Source;
use crate::catalog::{Column, Compression, Generated, Storage, Table, TableForm};

/// The default of a column as its table must be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum DefaultValue<'a> {
    Expression(&'a str),
    Generated(&'a str, Generated),
    /// The table has a default that it must not inherit.
    Null,
}

/// A column with its place in a table.
pub(super) struct Placed<'a> {
    pub(super) column: &'a Column,
    /// Whether `CREATE TABLE` names it.
    pub(super) is_printed: bool,
    pub(super) default: Option<DefaultValue<'a>>,
    /// Whether a parent has the not-null constraint.
    inherits_not_null: bool,
}

/// Returns the columns of a table in their order.
pub(super) fn placed<'a>(source: &Source<'a>, table: &'a Table) -> Vec<Placed<'a>> {
    let place = |column: &'a Column| Placed {
        column,
        is_printed: column.local || table.partition.is_some(),
        default: default_value(source, table, column),
        inherits_not_null: inherited(source, table, column).any(|(_, column)| column.not_null.is_some()),
    };
    source.columns(table).into_iter().map(place).collect()
}

/// Returns the columns of the parents of a table from which a column comes.
fn inherited<'a>(
    source: &Source<'a>,
    table: &'a Table,
    column: &'a Column,
) -> impl Iterator<Item = (&'a Table, &'a Column)> {
    source.parents(table).filter_map(|parent| {
        let columns = &source.parts(&parent.schema, &parent.name)?.columns;
        Some((parent, *columns.get(column.name.as_str())?))
    })
}

fn default_value<'a>(source: &Source<'a>, table: &'a Table, column: &'a Column) -> Option<DefaultValue<'a>> {
    let is_generated = inherited(source, table, column).any(|(_, column)| column.generated.is_some());
    if is_generated && table.partition.is_none() {
        return None;
    }
    if let Some(default) = column.default.as_deref() {
        return Some(match column.generated {
            Some(generated) => DefaultValue::Generated(default, generated),
            None => DefaultValue::Expression(default),
        });
    }
    let is_inherited = inherited(source, table, column)
        .any(|(parent, column)| column.generated.is_none() && default_value(source, parent, column).is_some());
    is_inherited.then_some(DefaultValue::Null)
}

impl Placed<'_> {
    /// Whether its default is a statement of its own.
    pub(super) fn is_separate(&self, separate: &Separate) -> bool {
        let can_be = !matches!(self.default, Some(DefaultValue::Generated(..)));
        can_be && (!self.is_printed || separate.has_default(&self.column.identity()))
    }

    /// Whether the definition says that it is not null.
    fn is_not_null(&self, table: &Table) -> bool {
        let Some(not_null) = &self.column.not_null else { return false };
        if not_null.validated == Some(false) {
            return false;
        }
        table.partition.is_some() || not_null.local.unwrap_or(!self.inherits_not_null)
    }

    /// Returns the definition in `CREATE TABLE`; `None` where a typed table does not name the column.
    pub(super) fn definition(&self, source: &Source<'_>, table: &Table, separate: &Separate) -> Option<String> {
        let column = self.column;
        let default = self.default.as_ref().filter(|_| !self.is_separate(separate));
        let is_not_null = self.is_not_null(table);
        let is_typed = table.of_type.is_some();
        if is_typed && default.is_none() && !is_not_null {
            return None;
        }
        let mut text = source.id(&column.name);
        if let Some(of) = column.r#type.as_deref().filter(|_| !is_typed) {
            text.push(' ');
            text.push_str(of);
        }
        match default {
            None => {}
            Some(DefaultValue::Generated(expression, form)) => {
                let form = if *form == Generated::Stored { " STORED" } else { "" };
                text.push_str(&[" GENERATED ALWAYS AS (", expression, ")", form].concat());
            }
            Some(DefaultValue::Expression(expression)) => text.push_str(&[" DEFAULT ", expression].concat()),
            Some(DefaultValue::Null) => text.push_str(" DEFAULT NULL"),
        }
        if is_not_null {
            if let Some(name) = &column.not_null_name {
                text.push_str(&[" CONSTRAINT ", &source.id(name)].concat());
            }
            text.push_str(" NOT NULL");
            if column.not_null.as_ref().is_some_and(|not_null| not_null.no_inherit == Some(true)) {
                text.push_str(" NO INHERIT");
            }
        }
        text.push_str(&source.collate(column.collation.as_ref()));
        Some(text)
    }

    /// Returns the not-null constraint of a column that the table does not name, where it has a name of its own
    /// (PostgreSQL 18).
    pub(super) fn not_null_constraint(&self, source: &Source<'_>) -> Option<String> {
        let name = self.column.not_null_name.as_ref().filter(|_| !self.is_printed)?;
        self.column.not_null.as_ref().filter(|not_null| not_null.validated != Some(false))?;
        Some(format!("CONSTRAINT {} NOT NULL {}", source.id(name), source.id(&self.column.name)))
    }

    /// Returns the statements that set what `CREATE TABLE` cannot.
    pub(super) fn alterations(&self, source: &Source<'_>, table: &Table) -> Vec<String> {
        let column = self.column;
        let foreign = if table.form == TableForm::Foreign { "FOREIGN " } else { "" };
        let name = source.qualified(&table.schema, &table.name);
        let alter = format!("ALTER {foreign}TABLE ONLY {name} ALTER COLUMN {}", source.id(&column.name));
        let mut statements = Vec::new();
        match &column.not_null {
            Some(not_null) if not_null.validated == Some(false) && not_null.local != Some(false) => {
                let chosen = format!("{}_{}_not_null", table.name, column.name);
                let constraint = source.id(column.not_null_name.as_deref().unwrap_or(&chosen));
                let column = source.id(&column.name);
                statements.push(format!(
                    "ALTER {foreign}TABLE ONLY {name} ADD CONSTRAINT {constraint} NOT NULL {column} NOT VALID;"
                ));
            }
            _ if self.not_null_constraint(source).is_some() => {}
            Some(not_null) if !self.is_printed && not_null.local.unwrap_or(!self.inherits_not_null) => {
                statements.push(format!("{alter} SET NOT NULL;"));
            }
            _ => {}
        }
        statements.extend(settings(source, column, &alter));
        if let Some(options) = column.foreign_options.as_ref().filter(|options| !options.0.is_empty()) {
            let options = foreign_options(source, options.0.iter().map(|(name, value)| (name, value.as_str())));
            let column = source.id(&column.name);
            statements.push(format!("ALTER FOREIGN TABLE {name} ALTER COLUMN {column} OPTIONS (\n    {options}\n);"));
        }
        statements
    }
}

/// Returns the statements that set statistics, storage, compression and options of a column.
pub(super) fn settings(source: &Source<'_>, column: &Column, alter: &str) -> Vec<String> {
    let storage = column.storage.map(|storage| match storage {
        Storage::Plain => "PLAIN",
        Storage::External => "EXTERNAL",
        Storage::Extended => "EXTENDED",
        Storage::Main => "MAIN",
    });
    let compression = column.compression.map(|compression| match compression {
        Compression::Pglz => "pglz",
        Compression::Lz4 => "lz4",
    });
    let written = source.words(&column.identity()).and_then(|words| words.options.clone());
    let options = written.unwrap_or_else(|| column.options.as_ref().map(pairs).unwrap_or_default());
    let mut statements = Vec::new();
    statements.extend(column.statistics.map(|target| format!("{alter} SET STATISTICS {target};")));
    statements.extend(storage.map(|storage| format!("{alter} SET STORAGE {storage};")));
    statements.extend(compression.map(|compression| format!("{alter} SET COMPRESSION {compression};")));
    if !options.is_empty() {
        statements.push(format!("{alter} SET ({});", options.join(", ")));
    }
    statements
}

/// Returns the comment on a column.
pub(super) fn comments(source: &Source<'_>, column: &Column) -> Vec<Entry> {
    let name = format!("{}.{}", source.id(&column.table), source.id(&column.name));
    let described = Described { kind: "COLUMN", schema: Some(&column.schema), name };
    described.entries(source, column.comment.as_deref(), None)
}

/// Returns the default of a column as a statement of its own.
pub(super) fn default(source: &Source<'_>, column: &Column, expression: &str, is_foreign: bool) -> Entry {
    let foreign = if is_foreign { "FOREIGN " } else { "" };
    let table = source.qualified(&column.schema, &column.table);
    let name = source.id(&column.name);
    Entry::new("DEFAULT", Some(&column.schema), format!("{} {}", column.table, column.name))
        .with(format!("ALTER {foreign}TABLE ONLY {table} ALTER COLUMN {name} SET DEFAULT {expression};"))
}
