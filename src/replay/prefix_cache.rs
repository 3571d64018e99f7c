//! Beginnings of histories that were replayed before, kept as databases on a server of our
//! own: the longest one is cloned, and only what follows is run.
//!
//! A beginning is named by what it was made of: the environment, what the project adds to it,
//! then each file with the way it was run. Its name also tells which roles the server had when
//! it was finished, since roles lie beside databases: where they are others by now, it is no
//! beginning of anything. And it tells how large the database is, which takes long to find out.

use super::Plan;
use super::apply::transaction;
use super::runner::Runner;
use super::template::{self, Fingerprint};
use crate::object::literal;
use crate::postgres::{Engine, Error};
use crate::text::hex;
use sha2::{Digest as _, Sha256};
use std::time::{SystemTime, UNIX_EPOCH};

/// How many are kept on one cluster; the oldest go first.
const KEPT: usize = 6;

/// What those that were kept before may take together, in MiB.
const MOST: u64 = 512;

const PREFIX: &str = "prefix_";

/// What the comment on such a database begins with; the stand-ins that were used follow.
const COMMENT: &str = "tidegate stand-ins:";

/// All beginnings of a plan.
pub(super) struct Chain {
    /// Their names, without time, size and roles.
    links: Vec<String>,
    /// True once one of this plan or of another was seen on the server.
    has_seen_any: bool,
}

/// A beginning that is there.
pub(super) struct Kept {
    /// How many files it has.
    pub(super) length: usize,
    /// Its database.
    pub(super) database: String,
}

impl Chain {
    /// Hashes a plan, file by file.
    pub(super) fn of(now: &Fingerprint, plan: &Plan<'_>) -> Self {
        let mut start = link(&[now.sources.as_bytes(), plan.layout.id.as_bytes()]);
        for (kind, content) in plan.setup.parts() {
            start = link(&[start.as_bytes(), kind.as_bytes(), content]);
        }
        let mut links = vec![start];
        for file in plan.migrations {
            let before = links.last().map_or("", String::as_str);
            let mode = format!("{:?}", transaction(plan.layout, file));
            let next = link(&[before.as_bytes(), mode.as_bytes(), &file.content]);
            links.push(next);
        }
        Self { links, has_seen_any: false }
    }

    /// The longest beginning of at most so many files that is there, for the roles that the
    /// server has now.
    pub(super) fn longest(
        &mut self,
        engine: &mut dyn Engine,
        now: &Fingerprint,
        most: usize,
    ) -> Result<Option<Kept>, Error> {
        let databases = engine.databases()?;
        self.has_seen_any = databases.iter().any(|database| database.starts_with(PREFIX));
        let find = |(length, link): (usize, &String)| {
            let ending = format!("_{link}_{}", now.roles);
            let is_it = |name: &str| name.starts_with(PREFIX) && name.ends_with(&ending);
            let found = databases.iter().rfind(|database| is_it(database))?;
            Some(Kept { length, database: found.clone() })
        };
        Ok(self.links.iter().enumerate().take(most + 1).skip(1).rev().find_map(find))
    }

    /// Whether the beginning before the last file is worth a copy: that file is the one that is
    /// worked on, but hardly on the first run on a machine.
    pub(super) fn keeps_the_last_but_one(&self) -> bool {
        self.has_seen_any
    }

    /// Keeps a database, to which nobody is connected, as the beginning of this length; returns
    /// its new name.
    pub(super) fn keep(&self, engine: &mut dyn Engine, database: &str, length: usize) -> Result<String, Error> {
        let mut kept = engine.databases()?;
        kept.retain(|database| database.starts_with(PREFIX));
        for old in surplus(&kept) {
            engine.drop_database(old)?;
        }
        let roles = template::roles(engine)?;
        let size = engine.size(database)?.div_ceil(1 << 20);
        let moment = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        let link = self.links.get(length).map_or("", String::as_str);
        let name = format!("{PREFIX}{moment:011x}_{size:04x}_{link}_{roles}");
        engine.rename_database(database, &name)?;
        Ok(name)
    }
}

/// Those that go before another one is kept. The time stands first in their names, so the
/// oldest are the first.
fn surplus(kept: &[String]) -> &[String] {
    let mut together = 0;
    let stay = kept.iter().rev().take(KEPT - 1).take_while(|database| {
        together += size(database);
        together <= MOST
    });
    &kept[..kept.len() - stay.count()]
}

/// How large a kept database is, in MiB; one whose name does not tell is not worth its place.
fn size(name: &str) -> u64 {
    let told = name.strip_prefix(PREFIX).and_then(|rest| rest.split('_').nth(1));
    told.and_then(|size| u64::from_str_radix(size, 16).ok()).unwrap_or(MOST + 1)
}

/// True for the name of a beginning.
pub(super) fn is_kept(name: &str) -> bool {
    name.starts_with(PREFIX)
}

/// Drops every beginning that is kept.
pub(super) fn forget(engine: &mut dyn Engine) -> Result<(), Error> {
    let databases = engine.databases()?;
    let mut kept = databases.iter().filter(|database| database.starts_with(PREFIX));
    kept.try_for_each(|database| engine.drop_database(database))
}

/// Notes on the database that stands behind a runner which stand-ins it has used.
pub(super) fn note_stubs(runner: &mut Runner) -> Result<(), Error> {
    let used: Vec<&str> = runner.used().iter().map(String::as_str).collect();
    let comment = literal(&format!("{COMMENT}{}", used.join(",")));
    // The database may say that its sessions only read.
    runner.raw(&format!(
        "BEGIN READ WRITE; \
         do $$ begin execute format('comment on database %I is %L', current_database(), {comment}); end $$; COMMIT"
    ))
}

/// The stand-ins that a kept database has used.
pub(super) fn stubs(runner: &mut Runner, database: &str) -> Result<Vec<String>, Error> {
    let sql = "select shobj_description(oid, 'pg_database') from pg_catalog.pg_database where datname =";
    let comment = runner.value(&format!("{sql} {}", literal(database)))?.unwrap_or_default();
    let names = comment.strip_prefix(COMMENT).unwrap_or_default().split(',');
    Ok(names.filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

fn link(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hex(&hash.finalize()[..12])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn going(sizes: &[u64]) -> usize {
        let of = |(at, size): (usize, &u64)| format!("{PREFIX}{at:011x}_{size:04x}_link_roles");
        surplus(&sizes.iter().enumerate().map(of).collect::<Vec<_>>()).len()
    }

    #[test]
    fn the_oldest_go_first() {
        assert_eq!(going(&[]), 0);
        assert_eq!(going(&[1; 5]), 0);
        assert_eq!(going(&[1; 6]), 1);
        assert_eq!(going(&[1; 9]), 4);
        assert_eq!(going(&[1, 1, MOST - 1, 1]), 2);
        assert_eq!(going(&[1, MOST + 1]), 2, "one that is too large is of use to one run");
    }
}
