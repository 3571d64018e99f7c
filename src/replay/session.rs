//! The state of a session between two migrations, where the migration tool runs all of them in one session.
//!
//! A cached prefix of a history is a database without its session, so a prefix is cached only with the state that the
//! next file would find: settings and the role. Temporary objects, prepared statements, open cursors and locks cannot be
//! kept.

use super::plan::Plan;
use super::runner::Runner;
use crate::object::literal;
use crate::postgres::{Error, quoted_always};
use regex::bytes::Regex;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// The part of a session that the next file finds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SessionState {
    /// Settings with which the session began, and which the database has changed since then for later sessions.
    pub(super) begun: Vec<(String, String)>,
    set: Vec<(String, String)>,
    role: Option<String>,
}

/// Whether a session has something that another one cannot be given.
const IS_BOUND: &str = "\
select exists (select from pg_catalog.pg_class where relnamespace = pg_catalog.pg_my_temp_schema()) \
  or exists (select from pg_catalog.pg_type where typnamespace = pg_catalog.pg_my_temp_schema()) \
  or exists (select from pg_catalog.pg_proc where pronamespace = pg_catalog.pg_my_temp_schema()) \
  or exists (select from pg_catalog.pg_prepared_statements) \
  or exists (select from pg_catalog.pg_cursors) \
  or exists (select from pg_catalog.pg_listening_channels()) \
  or exists (select from pg_catalog.pg_locks where pid = pg_catalog.pg_backend_pid() and locktype = 'advisory') \
  or exists (select from pg_catalog.pg_settings where source = 'session' and context <> 'user') \
  or session_user <> (select usename from pg_catalog.pg_stat_activity where pid = pg_catalog.pg_backend_pid())";

/// Settings of the session, and those of the database or role as they were when the session began.
const SETTINGS: &str = "\
select 'set', name, setting from pg_catalog.pg_settings where source = 'session' \
  and name not in ('client_min_messages', 'transaction_isolation', 'transaction_read_only', 'transaction_deferrable') \
union all \
select 'begun', name, reset_val from pg_catalog.pg_settings where context = 'user' and name in (\
  select lower(pg_catalog.split_part(c, '=', 1)) from pg_catalog.pg_db_role_setting s \
  join pg_catalog.pg_database d on d.oid = s.setdatabase, pg_catalog.unnest(s.setconfig) c \
  where d.datname = pg_catalog.current_database()) \
union all \
select 'role', 'role', pg_catalog.current_setting('role')";

impl SessionState {
    /// Reads the state of a session without an open transaction; `None` if another session cannot be given it.
    pub(super) fn read(runner: &mut Runner) -> Result<Option<Self>, Error> {
        if runner.value(IS_BOUND)?.is_none_or(|bound| bound != "f") {
            return Ok(None);
        }
        let mut state = Self::default();
        for row in runner.rows(SETTINGS)? {
            let Ok([kind, name, value]) = <[String; 3]>::try_from(row) else { continue };
            match kind.as_str() {
                "set" => state.set.push((name, value)),
                "begun" => state.begun.push((name, value)),
                _ => state.role = Some(value).filter(|role| role != "none"),
            }
        }
        Ok(Some(state))
    }

    /// Gives a new session the state.
    pub(super) fn restore(&self, runner: &mut Runner) -> Result<(), Error> {
        let set = |(name, value): &(String, String)| {
            format!("SELECT pg_catalog.set_config({}, {}, false)", literal(name), literal(value))
        };
        let mut statements: Vec<String> = self.set.iter().map(set).collect();
        statements.extend(self.role.iter().map(|role| format!("SET ROLE {}", quoted_always(role))));
        if statements.is_empty() { Ok(()) } else { runner.raw(&statements.join(";\n")) }
    }
}

/// A statement that sets a parameter of an extension or of the application, which no catalog shows.
static SETS_CUSTOM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i-u)\bset_config\s*\(\s*e?'[^']*\.|\bset\s+(session\s+)?"?[a-z_][a-z0-9_$]*"?\s*\."#)
        .expect("a valid pattern")
});

static ASKS_SEQUENCE: LazyLock<Regex> = LazyLock::new(|| Regex::new("(?i-u)currval|lastval").expect("a valid pattern"));
static ASKS_SETTING: LazyLock<Regex> = LazyLock::new(|| Regex::new("(?i-u)current_setting").expect("a valid pattern"));

/// The shortest prefix that may be cached: after it no file asks for something that a session keeps and no other can be
/// given, such as the last value of a sequence.
pub(super) fn least_length(plan: &Plan<'_>) -> usize {
    if plan.layout.tracking.is_none() {
        return 0;
    }
    // What the transaction began with is part of it.
    if plan.shares_transaction() {
        return plan.migrations.len();
    }
    let mut least = 0;
    let mut sets_custom = false;
    for (at, file) in plan.migrations.iter().enumerate() {
        let text = file.text();
        let asks = |pattern: &Regex| at > 0 && pattern.is_match(text);
        if asks(&ASKS_SEQUENCE) || sets_custom && asks(&ASKS_SETTING) {
            least = at + 1;
        }
        sets_custom = sets_custom || SETS_CUSTOM.is_match(text);
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_no_catalog_shows_are_found() {
        for text in ["set app.user = 'a'", "SET SESSION \"app\".x to 1", "select set_config('app.user', 'a', false)"] {
            assert!(SETS_CUSTOM.is_match(text.as_bytes()), "{text}");
        }
        for text in
            ["set search_path = app", "select set_config('search_path', '', false)", "alter column a set not null"]
        {
            assert!(!SETS_CUSTOM.is_match(text.as_bytes()), "{text}");
        }
    }
}
