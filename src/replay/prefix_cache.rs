//! Prefixes of histories that were replayed before, cached as databases on a private server: the
//! longest one is cloned, and only the remaining files run.
//!
//! A prefix is named by a hash of its inputs: the platform, the project's setup, then each file
//! with its name, which is recorded, and the section of it that runs. Its name also has the roles of the server at its end, since roles
//! exist beside databases: with other roles it is a prefix of nothing. And it has the size of the
//! database, which takes long to measure.

use super::fingerprint::{self, Fingerprint, short};
use super::plan::Plan;
use super::runner::Runner;
use super::session::{SessionState, least_length};
use crate::cache::Hasher;
use crate::object::literal;
use crate::postgres::{Engine, Error};
use serde::{Deserialize, Serialize};
use std::time::{SystemTime, UNIX_EPOCH};

/// The number of prefixes that one cluster caches; the oldest are dropped first.
const COUNT: usize = 6;

/// The total size of the cached prefixes, in MiB, above which the oldest are dropped when another
/// one is added.
const SIZE: u64 = 512;

const PREFIX: &str = "prefix_";

/// The beginning of the comment on a cached database.
const COMMENT: &str = "tidegate:";

/// All prefixes of a plan.
pub(super) struct PrefixChain {
    /// Their hashes, the shortest prefix first.
    links: Vec<String>,
    /// Whether the server had a cached prefix of this or another plan.
    has_seen_any: bool,
    /// The length below which a prefix lacks something of its session.
    least: usize,
}

/// A prefix in the cache.
pub(super) struct CachedPrefix {
    /// The number of its files.
    pub(super) length: usize,
    pub(super) database: String,
}

impl PrefixChain {
    /// Hashes a plan, file by file.
    pub(super) fn of(now: &Fingerprint, plan: &Plan<'_>) -> Self {
        let mut hasher = Hasher::new("prefix");
        hasher.part(&now.sources).part(plan.layout.id).maybe(plan.wanted.map(u32::to_le_bytes));
        hasher.part(plan.layout.tracking.map_or("", |tracking| tracking.create));
        for (kind, content) in plan.setup.parts() {
            hasher.part(kind).part(content);
        }
        let mut links = vec![short(&hasher, DIGITS)];
        for file in plan.migrations {
            // The tracking table has the name.
            let entry = plan.layout.tracking.and_then(|_| plan.layout.entry(&file.path, &[], None));
            hasher.part(entry.map_or(String::new(), |entry| entry.name));
            hasher.part(format!("{:?}", file.section)).part(&file.content).part(format!("{:?}", file.callbacks));
            links.push(short(&hasher, DIGITS));
        }
        Self { links, has_seen_any: false, least: least_length(plan) }
    }

    /// Returns the longest cached prefix of at most so many files, for the current roles of the
    /// server.
    pub(super) fn longest(
        &mut self,
        engine: &mut dyn Engine,
        now: &Fingerprint,
        most: usize,
    ) -> Result<Option<CachedPrefix>, Error> {
        let databases = engine.kept_databases()?;
        self.has_seen_any = databases.iter().any(|database| is_cached(database));
        let find = |(length, link): (usize, &String)| {
            let ending = format!("_{link}_{}", now.roles);
            let found = databases.iter().rfind(|name| is_cached(name) && name.ends_with(&ending))?;
            Some(CachedPrefix { length, database: found.clone() })
        };
        Ok(self.links.iter().enumerate().take(most + 1).skip(self.least.max(1)).rev().find_map(find))
    }

    /// Returns the hash of the whole history.
    pub(super) fn whole(&self) -> &str {
        self.links.last().map_or("", String::as_str)
    }

    /// Whether the prefix without the last file is worth a copy: that file is usually the one
    /// being edited, but hardly on the first run on a machine.
    pub(super) fn caches_last_but_one(&self, length: usize) -> bool {
        self.has_seen_any && length >= self.least
    }

