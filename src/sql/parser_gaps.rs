//! Valid SQL that the parser does not know: an error in one of these is none.
//!
//! Found by reading `PostgreSQL`'s own regression suites; `tests/it/grammar.rs` keeps the list
//! honest.

use super::lex::{Kind, tokens};

/// Beginnings of statements, in words.
const BEGINNINGS: [&[&str]; 5] = [
    // ALTER STATISTICS IF EXISTS
    &["alter", "statistics"],
    // CREATE STATISTICS … FROM (subquery)
    &["create", "statistics"],
    // ALTER USER MAPPING FOR user
    &["alter", "user", "mapping"],
    // SET ROLE TO DEFAULT
    &["set", "role"],
    // DROP EVENT TRIGGER a, b
    &["drop", "event", "trigger"],
];

/// True for a statement that the parser may refuse although the server takes it.
pub(super) fn is_known(statement: &str) -> bool {
    let words = tokens(statement.as_bytes()).filter(|token| token.kind == Kind::Word);
    let words: Vec<String> = words.take(3).map(|token| statement[token.span].to_ascii_lowercase()).collect();
    BEGINNINGS.iter().any(|beginning| {
        words.len() >= beginning.len() && words.iter().zip(*beginning).all(|(word, known)| word == known)
    })
}
