//! Valid SQL that the parser rejects: a syntax error in one of these is not reported.
//!
//! Found by parsing `PostgreSQL`'s regression suites; `tests/it/grammar.rs` fails when an entry is no
//! longer needed.

use super::lex::{Kind, Token, tokens};

/// First words of the statements.
const PREFIXES: [&[&str]; 8] = [
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
    // SET NAMES 'utf8'
    &["set", "names"],
    // CREATE TRUSTED PROCEDURAL LANGUAGE
    &["create", "trusted"],
    &["create", "procedural"],
];

/// A statement as the parser reads it.
pub(super) struct Rewritten {
    pub(super) text: String,
    /// The newer syntax that it no longer contains.
    pub(super) needs: Option<(u16, &'static str)>,
}

/// `ALTER TABLE … ADD COLUMN a text STORAGE plain COMPRESSION lz4`, which the parser knows in `CREATE TABLE` only: with
/// blanks in place of these clauses.
fn without_storage(statement: &str) -> Option<Rewritten> {
    let words: Vec<Token> = tokens(statement.as_bytes()).filter(|token| !token.is_blank()).collect();
    let mut rewritten = Rewritten { text: statement.to_owned(), needs: None };
    for three in words.windows(3) {
        let is = |at: usize, list: &[&str]| {
            list.iter().any(|word| statement[three[at].span.clone()].eq_ignore_ascii_case(word))
        };
        let is_name = matches!(three[2].kind, Kind::Word | Kind::QuotedName);
        let is_clause =
            is_name && !is(0, &["set", "add", "column", "exists", "alter", "drop", "to", "rename", ",", "(", "."]);
        let needs = match () {
            () if is_clause && is(1, &["compression"]) => (14, "COMPRESSION"),
            () if is_clause && is(1, &["storage"]) => (16, "STORAGE in the definition of a column"),
            () => continue,
        };
        let clause = three[1].span.start..three[2].span.end;
        rewritten.text.replace_range(clause.clone(), &" ".repeat(clause.len()));
        rewritten.needs = rewritten.needs.max(Some(needs));
    }
    rewritten.needs.is_some().then_some(rewritten)
}

/// The statement as the parser reads it, where it rejects a form of it: of the same length, unless it is of another
/// kind, for which the whole statement is the place of everything in it.
pub(super) fn rewritten(statement: &str) -> Option<Rewritten> {
    let mut words = tokens(statement.as_bytes()).filter(|token| !token.is_blank());
    let (first, second, third) = (words.next()?, words.next()?, words.next());
    let is = |token: &Token, word: &str| statement[token.span.clone()].eq_ignore_ascii_case(word);
    if is(&first, "do") && is(&second, "language") {
        // DO LANGUAGE 'plpgsql' '…': the parser reads the two strings as one.
        let name = third.filter(|name| name.kind == Kind::String)?.span;
        let inner = statement[name.clone()].strip_prefix('\'')?.strip_suffix('\'')?;
        let text = format!("{} {inner} {}", &statement[..name.start], &statement[name.end..]);
        return Some(Rewritten { text, needs: None });
    }
    let changed = ["view", "sequence", "index"].iter().any(|kind| is(&second, kind));
    // ALTER VIEW v ALTER COLUMN a …, ALTER COLUMN b …: PostgreSQL takes the actions of a table for these.
    if is(&first, "alter") && changed {
        let text = format!("{}table{}", &statement[..second.span.start], &statement[second.span.end..]);
        return Some(Rewritten { text, needs: None });
    }
    is(&first, "alter").then(|| without_storage(statement)).flatten()
}

/// Whether the parser may reject the statement although the server accepts it.
pub(super) fn is_known(statement: &str) -> bool {
    let words = tokens(statement.as_bytes()).filter(|token| token.kind == Kind::Word);
    let words: Vec<String> = words.take(3).map(|token| statement[token.span].to_ascii_lowercase()).collect();
    PREFIXES
        .iter()
        .any(|prefix| words.len() >= prefix.len() && words.iter().zip(*prefix).all(|(word, known)| word == known))
}
