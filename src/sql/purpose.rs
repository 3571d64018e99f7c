//! The purpose of a statement, by its first word.

use super::lex::Kind;
use super::split::statements;
use super::words::words;

/// The purpose of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Begins or ends a transaction or savepoint, or locks a table.
    Transaction,
    /// Changes or shows the session.
    Session,
    /// Grants or revokes privileges.
    Privileges,
    /// Writes rows.
    Rows,
    /// Reads rows.
    Query,
    /// Refreshes or tidies existing data.
    Maintenance,
    /// Everything else: it may change the schema.
    Schema,
}

/// Returns the purpose of a statement.
pub fn purpose(statement: &str) -> Purpose {
    let first = words(statement).find(|word| word.kind == Kind::Word);
    match first.as_ref().map(|word| word.text.as_str()) {
        Some("abort" | "begin" | "commit" | "end" | "lock" | "release" | "rollback" | "savepoint" | "start") => {
            Purpose::Transaction
        }
        Some("listen" | "notify" | "reset" | "set" | "show") => Purpose::Session,
        Some("grant" | "revoke") => Purpose::Privileges,
        Some("copy" | "delete" | "insert" | "merge" | "truncate" | "update") => Purpose::Rows,
        Some("explain" | "select" | "with") => Purpose::Query,
        Some("analyze" | "checkpoint" | "refresh" | "vacuum") => Purpose::Maintenance,
        _ => Purpose::Schema,
    }
}

/// Whether a file has a statement that may change the schema. A schema file has no privileges, so
/// they do not count.
pub fn may_change_schema(content: &[u8]) -> bool {
    statements(content).into_iter().any(|span| purpose(&String::from_utf8_lossy(&content[span])) == Purpose::Schema)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_alone_do_not_change_the_schema() {
        assert!(!may_change_schema(b"-- seed\ninsert into a values (1); UPDATE a SET b = 'create table';"));
        assert!(may_change_schema(b"insert into a values (1); alter table a add b int;"));
        assert!(may_change_schema(b"do $$ begin end $$;"));
    }

    #[test]
    fn the_first_word_decides() {
        for (statement, expected) in [
            ("/* x */ BEGIN", Purpose::Transaction),
            ("set search_path to x", Purpose::Session),
            ("revoke all on t from x", Purpose::Privileges),
            ("truncate t", Purpose::Rows),
            ("(select 1)", Purpose::Query),
            ("refresh materialized view v", Purpose::Maintenance),
            ("security label on table t is 'x'", Purpose::Schema),
        ] {
            assert_eq!(purpose(statement), expected, "{statement}");
        }
    }
}
