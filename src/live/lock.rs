//! The locks under which a database is changed.

use super::error::Error;
use super::look::look;
use crate::postgres::Database;
use crate::tracking::{OWN_LOCK, Table, Tool, lock_keys, lock_owner};
use std::time::{Duration, Instant};

/// Time between two attempts.
const PAUSE: Duration = Duration::from_millis(200);

/// Takes tidegate's lock and those of the tool, for the session; fails if one of them is held longer than `patience`.
pub(super) fn acquire(
    database: &mut dyn Database,
    tool: &'static Tool,
    table: &Table,
    patience: Duration,
) -> Result<(), Error> {
    let name = database.value("select pg_catalog.current_database()")?.unwrap_or_default();
    let end = Instant::now() + patience;
    for key in std::iter::once(OWN_LOCK).chain(lock_keys(tool, table, &name)) {
        while database.value(&format!("select pg_catalog.pg_try_advisory_lock({key})"))?.as_deref() != Some("t") {
            if Instant::now() >= end {
                let tool = lock_owner(key, tool, table, &name).unwrap_or("another program");
                return Err(Error::Held { tool, holder: holder(database, key)? });
            }
            std::thread::sleep(PAUSE);
        }
    }
    Ok(())
}

/// The session that has a lock, in words.
fn holder(database: &mut dyn Database, key: i64) -> Result<String, Error> {
    let query = format!(
        "select 'process ' || l.pid || ' (' || coalesce(nullif(a.application_name, ''), 'no application name') || ')' \
         || coalesce(', user ' || a.usename, '') || coalesce(', connected since ' || a.backend_start::timestamptz(0), '') \
         || coalesce(', ' || a.state || ' since ' || a.state_change::timestamptz(0), '') \
         from pg_catalog.pg_locks l left join pg_catalog.pg_stat_activity a on a.pid = l.pid \
         where l.locktype = 'advisory' and l.granted and l.objsubid = 1 \
         and (l.classid::bigint << 32 | l.objid::bigint) = {key} \
         and l.database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()) limit 1"
    );
    let holder = look(database, |database| database.value(&query))?;
    Ok(holder.unwrap_or_else(|| "it has just given it back".to_owned()))
}
