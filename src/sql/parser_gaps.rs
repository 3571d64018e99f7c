//! Valid SQL that the parser rejects: a syntax error in one of these is not reported.
//!
//! Found by parsing `PostgreSQL`'s regression suites; `tests/it/grammar.rs` fails when an entry is no
//! longer needed.

use super::lex::{Kind, tokens};

/// First words of the statements.
const PREFIXES: [&[&str]; 5] = [
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

/// Whether the parser may reject the statement although the server accepts it.
pub(super) fn is_known(statement: &str) -> bool {
    let words = tokens(statement.as_bytes()).filter(|token| token.kind == Kind::Word);
    let words: Vec<String> = words.take(3).map(|token| statement[token.span].to_ascii_lowercase()).collect();
    PREFIXES
        .iter()
        .any(|prefix| words.len() >= prefix.len() && words.iter().zip(*prefix).all(|(word, known)| word == known))
}
