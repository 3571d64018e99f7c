//! Beginnings of histories that were replayed before, kept as databases on a server of our
//! own: the longest one is cloned, and only what follows is run.
//!
//! A beginning is named by what it was made of: the environment, what the project adds to it,
//! then each file with the way it was run. Its name also tells which roles the server had when it was finished, since
//! roles lie beside databases: where they are others by now, it is no beginning of anything.

use super::environment::{Fingerprint, fingerprint};
use super::runner::{Runner, literal};
use super::{Environment, Plan, transaction};
use crate::postgres::{Engine, Error, Listed};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

/// How many are kept on one cluster; the oldest go first.
const KEPT: usize = 6;

/// What those that were kept before may take together.
const MOST_BYTES: u64 = 512 << 20;

const PREFIX: &str = "prefix_";

/// What the comment on such a database begins with; the stand-ins that were used follow.
const COMMENT: &str = "tidegate stand-ins:";

/// The names of all beginnings of a plan, without time and roles.
pub(super) struct Chain(Vec<String>);

/// A beginning that is there.
pub(super) struct Kept {
    /// How many files it has.
    pub(super) length: usize,
    /// Its database.
    pub(super) database: String,
}

impl Chain {
    /// Hashes a plan, file by file.
    pub(super) fn of(engine: &mut dyn Engine, environment: Environment, plan: &Plan<'_>) -> Result<Self, Error> {
        let base = fingerprint(engine, environment)?.sources;
        let mut start = link(&[base.as_bytes(), plan.layout.id.as_bytes()]);
        for (kind, content) in plan.additions.parts() {
            start = link(&[start.as_bytes(), kind.as_bytes(), content]);
        }
        let mut links = vec![start];
        for file in plan.migrations {
            let before = links.last().map_or("", String::as_str);
            let mode = format!("{:?}", transaction(plan.layout, file));
            let next = link(&[before.as_bytes(), mode.as_bytes(), &file.content]);
            links.push(next);
        }
        Ok(Self(links))
    }

    /// The longest beginning of at most so many files that is there, for the roles that the
    /// server has now.
    pub(super) fn longest(
        &self,
        engine: &mut dyn Engine,
        environment: Environment,
        most: usize,
    ) -> Result<Option<Kept>, Error> {
        let Fingerprint { roles, .. } = fingerprint(engine, environment)?;
        let databases = engine.databases()?;
        let find = |(length, link): (usize, &String)| {
            let ending = format!("_{link}_{roles}");
            let is_it = |name: &str| name.starts_with(PREFIX) && name.ends_with(&ending);
            let found = databases.iter().rfind(|database| is_it(&database.name))?;
            Some(Kept { length, database: found.name.clone() })
        };
        Ok(self.0.iter().enumerate().take(most + 1).skip(1).rev().find_map(find))
    }

    /// Keeps a database, to which nobody is connected, as the beginning of this length; returns
    /// its new name.
    pub(super) fn keep(
        &self,
        engine: &mut dyn Engine,
        environment: Environment,
        database: &str,
        length: usize,
    ) -> Result<String, Error> {
        let mut kept = engine.databases()?;
        kept.retain(|database| database.name.starts_with(PREFIX));
        for old in surplus(&kept) {
            engine.drop_database(&old.name)?;
        }
        let Fingerprint { roles, .. } = fingerprint(engine, environment)?;
        let moment = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        let link = self.0.get(length).map_or("", String::as_str);
        let name = format!("{PREFIX}{moment:011x}_{link}_{roles}");
        engine.rename_database(database, &name)?;
        Ok(name)
    }
}

/// Those that go before another one is kept. The time stands first in their names, so the
/// oldest are the first.
fn surplus(kept: &[Listed]) -> &[Listed] {
    let mut bytes = 0;
    let stay = kept.iter().rev().take(KEPT - 1).take_while(|database| {
        bytes += database.bytes;
        bytes <= MOST_BYTES
    });
    &kept[..kept.len() - stay.count()]
}

/// Drops every beginning that is kept.
pub(super) fn forget(engine: &mut dyn Engine) -> Result<(), Error> {
    let databases = engine.databases()?;
    let kept = databases.iter().filter(|database| database.name.starts_with(PREFIX));
    kept.into_iter().try_for_each(|database| engine.drop_database(&database.name))
}

/// Notes on the database that stands behind a runner which stand-ins it has used.
pub(super) fn note_stand_ins(runner: &mut Runner) -> Result<(), Error> {
    let used: Vec<&str> = runner.used().iter().map(String::as_str).collect();
    let comment = literal(&format!("{COMMENT}{}", used.join(",")));
    let sql =
        format!("do $$ begin execute format('comment on database %I is %L', current_database(), {comment}); end $$");
    runner.raw(&sql)
}

/// The stand-ins that a kept database has used.
pub(super) fn stand_ins(runner: &mut Runner, database: &str) -> Result<Vec<String>, Error> {
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
    let mut text = String::new();
    for byte in hash.finalize().iter().take(12) {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn going(bytes: &[u64]) -> usize {
        let of = |(at, bytes): (usize, &u64)| Listed { name: format!("{PREFIX}{at}"), bytes: *bytes };
        surplus(&bytes.iter().enumerate().map(of).collect::<Vec<_>>()).len()
    }

    #[test]
    fn the_oldest_go_first() {
        assert_eq!(going(&[]), 0);
        assert_eq!(going(&[1; 5]), 0);
        assert_eq!(going(&[1; 6]), 1);
        assert_eq!(going(&[1; 9]), 4);
        assert_eq!(going(&[1, 1, MOST_BYTES - 1, 1]), 2);
        assert_eq!(going(&[1, MOST_BYTES + 1]), 2, "one that is too large is of use to one run");
    }
}
