//! Time and locks of the statements of a run.

use super::error::Place;
use crate::object::{Lock, quoted};
use crate::postgres::{Database, Error};
use crate::text::RelPath;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// A statement that has run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    pub path: RelPath,
    pub place: Place,
    pub time: Duration,
    /// Tables with the strongest lock that the statement took on them and its transaction held from then on; `None` for a
    /// statement outside a transaction, whose locks end with it.
    pub locks: Option<Vec<(String, Lock)>>,
}

/// Observes the statements of a run.
#[derive(Debug, Default)]
pub(super) struct Observer {
    /// The newest object that existed before the run.
    newest: String,
    /// The locks of the transaction.
    held: BTreeMap<String, Lock>,
    /// The number of statements before it.
    begun: usize,
    pub(super) observed: Vec<Observed>,
}

/// Locks of this session on tables and views up to an object, one row for each mode.
const LOCKS: &str = "\
select n.nspname::text, c.relname::text, l.mode \
from pg_catalog.pg_locks l join pg_catalog.pg_class c on c.oid = l.relation \
join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and l.granted and c.oid >= 16384::pg_catalog.oid \
  and c.relkind in ('r', 'p', 'm', 'v', 'f') and n.nspname !~ '^pg_'::pg_catalog.text and c.oid <= ";

impl Observer {
    /// Begins before the first statement.
    pub(super) fn begin(database: &mut dyn Database) -> Result<Self, Error> {
        let newest = "select coalesce(pg_catalog.max(oid), 0)::text from pg_catalog.pg_class";
        Ok(Self { newest: database.value(newest)?.unwrap_or_default(), ..Self::default() })
    }

    /// Begins a transaction, with the locks that it has before the first statement of the file.
    pub(super) fn begin_transaction(&mut self, database: &mut dyn Database) -> Result<(), Error> {
        self.held = self.locks(database)?;
        self.begun = self.observed.len();
        Ok(())
    }

    /// Forgets the statements of a transaction that was rolled back.
    pub(super) fn forget(&mut self) {
        self.observed.truncate(self.begun);
    }

    /// Notes a statement that has run in a transaction.
    pub(super) fn note(
        &mut self,
        database: &mut dyn Database,
        (path, place, begin): (&RelPath, Place, Instant),
    ) -> Result<(), Error> {
        let time = begin.elapsed();
        let now = self.locks(database)?;
        let is_new = |(table, lock): &(&String, &Lock)| self.held.get(*table) < Some(*lock);
        let new = now.iter().filter(is_new).filter(|(_, lock)| **lock > Lock::AccessShare);
        let locks = Some(new.map(|(table, lock)| (table.clone(), *lock)).collect());
        self.held = now;
        self.observed.push(Observed { path: path.clone(), place, time, locks });
        Ok(())
    }

    /// Notes a statement that has run outside a transaction.
    pub(super) fn note_outside(&mut self, path: &RelPath, place: Place, begin: Instant) {
        self.observed.push(Observed { path: path.clone(), place, time: begin.elapsed(), locks: None });
    }

    fn locks(&self, database: &mut dyn Database) -> Result<BTreeMap<String, Lock>, Error> {
        let mut locks: BTreeMap<String, Lock> = BTreeMap::new();
        for row in database.query(&format!("{LOCKS}'{}'::pg_catalog.oid", self.newest))?.rows {
            let mut row = row.into_iter().map(Option::unwrap_or_default);
            let (schema, name) = (row.next().unwrap_or_default(), row.next().unwrap_or_default());
            let Some(lock) = row.next().and_then(|mode| Lock::of_server(&mode)) else { continue };
            let table = format!("{}.{}", quoted(&schema), quoted(&name));
            let strongest = locks.entry(table).or_insert(lock);
            *strongest = lock.max(*strongest);
        }
        Ok(locks)
    }
}
