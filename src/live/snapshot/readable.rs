//! The objects of a database that a role cannot read, or not whole: `pg_dump` would fail at the first of them.

use crate::object::quoted;
use crate::postgres::{Database, Error};

/// An object that cannot be read, with the statement that allows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// `table public.orders`
    pub object: String,
    /// A fragment.
    pub reason: String,
    pub help: String,
}

/// Tables and sequences that are dumped: kind, schema, name, and what keeps this role from reading them.
const UNREADABLE: &str = "\
select case c.relkind when 'S' then 'sequence' else 'table' end, n.nspname::text, c.relname::text, \
  case when not pg_catalog.has_schema_privilege(n.oid, 'USAGE') then 'usage' \
    when not pg_catalog.has_table_privilege(c.oid, 'SELECT') then 'select' else 'rows' end \
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
where c.relkind in ('r', 'p', 'S') and c.relpersistence <> 't' and n.nspname !~ '^pg_' \
  and n.nspname <> 'information_schema' \
  and (not exists (select from pg_catalog.pg_depend d \
      where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e') \
    or exists (select from pg_catalog.pg_extension e where c.oid = any (e.extconfig))) \
  and (not pg_catalog.has_schema_privilege(n.oid, 'USAGE') or not pg_catalog.has_table_privilege(c.oid, 'SELECT') \
    or c.relkind <> 'S' and pg_catalog.row_security_active(c.oid)) \
order by 2, 3";

/// Finds everything that the role of a connection cannot read.
pub(super) fn unreadable(database: &mut dyn Database, role: &str) -> Result<Vec<Unreadable>, Error> {
    let rows = database.query(UNREADABLE)?.rows;
    let one = |row: Vec<Option<String>>| {
        let mut row = row.into_iter().map(Option::unwrap_or_default);
        let (kind, schema, name) = (row.next()?, row.next()?, row.next()?);
        let (table, role) = (format!("{}.{}", quoted(&schema), quoted(&name)), quoted(role));
        let (reason, help) = match row.next()?.as_str() {
            "usage" => ("no USAGE on its schema", format!("GRANT USAGE ON SCHEMA {} TO {role}", quoted(&schema))),
            "select" => ("no SELECT", format!("GRANT SELECT ON {} {table} TO {role}", kind.to_uppercase())),
            _ => ("its row-level security hides rows", format!("ALTER ROLE {role} BYPASSRLS")),
        };
        Some(Unreadable { object: format!("{kind} {schema}.{name}"), reason: reason.to_owned(), help })
    };
    Ok(rows.into_iter().filter_map(one).collect())
}
