//! The tracking table of a history in a database.

use super::error::Error;
use crate::postgres::Database;
use crate::tracking::{self, OWN, Row, Table, Tables, Tool};

/// A table with the name of a tracking table that is not the one of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherTable {
    pub table: String,
    /// The tool that it belongs to; `None` if its columns are those of none.
    pub tool: Option<&'static str>,
}

/// The tracking table of a history, as it is in a database.
pub(super) struct Tracked {
    /// The tool that the rows belong to.
    pub(super) tool: &'static Tool,
    pub(super) table: Option<Table>,
    pub(super) rows: Vec<Row>,
    pub(super) others: Vec<OtherTable>,
}

impl Tracked {
    /// Finds the table of a tool and reads its rows. Where the tool has none, `_migrations` counts if it exists.
    pub(super) fn read(database: &mut dyn Database, tool: &'static Tool) -> Result<Self, Error> {
        let tables = tracking::find(database).map_err(Error::Database)?;
        let has_own = tables.of(tool).next().is_none() && tables.of(&OWN).next().is_some();
        let tool = if has_own { &OWN } else { tool };
        let table = only_table(&tables, tool)?;
        if let Some(table) = &table {
            let missing = tracking::missing_rights(database, table, false).map_err(Error::Database)?;
            if !missing.is_empty() {
                return Err(Error::Rights(missing));
            }
        }
        let rows = match &table {
            Some(table) => tracking::read(database, tool, table).map_err(Error::Database)?,
            None => Vec::new(),
        };
        let known = tables.known.iter().filter(|(_, known)| Some(known) != table.as_ref());
        let known = known.map(|(tool, table)| OtherTable { table: table.shown(), tool: Some(tool.name) });
        let unknown = tables.unknown.iter().map(|table| OtherTable { table: table.shown(), tool: None });
        Ok(Self { tool, rows, others: known.chain(unknown).collect(), table })
    }
}

/// The only table of a tool; `None` if there is none.
fn only_table(tables: &Tables, tool: &'static Tool) -> Result<Option<Table>, Error> {
    let mut found: Vec<&Table> = tables.of(tool).collect();
    if found.len() > 1 {
        let tables = found.iter().map(|table| table.shown()).collect();
        return Err(Error::SeveralTables { tables, tool: tool.name });
    }
    if let Some(table) = found.pop() {
        return Ok(Some(table.clone()));
    }
    // A table in the place of the tool's own cannot be created beside.
    let is_in_place = |table: &&Table| table.name == tool.table && tool.schema.is_none_or(|one| one == table.schema);
    match tables.unknown.iter().find(is_in_place) {
        Some(table) => Err(Error::OtherColumns { table: table.shown(), tool: tool.name }),
        None => Ok(None),
    }
}
