//! Finds the tracking tables of a database, by name and columns.

use super::registry::ALL;
use super::table::{Column, Table};
use super::tool::Tool;
use crate::object::literal;
use crate::postgres::{Database, Error};
use std::collections::BTreeMap;

/// The tables with such names in a database.
#[derive(Debug, Default)]
pub struct Tables {
    /// Those that were recognised, by schema.
    pub known: Vec<(&'static Tool, Table)>,
    /// Those with other columns, which some other program has made.
    pub unknown: Vec<Table>,
}

impl Tables {
    /// The tables of a tool.
    pub fn of<'a>(&'a self, tool: &'a Tool) -> impl Iterator<Item = &'a Table> {
        self.known.iter().filter(move |(known, _)| *known == tool).map(|(_, table)| table)
    }
}

/// Finds the tables, in a read-only transaction of the caller. Tables that the role may not read are found as well.
pub fn find(database: &mut dyn Database) -> Result<Tables, Error> {
    let names: Vec<String> = ALL.into_iter().map(|tool| literal(tool.table)).collect();
    let rows = database.query(&format!(
        "select n.nspname, c.relname, a.attname, pg_catalog.format_type(a.atttypid, null) \
         from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
         join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped \
         where c.relkind in ('r', 'p') and c.relname in ({}) and n.nspname !~ '^pg_' \
         and n.nspname not in ('auth', 'storage', 'realtime', '_realtime', 'supabase_functions', '_analytics') \
         order by n.nspname collate \"C\", c.relname collate \"C\", a.attnum",
        names.join(", ")
    ))?;
    let mut found: BTreeMap<(String, String), Vec<Column>> = BTreeMap::new();
    for row in rows.rows {
        if let Ok([Some(schema), Some(table), Some(name), Some(kind)]) = <[Option<String>; 4]>::try_from(row) {
            found.entry((schema, table)).or_default().push(Column { name, kind });
        }
    }
    let mut tables = Tables::default();
    for ((schema, name), columns) in found {
        let table = Table { schema, name, columns };
        match ALL.into_iter().find(|tool| fits(&table, tool)) {
            Some(tool) => tables.known.push((tool, table)),
            None => tables.unknown.push(table),
        }
    }
    Ok(tables)
}

/// Whether it is a table of a tool.
fn fits(table: &Table, tool: &Tool) -> bool {
    let has =
        |(name, kind): &(&str, &str)| table.columns.iter().any(|column| column.name == *name && column.kind == *kind);
    let is_in_place = tool.schema.is_none_or(|schema| schema == table.schema);
    let is_complete = tool.has_more || table.columns.len() == tool.columns.len();
    table.name == tool.table && is_in_place && is_complete && tool.columns.iter().all(has)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_told_apart_by_their_columns() {
        let check = |schema: &str, name: &str, columns: &[(&str, &str)], expected: Option<&str>| {
            let column = |(name, kind): &(&str, &str)| Column { name: (*name).to_owned(), kind: (*kind).to_owned() };
            let columns = columns.iter().map(column).collect();
            let table = Table { schema: schema.to_owned(), name: name.to_owned(), columns };
            let found = ALL.into_iter().find(|tool| fits(&table, tool)).map(|tool| tool.id);
            assert_eq!(found, expected, "{table:?}");
        };
        let version = ("version", "character varying");
        check("public", "schema_migrations", &[version], Some("dbmate"));
        check("public", "schema_migrations", &[("version", "bigint"), ("dirty", "boolean")], Some("golang-migrate"));
        check("public", "schema_migrations", &[("version", "bigint"), ("inserted_at", "timestamp")], None);
        let three = [("version", "text"), ("statements", "text[]"), ("name", "text")];
        check("supabase_migrations", "schema_migrations", &three, Some("supabase"));
        check("public", "schema_migrations", &three, None);
    }
}
