//! Owners and privileges in a schema file that is written: only a file that had some has them.
//!
//! They are what the same file without them lacks once it is loaded, since the platform and the default privileges of a
//! schema give each new object some.

use super::super::scratch::{Replay, ReplayedDatabase};
use super::base::base;
use super::compare::{pair, unreadable};
use super::file::load_file;
use super::replayed::replayed;
use crate::alter::{Options, Script, Statement};
use crate::catalog::{Aspect, Kind};
use crate::dump;
use crate::postgres::{Error, REPLAY_ROLE};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Returns the statements that give the objects of a schema file, whose text has none, their owners or privileges.
pub(super) fn secured(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    text: &str,
    aspects: &BTreeSet<Aspect>,
) -> Result<String, Error> {
    let base = base(replay)?;
    let expected = replayed(replay, database)?;
    let Ok(loaded) = load_file(replay, database, text.as_bytes(), (&expected, &base))? else {
        // The comparison with the file says what cannot run.
        return Ok(String::new());
    };
    let paired = pair(replay, (expected, loaded.catalog), &base, loaded.is_beside, &mut BTreeSet::new());
    let options =
        Options { aspects: aspects.clone(), destructive: true, role: Some(REPLAY_ROLE.to_owned()), ..Options::new() };
    let script = crate::alter::script(&paired.pair.expected, &paired.pair.actual, &options).map_err(unreadable)?;
    Ok(written(&script))
}

/// Returns statements below headers of `pg_dump`. Those that another role has to run are left out.
fn written(script: &Script) -> String {
    let mut text = String::new();
    let mut last = None;
    let is_possible = |statement: &&Statement| !statement.sql.iter().any(|sql| sql.starts_with("SET LOCAL ROLE"));
    for statement in script.statements().filter(is_possible) {
        for sql in &statement.sql {
            let header = header(statement, sql);
            // Writing to a String cannot fail.
            let _ = match last.replace(header.clone()) {
                Some(before) if before == header => write!(text, "\n{sql}\n"),
                _ => write!(text, "\n\n{header}\n\n{sql}\n"),
            };
        }
    }
    text
}

/// Returns the header of `pg_dump` for a statement.
fn header(statement: &Statement, sql: &str) -> dump::Identity {
    let object = &statement.object;
    let schema = object.schema.as_deref().unwrap_or("-");
    let mut name = match &object.on {
        Some(on) => format!("{on}.{}", object.name),
        None => object.name.clone(),
    };
    if let Some(arguments) = &object.arguments {
        name = format!("{name}({arguments})");
    }
    let kind = object.kind.word().to_uppercase();
    if object.kind == Kind::DefaultPrivileges {
        dump::Identity::new("DEFAULT ACL", schema, &name)
    } else if sql.starts_with("ALTER") {
        dump::Identity::new(&kind, schema, &name)
    } else {
        dump::Identity::new("ACL", schema, &format!("{kind} {name}"))
    }
}
