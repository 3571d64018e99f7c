//! SQL: tokens, statements, what each statement does, and comments addressed to tidegate.
//!
//! There are two readers. The lexical one (`lex`, `split`) knows strings, dollar quotes, comments
//! and where psql ends a statement; that is enough to distinguish an edit of comments from an edit
//! of SQL, and it never fails. The other parses each statement separately with a full grammar
//! (`tree`) and turns it into [`Action`]s (`read`), so that an error in one statement never hides
//! the next, and rules never see a syntax tree.
//!
//! Never: opens a file, decides what is a problem.

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
mod purpose;
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
pub use purpose::{Purpose, may_change_schema, purpose};
pub use script::{Portion, Script, Statement, SyntaxError};
pub use secret::{Secret, secrets, without};
pub use split::{psql_commands, statements};
pub use timeline::{Origin, Timeline};
pub use transaction::{TransactionKind, transaction_kind};
pub use types::{Cost, Type};
pub use words::{Word, words};

/// Whether the file contains only white space, comments and lone semicolons.
pub fn is_empty(content: &[u8]) -> bool {
    tokens(content).all(|token| token.is_blank() || token.kind == Kind::Semicolon)
}

/// Whether two files are the same SQL apart from white space and comments.
pub fn same_statements(one: &[u8], other: &[u8]) -> bool {
    let meaning = |content| tokens(content).filter(|token| !token.is_blank()).map(move |token| &content[token.span]);
    meaning(one).eq(meaning(other))
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
