//! Observes statements while they run: which locks they take on existing tables, and which tables
//! they rewrite or scan.
//!
//! A lock is read from `pg_locks` before its transaction ends. A rewritten table has another file
//! (`pg_class.relfilenode`). Scans are reported by the server at the level `DEBUG1` (PostgreSQL,
//! `src/backend/commands/tablecmds.c` and `src/backend/catalog/index.c`), also of empty tables. So
//! a table without rows shows everything but the duration.

use super::outcome::ObservedFile;
use super::runner::Runner;
use super::source::Source;
use crate::object::{Lock, Observation, TouchedRelation, literal};
use crate::postgres::{Error, Level, Notice};
use crate::sql::{self, words};
use crate::text::{LineIndex, Span, Spliced};
use std::collections::{BTreeMap, BTreeSet};

/// Observes the statements of new files.
pub(super) struct Observer {
    /// The relations that existed before the first of these files, by OID.
    known: BTreeMap<String, Relation>,
    hears_scans: bool,
    /// The content of the file with its secrets replaced, all positions kept.
    content: Vec<u8>,
    lines: LineIndex,
    /// The text that is sent of the file, if parts of it are replaced.
    spliced: Option<Spliced>,
    files: Vec<ObservedFile>,
}

#[derive(Clone, Debug)]
struct Relation {
    schema: String,
    name: String,
    /// Its `relfilenode`.
    node: String,
    lock: Option<Lock>,
}

/// Tables and views with their files and the locks that this session holds on them.
const RELATIONS: &str = "\
select coalesce(c.oid, l.relation), coalesce(n.nspname, ''), coalesce(c.relname, ''), coalesce(c.relfilenode::text, ''), \
  coalesce(l.modes, '') \
from (select * from pg_catalog.pg_class where oid >= 16384 and relkind in ('r', 'p', 'm', 'v', 'f')) c \
join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname !~ '^pg_' \
full join (select relation, pg_catalog.string_agg(mode, ',') as modes from pg_catalog.pg_locks \
  where pid = pg_catalog.pg_backend_pid() and locktype = 'relation' and granted and relation >= 16384 group by 1) l \
on l.relation = c.oid";

impl Observer {
    /// Reads the relations that exist before the first new file.
    fn new(runner: &mut Runner) -> Result<Self, Error> {
        // In another language the messages differ.
        let language = runner.value("select pg_catalog.current_setting('lc_messages')")?.unwrap_or_default();
        let is_known = language.is_empty() || ["C", "POSIX", "en"].iter().any(|known| language.starts_with(known));
        let hears_scans = is_known && receives_debug(runner)?;
        let known = relations(runner)?.into_iter().filter(|(_, relation)| !relation.name.is_empty()).collect();
        Ok(Self {
            known,
            hears_scans,
            content: Vec::new(),
            lines: LineIndex::default(),
            spliced: None,
            files: Vec::new(),
        })
    }

    /// Begins with a file, the first or another one.
    pub(super) fn begin_file(observer: &mut Option<Self>, runner: &mut Runner, file: &Source) -> Result<(), Error> {
        let observer = match observer {
            Some(observer) => observer,
            None => observer.insert(Self::new(runner)?),
        };
        observer.content = sql::without(&file.content, &sql::secrets(&file.content)).into_owned();
        observer.lines = LineIndex::default();
        observer.spliced = file.section.spliced(&file.content);
        observer.files.push(ObservedFile { file: file.path.clone(), major: runner.major(), statements: Vec::new() });
        // In a transaction that the file before has left open, its locks are still held.
        let held = if runner.is_open { relations(runner)? } else { BTreeMap::new() };
        for (oid, relation) in &mut observer.known {
            relation.lock = held.get(oid).and_then(|held| held.lock);
        }
        Ok(())
    }

    /// Returns the observations.
    pub(super) fn into_files(self) -> Vec<ObservedFile> {
        self.files
    }

    /// Requests debug messages for the next statement; the file may have turned them off.
    pub(super) fn request_debug(runner: &mut Runner) -> Result<(), Error> {
        runner.raw("SET client_min_messages = debug1")?;
        runner.notices();
        Ok(())
    }

