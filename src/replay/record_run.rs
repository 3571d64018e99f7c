//! Writes the record of a migration, and finds out why that is not possible.

use super::failure::RunError;
use super::record::{Record, find};
use super::record_cause::{self, SessionEnd};
use super::runner::Runner;
use crate::migration::layout::FoundBy;
use crate::object::literal;
use crate::postgres::Error;
use regex::bytes::Regex;
use std::sync::LazyLock;

impl Record<'_> {
    /// Runs what precedes the script.
    pub(super) fn begin(&self, runner: &mut Runner) -> Result<(), RunError> {
        self.write(runner, &self.before, false)
    }

    /// Runs what ends the transaction of the script, or follows it.
    pub(super) fn end(&self, runner: &mut Runner, is_in_transaction: bool) -> Result<(), RunError> {
        self.write(runner, &self.within, is_in_transaction)
    }

    /// Runs what follows the transaction of the script.
    pub(super) fn finish(&self, runner: &mut Runner) -> Result<(), RunError> {
        self.write(runner, &self.after, false)
    }

    fn write(&self, runner: &mut Runner, statement: &str, is_in_transaction: bool) -> Result<(), RunError> {
        if statement.is_empty() {
            return Ok(());
        }
        // After an error in a transaction nothing can be asked.
        let asks_first = is_in_transaction && TROUBLE.is_match(self.file.text());
        let mut end = if asks_first { self.session_end(runner) } else { None };
        match runner.raw(statement) {
            Ok(()) => Ok(()),
            Err(Error::Sql(error)) => {
                if !is_in_transaction {
                    end = self.session_end(runner);
                }
                Err(RunError::Statement(record_cause::failure(self, *error, end.as_ref())))
            }
            Err(error) => Err(RunError::Server(error)),
        }
    }

    /// The parts of the session after the script that decide whether the tool finds its table.
    fn session_end(&self, runner: &mut Runner) -> Option<SessionEnd> {
        let sql = format!(
            "select pg_catalog.current_setting('search_path'), current_user, session_user, coalesce((select \
             pg_catalog.string_agg(n.nspname, ',') from pg_catalog.pg_class c join pg_catalog.pg_namespace n \
             on n.oid = c.relnamespace where c.relname = {} and c.relkind in ('r', 'p')), '')",
            literal(self.tracking.table)
        );
        let row = runner.rows(&sql).ok()?.into_iter().next()?;
        let [search_path, role, login, schemas] = <[String; 4]>::try_from(row).ok()?;
        Some(SessionEnd { search_path, is_other_role: role != login, schemas })
    }

    /// Whether the script may lock the table on which the tool holds a lock.
    pub(super) fn may_lock(&self) -> bool {
        let names = |word: &str| find(self.file.text(), word);
        self.tracking.is_held && (names(self.tracking.table) || names("schema"))
    }

    /// Fails if the open transaction has locked or dropped the table on which the tool holds a lock.
    pub(super) fn check_lock(&self, runner: &mut Runner) -> Result<(), RunError> {
        let FoundBy::Schema(schema) = self.tracking.found else { return Ok(()) };
        let table = literal(&format!("{schema}.{}", self.tracking.table));
        let sql = format!(
            "select 1 where pg_catalog.to_regclass({table}) is null or exists (select from pg_catalog.pg_locks l \
             where l.pid = pg_catalog.pg_backend_pid() and l.relation = pg_catalog.to_regclass({table}) \
             and l.mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'))"
        );
        match runner.value(&sql) {
            Ok(None) => Ok(()),
            Ok(Some(_)) => Err(RunError::Statement(record_cause::lock(self))),
            Err(error) => Err(RunError::Server(error)),
        }
    }
}

/// Words without which a script hardly keeps the tool from finding or writing its table.
static TROUBLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?i)search_path|role|authori|schema|migrations|goose_db|all").expect("a valid pattern")
});
