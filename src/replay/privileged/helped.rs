//! Statements that hosted services allow a role without superuser rights.

use super::help::Helped;
use super::setting::GRANTS_SETTINGS;
use super::{comment, event_trigger, foreign_data, publication, role, setting};
use crate::sql::{Word, words};

/// The most words that such a statement has before anything of interest.
const MOST: usize = 4000;

/// Reads a statement that needs help, if it is one.
pub(in super::super) fn helped(statement: &str, major: u32) -> Option<Helped> {
    if statement.contains('\0') {
        return None;
    }
    let mut first = words(statement);
    let (verb, noun) = (first.next()?, first.next()?);
    let noun = if noun.is("on") { first.next()? } else { noun };
    let all = || -> Vec<Word> { words(statement).take(MOST).collect() };
    match (verb.text.as_str(), noun.text.as_str()) {
        ("create" | "alter" | "drop" | "comment", "event") => event_trigger::read(&all()),
        ("comment", "extension") => comment::read(&all()),
        ("create", "publication") => publication::read(statement, &all()),
        ("alter", "publication") => publication::read_alter(statement, &all()),
        ("create", "foreign") => foreign_data::read(&all()),
        ("alter", "database") if major < GRANTS_SETTINGS => setting::read(&all()),
        ("alter", "role" | "user") if major < GRANTS_SETTINGS => {
            let words = all();
            setting::read(&words).or_else(|| role::read(statement, &words, major))
        }
        ("create" | "alter", "role" | "user" | "group") => role::read(statement, &all(), major),
        ("set", _) if major < GRANTS_SETTINGS => replication_role(&all()),
        _ => None,
    }
}

/// `SET [SESSION | LOCAL] session_replication_role { TO | = } value`
fn replication_role(words: &[Word]) -> Option<Helped> {
    let (scope, rest) = match words.get(1) {
        Some(word) if word.is("local") || word.is("session") => (Some(word), words.get(2..)?),
        _ => (None, words.get(1..)?),
    };
    let [name, to, value, ..] = rest else { return None };
    let is_it = name.is("session_replication_role") && (to.is("to") || to.text == "=");
    let value = ["origin", "local", "replica"].into_iter().find(|known| *known == value.text)?;
    let is_local = scope.is_some_and(|scope| scope.is("local"));
    let own = format!("SELECT pg_catalog.tidegate_set_replication_role('{value}', {is_local})");
    is_it.then(|| Helped { own: Some(own), ..Helped::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_statements_that_need_help_are_read() {
        for (statement, major, is_helped) in [
            ("create event trigger t on ddl_command_end execute function public.f()", 15, true),
            ("create event trigger \"~t\" on ddl_command_end execute function f()", 15, false),
            ("create event trigger t on login execute function f()", 17, false),
            ("alter event trigger t enable always", 15, false),
            ("drop event trigger if exists t", 15, true),
            ("comment on event trigger t is 'x'", 15, true),
            ("create publication p for all tables", 15, true),
            ("create publication p for table a", 15, false),
            ("create publication p for tables in schema a", 15, true),
            ("create publication p for tables in schema current_schema", 15, false),
            ("alter publication p add table a, tables in schema a", 15, true),
            ("alter publication p set table a, tables in schema a", 15, false),
            ("alter publication p add table a", 15, false),
            ("comment on extension plpgsql is 'x'", 15, true),
            ("comment on extension citext is 'x'", 15, false),
            ("alter database d set app.a = 'x'", 14, true),
            ("alter database d set app.a = 'x'", 15, false),
            ("alter database d set plperl.on_init = 'x'", 14, false),
            ("alter database d set work_mem = '1MB'", 14, false),
            ("alter database d set app.a = e'x'", 14, false),
            ("alter role r in database d reset app.a", 14, true),
            ("alter role all set app.a = 'x'", 14, false),
            ("create role r bypassrls", 15, true),
            ("create role r bypassrls", 16, false),
            ("create role \"bypassrls\" superuser", 15, false),
            ("alter role r with nosuperuser inherit", 17, true),
            ("create role r nosuperuser", 17, false),
            ("set session_replication_role = replica", 14, true),
            ("set session_replication_role = replica", 15, false),
            ("create foreign data wrapper w handler public.h", 15, true),
            ("create foreign table t (a int) server s", 15, false),
            ("create table event (a int)", 15, false),
        ] {
            assert_eq!(helped(statement, major).is_some(), is_helped, "{statement}");
        }
    }
}