    /// Records what the statement at this position has done.
    pub(super) fn record(&mut self, runner: &mut Runner, statement: &Span) -> Result<(), Error> {
        let notices = runner.notices();
        let statement = &self.spliced.as_ref().map_or_else(|| statement.clone(), |spliced| spliced.old_span(statement));
        let text = String::from_utf8_lossy(self.content.get(statement.clone()).unwrap_or_default()).into_owned();
        let begins = |keywords: &[&str]| {
            let mut first = words(&text);
            keywords.iter().all(|keyword| first.next().is_some_and(|word| word.is(keyword)))
        };
        let is_emptied = begins(&["truncate"]);
        // The server reports no scan for a domain: it locks the tables that use it to read them (PostgreSQL,
        // `validateDomainConstraint`).
        let is_of_domain = begins(&["alter", "domain"]);
        let scanned = self.scanned(runner, &notices)?;
        let now = relations(runner)?;
        let sees_locks = now.values().any(|relation| relation.lock.is_some());
        let mut touched = Vec::new();
        for (oid, before) in &mut self.known {
            let after = now.get(oid);
            let lock = after.and_then(|after| after.lock);
            let existing = after.filter(|after| !after.name.is_empty());
            let is_rewritten = !is_emptied && existing.is_some_and(|after| after.node != before.node);
            let is_new_lock = lock > before.lock && lock > Some(Lock::AccessShare);
            // Names of constraints, and of tables in several schemas, are not unique.
            let is_reported = scanned.contains(oid) && (lock.is_some() || !sees_locks);
            let is_read = is_of_domain && is_new_lock && lock == Some(Lock::Share);
            let is_scanned = !is_emptied && (is_reported || is_read);
            if is_new_lock || is_rewritten || is_scanned {
                touched.push(TouchedRelation {
                    schema: before.schema.clone(),
                    name: before.name.clone(),
                    lock,
                    rewritten: is_rewritten,
                    scanned: is_scanned,
                });
            }
            if let Some(after) = existing {
                *before = after.clone();
            }
            before.lock = lock;
        }
        touched.sort_by(|one, other| (&one.schema, &one.name).cmp(&(&other.schema, &other.name)));
        let skipped = notices.iter().any(|notice| notice.fields.message.ends_with(", skipping"));
        let hears_scans = self.hears_scans;
        let line = self.lines.position(&self.content, statement.start).line;
        let observation = Observation { statement: statement.clone(), line, text, touched, skipped, hears_scans };
        if let Some(file) = self.files.last_mut() {
            file.statements.push(observation);
        }
        Ok(())
    }

    /// Returns the relations that the server reports as scanned, by OID.
    fn scanned(&self, runner: &mut Runner, notices: &[Notice]) -> Result<BTreeSet<String>, Error> {
        let mut scanned = BTreeSet::new();
        for message in notices.iter().filter(|notice| notice.level == Level::Debug).map(|notice| &notice.fields.message)
        {
            if let Some(key) = named_after(message, "validating foreign key constraint ") {
                // The message does not name the table.
                let of = "select conrelid from pg_catalog.pg_constraint where contype = 'f' and conname =";
                scanned.extend(runner.column(&format!("{of} {}", literal(key)))?);
            }
            let table = named_after(message, "verifying table ").or_else(|| {
                message.starts_with("building index ").then(|| named_after(message, " on table ")).flatten()
            });
            let is_it = |relation: &Relation| Some(relation.name.as_str()) == table;
            scanned.extend(self.known.iter().filter(|(_, relation)| is_it(relation)).map(|(oid, _)| oid.clone()));
        }
        Ok(scanned)
    }
}

/// Whether debug messages arrive at all.
fn receives_debug(runner: &mut Runner) -> Result<bool, Error> {
    Observer::request_debug(runner)?;
    match runner.raw("DO $$ begin raise debug 'tidegate'; end $$") {
        Ok(()) => Ok(runner.notices().iter().any(|notice| notice.level == Level::Debug)),
        Err(Error::Sql(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Returns the quoted name after these words of a message.
fn named_after<'a>(message: &'a str, words: &str) -> Option<&'a str> {
    let (_, rest) = message.split_once(words)?;
    rest.strip_prefix('"')?.split('"').next()
}

fn relations(runner: &mut Runner) -> Result<BTreeMap<String, Relation>, Error> {
    let relation = |row: Vec<String>| {
        let mut row = row.into_iter();
        let (oid, schema, name, node) = (row.next()?, row.next()?, row.next()?, row.next()?);
        let modes = row.next()?;
        let lock = modes.split(',').filter_map(Lock::of_server).max();
        Some((oid, Relation { schema, name, node, lock }))
    };
    Ok(runner.rows(RELATIONS)?.into_iter().filter_map(relation).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_name_their_tables() {
        let check = |message, words, expected| assert_eq!(named_after(message, words), expected);
        check("verifying table \"t\"", "verifying table ", Some("t"));
        check("building index \"i\" on table \"my t\" serially", " on table ", Some("my t"));
        check("building index its TOAST table on table its TOAST table serially", " on table ", None);
        check("validating foreign key constraint \"k\"", "validating foreign key constraint ", Some("k"));
    }
}
