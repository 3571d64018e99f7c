//! The rows of a database: exact counts and checksums, sequences, large objects, tracking tables.

use crate::object::literal;
use crate::postgres::{Database, Error, TEXT_SETTINGS, quoted_always};
use crate::tracking;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The content of a database beside its schema.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Contents {
    /// By schema and name, as SQL writes them.
    pub tables: BTreeMap<String, TableContent>,
    /// The next value of each sequence and whether it was used, by the name that the archive has.
    pub sequences: BTreeMap<String, (String, bool)>,
    pub large_objects: LargeObjects,
    /// The tracking tables.
    pub tracking: Vec<Tracked>,
}

/// The rows of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TableContent {
    pub rows: u64,
    /// The sum of the hashes of all rows as text, which does not depend on their order.
    pub checksum: String,
    /// The condition on the rows, which is that of a table of an extension; empty for all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub condition: String,
}

/// The large objects of a database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LargeObjects {
    pub count: u64,
    /// `None` where the role may not read all of them.
    pub bytes: Option<u64>,
}

/// A tracking table with the versions of its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tracked {
    pub tool: String,
    pub table: String,
    pub versions: Vec<String>,
}

/// More settings on which the text of values depends, and no limits: large tables are read to their end.
const SETTINGS: &str = "\
SET LOCAL lc_monetary = 'C';
SET LOCAL statement_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = 0;
SET LOCAL row_security = off;
";

/// Tables whose rows `pg_dump` writes: schema, name, the condition of an extension. Rows of materialized views are computed
/// by the restore.
pub(super) const TABLES: &str = "\
select n.nspname::text, c.relname::text, coalesce(own.condition, '') \
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
left join lateral (select e.extcondition[pg_catalog.array_position(e.extconfig, c.oid)] as condition \
  from pg_catalog.pg_extension e where c.oid = any (e.extconfig)) own on true \
where c.relkind = 'r' and c.relpersistence <> 't' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' \
  and (own.condition is not null or not exists (select from pg_catalog.pg_depend d \
    where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e')) \
order by 1, 2";

impl Contents {
    /// Reads the content in the transaction that is open, without the sequences: they are not part of a snapshot of the
    /// database, so their values are those of the archive.
    pub(super) fn read(database: &mut dyn Database) -> Result<Self, Error> {
        database.run(&[TEXT_SETTINGS, SETTINGS].concat())?;
        let mut tables = BTreeMap::new();
        for row in database.query(TABLES)?.rows {
            let mut row = row.into_iter().map(Option::unwrap_or_default);
            let (schema, name) = (row.next().unwrap_or_default(), row.next().unwrap_or_default());
            let condition = row.next().unwrap_or_default();
            let table = format!("{}.{}", quoted_always(&schema), quoted_always(&name));
            let content = table_content(database, &table, condition)?;
            tables.insert(table, content);
        }
        Ok(Self { tables, large_objects: large_objects(database)?, tracking: tracked(database)?, ..Self::default() })
    }

    /// Reads the values of these sequences.
    pub(super) fn read_sequences<'a>(
        &mut self,
        database: &mut dyn Database,
        names: impl Iterator<Item = &'a String>,
    ) -> Result<(), Error> {
        for name in names {
            let exists = format!("select 1 from pg_catalog.to_regclass({}) name where name is not null", literal(name));
            if database.value(&exists)?.is_none() {
                continue;
            }
            let row = database.query(&format!("select last_value::text, is_called::text from {name}"))?.rows;
            let mut row = row.into_iter().next().unwrap_or_default().into_iter().map(Option::unwrap_or_default);
            let value = row.next().unwrap_or_default();
            self.sequences.insert(name.clone(), (value, row.next().as_deref() == Some("true")));
        }
        Ok(())
    }

    /// The number of rows in all tables.
    pub fn rows(&self) -> u64 {
        self.tables.values().map(|table| table.rows).sum()
    }
}

/// The rows and their checksum. The output function of rows is called by its name: a cast to text may be a function of the
/// owner of the table, and would run with the rights of our role. With `.*`, a column of that name is not meant.
fn table_content(database: &mut dyn Database, table: &str, condition: String) -> Result<TableContent, Error> {
    let counted = "select pg_catalog.count(*)::text, \
         coalesce(pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.textin(pg_catalog.record_out(tidegate_row.*)), 0)::numeric), 0)::text";
    let rows = database.query(&format!("{counted} from only {table} tidegate_row {condition}"))?.rows;
    let mut row = rows.into_iter().next().unwrap_or_default().into_iter().map(Option::unwrap_or_default);
    let rows = number(row.next())?;
    Ok(TableContent { rows, checksum: row.next().unwrap_or_default(), condition })
}

fn large_objects(database: &mut dyn Database) -> Result<LargeObjects, Error> {
    let count = number(database.value("select pg_catalog.count(*)::text from pg_catalog.pg_largeobject_metadata")?)?;
    let may_read = "select pg_catalog.has_table_privilege('pg_catalog.pg_largeobject', 'SELECT')::text";
    let bytes = if database.value(may_read)?.as_deref() == Some("true") {
        let sum = "select coalesce(pg_catalog.sum(pg_catalog.length(data)), 0)::text from pg_catalog.pg_largeobject";
        Some(number(database.value(sum)?)?)
    } else {
        None
    };
    Ok(LargeObjects { count, bytes })
}

fn tracked(database: &mut dyn Database) -> Result<Vec<Tracked>, Error> {
    let found = tracking::find(database)?;
    let mut all = Vec::new();
    for (tool, table) in &found.known {
        let versions = tracking::read(database, tool, table)?.into_iter().map(|row| row.version).collect();
        all.push(Tracked { tool: tool.name.to_owned(), table: table.shown(), versions });
    }
    Ok(all)
}

fn number(text: Option<String>) -> Result<u64, Error> {
    let unreadable = || Error::Catalog { cause: "the server does not count in whole numbers".to_owned() };
    text.and_then(|text| text.parse().ok()).ok_or_else(unreadable)
}
