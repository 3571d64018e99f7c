//! Reads the rows of a tracking table.

use super::row::{Row, RowState};
use super::table::Table;
use super::tool::Tool;
use crate::postgres::{Database, Error};

/// Reads the rows, in the order in which the tool reads them.
pub fn read(database: &mut dyn Database, tool: &Tool, table: &Table) -> Result<Vec<Row>, Error> {
    let rows = database.query(&(tool.rows)(table))?;
    rows.rows.into_iter().map(|row| read_row(row, table)).collect()
}

fn read_row(row: Vec<Option<String>>, table: &Table) -> Result<Row, Error> {
    let unreadable = |what: &str| Error::Catalog { cause: format!("cannot read {what} in a row of {}", table.shown()) };
    let [version, name, checksum, statements, at, state] =
        <[Option<String>; 6]>::try_from(row).map_err(|_| unreadable("the columns"))?;
    let statements = statements
        .map(|json| serde_json::from_str::<Vec<Option<String>>>(&json).map(|all| all.into_iter().flatten().collect()));
    Ok(Row {
        version: version.ok_or_else(|| unreadable("the version"))?,
        name,
        checksum,
        statements: statements.transpose().map_err(|_| unreadable("the statements"))?,
        at,
        state: state.and_then(|state| RowState::read(&state)).ok_or_else(|| unreadable("the state"))?,
    })
}
