//! SQL: tokens, statements, what each statement does, and the comments that speak to
//! tidegate.
//!
//! Two readers stand side by side. The lexical one (`lex`, `split`) knows strings, dollar
//! quotes, comments and where a statement ends, as psql decides it; that is enough to tell an
//! edit of comments from an edit of SQL, and it never fails. The other parses each statement
//! by itself with a real grammar (`tree`) and turns it into [`Action`]s (`read`), so that an
//! error in one never hides the next, and rules never see a syntax tree.
//!
//! Never: opens a file, judges.

mod action;
mod allow;
mod class;
mod declared;
mod depth;
mod expression;
mod lex;
mod lock;
mod non_transactional;
mod parser_gaps;
mod read;
mod script;
mod secret;
mod split;
mod timeline;
mod transaction;
mod tree;
mod types;
mod version;
mod words;

pub use action::{Action, ColumnChange, Operation, ReindexScope, RowSecurity, TransactionControl, Within, WriteVerb};
pub use allow::{Allowance, allowances};
pub use declared::{Column, Constraint, ConstraintKind, CreateIndex, CreateRoutine, CreateTable, Generated};
pub use expression::Expression;
pub use lex::{Kind, Token, tokens};
pub use lock::locks;
pub use non_transactional::NonTransactional;
pub use script::{Portion, Script, Statement, SyntaxError};
pub use secret::{Secret, secrets, without};
pub use split::{psql_commands, statements};
pub use timeline::{Origin, Timeline};
pub use transaction::{TransactionKind, transaction_kind};
pub use types::{Cost, Type};
pub use words::{Word, words};

/// True when the file holds nothing but white space, comments and lone semicolons.
pub fn is_empty(content: &[u8]) -> bool {
    tokens(content).all(|token| token.is_blank() || token.kind == Kind::Semicolon)
}

/// True when both files are the same SQL: equal but for white space and comments.
pub fn same_statements(one: &[u8], other: &[u8]) -> bool {
    let meaning = |content| tokens(content).filter(|token| !token.is_blank()).map(move |token| &content[token.span]);
    meaning(one).eq(meaning(other))
}

/// Statements that leave the schema as it is, by their first word: data, session and
/// privileges (a schema file is written without privileges).
const SCHEMA_STAYS: [&str; 29] = [
    "abort",
    "analyze",
    "begin",
    "checkpoint",
    "commit",
    "copy",
    "delete",
    "end",
    "explain",
    "grant",
    "insert",
    "listen",
    "lock",
    "merge",
    "notify",
    "refresh",
    "release",
    "reset",
    "revoke",
    "rollback",
    "savepoint",
    "select",
    "set",
    "show",
    "start",
    "truncate",
    "update",
    "vacuum",
    "with",
];

/// False for a file of data alone, which cannot change the schema.
pub fn may_change_schema(content: &[u8]) -> bool {
    statements(content).into_iter().any(|span| {
        let statement = &content[span];
        let first = tokens(statement).find(|token| token.kind == Kind::Word);
        let word = first.map(|token| String::from_utf8_lossy(&statement[token.span]).to_lowercase());
        word.is_none_or(|word| !SCHEMA_STAYS.contains(&word.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_comments_is_empty() {
        for empty in ["", "  \n", "-- hi", "/* a /* nested */ b */ ;\n;", "\u{feff}"] {
            assert!(is_empty(empty.as_bytes()), "{empty:?}");
        }
        for full in ["select 1", "'--'", "$$ $$", "/* x */ a"] {
            assert!(!is_empty(full.as_bytes()), "{full:?}");
        }
    }

    #[test]
    fn data_alone_cannot_change_the_schema() {
        assert!(!may_change_schema(b"-- seed\ninsert into a values (1); UPDATE a SET b = 'create table';"));
        assert!(may_change_schema(b"insert into a values (1); alter table a add b int;"));
        assert!(may_change_schema(b"do $$ begin end $$;"));
    }

    #[test]
    fn comments_and_white_space_do_not_change_the_statements() {
        let check = |one: &str, other: &str, expected: bool| {
            assert_eq!(same_statements(one.as_bytes(), other.as_bytes()), expected, "{one} ~ {other}");
        };
        check("create  table a(b int);", "-- new\ncreate table a(b int);\r\n", true);
        check("select 'a b'", "select 'a  b'", false);
        check("select $$a -- b$$", "select $$a$$", false);
        check("select 1", "select 2", false);
    }
}
