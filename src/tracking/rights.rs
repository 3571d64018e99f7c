//! The rights that a role lacks to read or write a tracking table, each with the statement that grants it.

use super::table::Table;
use crate::object::{literal, quoted};
use crate::postgres::{Database, Error};

/// A right that the role of a connection does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingRight {
    /// `SELECT on table public._migrations`
    pub right: String,
    /// The statement that gives it.
    pub grant: String,
}

impl MissingRight {
    /// `name` and `role` are in the form of SQL.
    fn of(right: &str, noun: &str, name: &str, role: &str) -> Self {
        let grant = format!("GRANT {right} ON {} {name} TO {role};", noun.to_uppercase());
        Self { right: format!("{right} on {noun} {name}"), grant }
    }
}

/// The rights that are missing for a table: to read its rows, or also to record migrations in it.
pub fn missing_rights(database: &mut dyn Database, table: &Table, writes: bool) -> Result<Vec<MissingRight>, Error> {
    let (schema, name) = (literal(&table.schema), literal(&table.name));
    let mut wanted = vec!["SELECT"];
    if writes {
        wanted.extend(["INSERT", "UPDATE", "DELETE"]);
    }
    let held: Vec<String> =
        wanted.iter().map(|right| format!("pg_catalog.has_table_privilege(c.oid, '{right}')::text")).collect();
    let row = first(
        database,
        &format!(
            "select current_user::text, pg_catalog.has_schema_privilege(n.oid, 'USAGE')::text, {} \
             from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
             where n.nspname = {schema} and c.relname = {name}",
            held.join(", ")
        ),
    )?;
    let Some((role, held)) = row.split_first() else { return Ok(Vec::new()) };
    let role = quoted(role);
    let mut missing = Vec::new();
    let mut need = |is_held: Option<&String>, right: &str, noun: &str, name: &str| {
        if is_held.is_none_or(|held| held != "true") {
            missing.push(MissingRight::of(right, noun, name, &role));
        }
    };
    need(held.first(), "USAGE", "schema", &quoted(&table.schema));
    let name_in_sql = format!("{}.{}", quoted(&table.schema), quoted(&table.name));
    for (right, held) in wanted.iter().zip(held.iter().skip(1)) {
        need(Some(held), right, "table", &name_in_sql);
    }
    if writes {
        for sequence in closed_sequences(database, &schema, &name)? {
            missing.push(MissingRight::of("USAGE", "sequence", &sequence, &role));
        }
    }
    Ok(missing)
}

/// The rights that are missing to create a table in a schema, which may not exist either.
pub fn missing_rights_to_create(database: &mut dyn Database, schema: &str) -> Result<Vec<MissingRight>, Error> {
    let row = first(
        database,
        &format!(
            "select current_user::text, pg_catalog.current_database()::text, \
             pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')::text, \
             (select pg_catalog.has_schema_privilege(n.oid, 'CREATE')::text from pg_catalog.pg_namespace n \
             where n.nspname = {})",
            literal(schema)
        ),
    )?;
    let [role, name, of_database, of_schema] = row.as_slice() else { return Ok(Vec::new()) };
    let (held, noun, name) = match of_schema.as_str() {
        // The schema does not exist.
        "" => (of_database.as_str(), "database", name.as_str()),
        held => (held, "schema", schema),
    };
    let right = MissingRight::of("CREATE", noun, &quoted(name), &quoted(role));
    Ok(if held == "true" { Vec::new() } else { vec![right] })
}

/// Sequences of the table's columns from which the role may take no value. Those of identity columns need no right.
fn closed_sequences(database: &mut dyn Database, schema: &str, name: &str) -> Result<Vec<String>, Error> {
    let rows = database.query(&format!(
        "select pg_catalog.quote_ident(sn.nspname) || '.' || pg_catalog.quote_ident(s.relname) \
         from pg_catalog.pg_depend d join pg_catalog.pg_class s on s.oid = d.objid \
         join pg_catalog.pg_namespace sn on sn.oid = s.relnamespace \
         join pg_catalog.pg_class c on c.oid = d.refobjid join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
         where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.deptype = 'a' and n.nspname = {schema} \
         and c.relname = {name} and case when s.relkind = 'S' \
         then not pg_catalog.has_sequence_privilege(s.oid, 'USAGE') else false end order by 1"
    ))?;
    Ok(rows.rows.into_iter().flatten().flatten().collect())
}

/// The first row, an empty text for NULL.
fn first(database: &mut dyn Database, query: &str) -> Result<Vec<String>, Error> {
    let rows = database.query(query)?.rows;
    Ok(rows.into_iter().next().unwrap_or_default().into_iter().map(Option::unwrap_or_default).collect())
}