    /// Caches a database without connections as the prefix of this length; returns its new name.
    pub(super) fn store(&self, engine: &mut dyn Engine, database: &str, length: usize) -> Result<String, Error> {
        let mut cached = engine.kept_databases()?;
        cached.retain(|database| is_cached(database));
        for old in surplus(&cached) {
            engine.drop_database(old)?;
        }
        let roles = fingerprint::roles(engine)?;
        let size = engine.size(database)?.div_ceil(1 << 20);
        let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        let link = self.links.get(length).map_or("", String::as_str);
        let name = format!("{PREFIX}{time:011x}_{size:04x}_{link}_{roles}");
        engine.rename_database(database, &name)?;
        Ok(name)
    }
}

/// Hexadecimal digits of a prefix's hash.
const DIGITS: usize = 24;

/// Returns the prefixes to drop before another one is cached. Names begin with the time, so the
/// oldest are the first.
fn surplus(cached: &[String]) -> &[String] {
    let mut total = 0;
    let keep = cached.iter().rev().take(COUNT - 1).take_while(|database| {
        total += size(database);
        total <= SIZE
    });
    &cached[..cached.len() - keep.count()]
}

/// Returns the size of a cached database in MiB; one whose name has no size is dropped.
fn size(name: &str) -> u64 {
    let size = name.strip_prefix(PREFIX).and_then(|rest| rest.split('_').nth(1));
    size.and_then(|size| u64::from_str_radix(size, 16).ok()).unwrap_or(SIZE + 1)
}

/// Whether a database that is kept is a prefix.
fn is_cached(name: &str) -> bool {
    name.starts_with(PREFIX)
}

/// Drops every cached prefix.
pub(super) fn clear(engine: &mut dyn Engine) -> Result<(), Error> {
    let databases = engine.kept_databases()?;
    let mut cached = databases.iter().filter(|database| is_cached(database));
    cached.try_for_each(|database| engine.drop_database(database))
}

/// Data that is kept beside a cached database.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Kept {
    /// The stubs that were used in it.
    pub(super) stubs: Vec<String>,
    /// The state of the session in which its files ran.
    pub(super) session: SessionState,
}

/// Records in a comment on the database what is kept beside it.
pub(super) fn keep(runner: &mut Runner, session: &SessionState) -> Result<(), Error> {
    let kept = Kept { stubs: runner.stubs.used.iter().cloned().collect(), session: session.clone() };
    // The text of a string has no line breaks in JSON; the engine adds lines of its own.
    let kept = serde_json::to_string(&kept).unwrap_or_default();
    let comment = literal(&format!("{COMMENT}{kept}"));
    // The database may default to read-only sessions.
    runner.raw(&format!(
        "BEGIN READ WRITE; \
         do $$ begin execute format('comment on database %I is %L', current_database(), {comment}); end $$; COMMIT"
    ))
}

/// Returns what is kept beside a cached database.
pub(super) fn kept(runner: &mut Runner, database: &str) -> Result<Kept, Error> {
    let sql = "select shobj_description(oid, 'pg_database') from pg_catalog.pg_database where datname =";
    let comment = runner.value(&format!("{sql} {}", literal(database)))?.unwrap_or_default();
    let kept = comment.lines().next().and_then(|line| line.strip_prefix(COMMENT)).unwrap_or_default();
    // Without a comment nothing was kept.
    Ok(serde_json::from_str(kept).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dropped(sizes: &[u64]) -> usize {
        let of = |(at, size): (usize, &u64)| format!("{PREFIX}{at:011x}_{size:04x}_link_roles");
        surplus(&sizes.iter().enumerate().map(of).collect::<Vec<_>>()).len()
    }

    #[test]
    fn the_oldest_prefixes_are_dropped_first() {
        assert_eq!(dropped(&[]), 0);
        assert_eq!(dropped(&[1; 5]), 0);
        assert_eq!(dropped(&[1; 6]), 1);
        assert_eq!(dropped(&[1; 9]), 4);
        assert_eq!(dropped(&[1, 1, SIZE - 1, 1]), 2);
        assert_eq!(dropped(&[1, SIZE + 1]), 2, "a prefix that is too large serves one run only");
    }
}
