//! Indexes that are built concurrently: an interrupted build leaves an invalid index, which `IF NOT EXISTS` then mistakes
//! for a good one.

use crate::object::literal;
use crate::postgres::{Database, Error};
use crate::sql::{Operation, Script};

/// An index that a statement builds.
pub(super) struct Build {
    name: String,
    table: String,
}

/// The state of such an index.
pub(super) enum IndexState {
    Absent,
    Valid,
    /// Left behind by an interrupted build; the name in SQL.
    Invalid(String),
    /// Another session builds it; the process.
    InProgress(String),
}

impl Build {
    /// The index that a statement builds concurrently, if it has a name.
    pub(super) fn of(statement: &str) -> Option<Self> {
        let script = Script::read(statement.as_bytes(), &(0..statement.len()));
        let create =
            script.statements.iter().flat_map(|one| &one.actions).find_map(|action| match &action.operation {
                Operation::CreateIndex(create) if create.concurrently => Some(create.clone()),
                _ => None,
            })?;
        Some(Self { name: create.name?, table: create.table.to_string() })
    }

    /// Looks for the index.
    pub(super) fn state(&self, database: &mut dyn Database) -> Result<IndexState, Error> {
        let row = database.query(&format!(
            "select pg_catalog.format('%I.%I', n.nspname, c.relname), i.indisvalid::text, \
             (select p.pid::text from pg_catalog.pg_stat_progress_create_index p where p.index_relid = c.oid limit 1) \
             from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid \
             join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
             where c.relname = {} and i.indrelid = pg_catalog.to_regclass({})",
            literal(&self.name),
            literal(&self.table)
        ))?;
        let Some(row) = row.rows.into_iter().next() else { return Ok(IndexState::Absent) };
        Ok(match <[Option<String>; 3]>::try_from(row) {
            Ok([_, _, Some(process)]) => IndexState::InProgress(process),
            Ok([_, Some(valid), None]) if valid == "true" => IndexState::Valid,
            Ok([Some(name), ..]) => IndexState::Invalid(name),
            _ => IndexState::Absent,
        })
    }
}
