//! The help for a statement that a live database refuses.

use crate::migration::is_provided_by_supabase;
use crate::postgres::{SqlError, sqlstate};

/// Returns what helps against an error in a migration of this version, as an imperative.
pub(super) fn help_for(error: &SqlError, version: &str) -> String {
    match error.sqlstate.as_str() {
        sqlstate::LOCK_NOT_AVAILABLE => {
            "run it again when the table is less busy, or allow a longer wait: `--lock-timeout 30s`".to_owned()
        }
        sqlstate::INSUFFICIENT_PRIVILEGE => {
            "grant the right to this role or name another one, then run `tidegate apply` again".to_owned()
        }
        sqlstate::UNDEFINED_OBJECT | sqlstate::INVALID_SCHEMA_NAME
            if quoted(&error.message).is_some_and(is_provided_by_supabase) =>
        {
            let name = quoted(&error.message).unwrap_or_default();
            format!("apply to the database of a Supabase project, which has `{name}`; this server is not one")
        }
        sqlstate::DUPLICATE_TABLE
        | sqlstate::DUPLICATE_COLUMN
        | sqlstate::DUPLICATE_OBJECT
        | sqlstate::DUPLICATE_SCHEMA
        | sqlstate::DUPLICATE_FUNCTION => format!(
            "look at what the database has: `tidegate drift --db ...`; if the whole migration is in effect, record it: \
             `tidegate repair --db ... --applied {version}`"
        ),
        sqlstate::UNDEFINED_TABLE | sqlstate::UNDEFINED_COLUMN => {
            "look at what the database lacks: `tidegate drift --db ...`, then run `tidegate apply` again".to_owned()
        }
        _ => "correct the file, then run `tidegate apply` again".to_owned(),
    }
}

/// The first name that a message quotes: `role "anon" does not exist`.
fn quoted(message: &str) -> Option<&str> {
    message.split('"').nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sqlstate: &str, message: &str, expected: &str) {
        let error = SqlError { sqlstate: sqlstate.to_owned(), message: message.to_owned(), ..SqlError::default() };
        let help = help_for(&error, "7");
        assert!(help.contains(expected), "{sqlstate} {message}: {help}");
    }

    #[test]
    fn help_follows_from_the_error() {
        check("42704", "role \"anon\" does not exist", "of a Supabase project, which has `anon`");
        check("3F000", "schema \"auth\" does not exist", "which has `auth`");
        check("42704", "role \"app\" does not exist", "correct the file");
        check("42P07", "relation \"a\" already exists", "`tidegate repair --db ... --applied 7`");
        check("42P01", "relation \"a\" does not exist", "`tidegate drift --db ...`");
        check("42501", "permission denied for table a", "grant the right");
        check("55P03", "canceling statement due to lock timeout", "--lock-timeout");
    }
}
