//! Whether a statement may run in a transaction, as its first words decide.

use super::words::{Word, words};

/// As many words as decide what a statement is.
const FIRST: usize = 24;

/// What the transaction around a statement has to know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionKind {
    /// It runs in any transaction.
    Plain,
    /// It does something to the transaction that it stands in.
    Inside,
    /// It opens a transaction.
    Begin,
    /// It ends one.
    End,
    /// It cannot run in a transaction, and the Supabase CLI runs it beside the file's own.
    Lifted,
    /// It cannot run in a transaction.
    Outside,
    /// `COPY … FROM stdin`: its data stands behind it.
    CopyIn,
}

/// Tells the nature of a statement.
pub fn transaction_kind(statement: &str) -> TransactionKind {
    let words: Vec<Word> = words(statement).take(FIRST).collect();
    let is = |at: usize, keyword: &str| words.get(at).is_some_and(|word| word.is(keyword));
    let has = |keyword: &str| words.iter().any(|word| word.is(keyword));
    let Some(first) = words.first() else { return TransactionKind::Plain };
    match first.text.as_str() {
        "begin" => TransactionKind::Begin,
        "start" if is(1, "transaction") => TransactionKind::Begin,
        "commit" | "end" | "rollback" | "abort" if has("to") || has("prepared") || chains(&words) => {
            TransactionKind::Inside
        }
        "commit" | "end" | "rollback" | "abort" => TransactionKind::End,
        "prepare" if is(1, "transaction") => TransactionKind::End,
        "copy" if copies_from_stdin(statement) => TransactionKind::CopyIn,
        "vacuum" | "cluster" => TransactionKind::Lifted,
        "alter" if is(1, "system") => TransactionKind::Lifted,
        "create" | "drop" if is(1, "database") || is(1, "tablespace") || is(1, "subscription") => {
            TransactionKind::Outside
        }
        "create" | "drop" if has("index") && has("concurrently") => TransactionKind::Lifted,
        "reindex" if has("concurrently") => TransactionKind::Lifted,
        "reindex" if has("database") || has("system") || has("schema") => TransactionKind::Outside,
        "alter" if has("detach") && has("concurrently") => TransactionKind::Outside,
        _ => TransactionKind::Plain,
    }
}

/// `COMMIT AND CHAIN` begins the next transaction itself.
fn chains(words: &[Word]) -> bool {
    words.last().or(words.first()).is_some()
        && words.iter().any(|word| word.is("chain"))
        && !words.iter().any(|word| word.is("no"))
}

/// As [`sql::statements`] decides it: then the data behind the statement is no SQL.
fn copies_from_stdin(statement: &str) -> bool {
    let mut previous = None;
    for word in words(statement) {
        if previous == Some(true) && (word.is("stdin") || word.is("stdout")) {
            return true;
        }
        previous = Some(word.is("from"));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_tells_what_transaction_it_wants() {
        for (statement, expected) in [
            ("select 1", TransactionKind::Plain),
            ("BEGIN;", TransactionKind::Begin),
            ("/* x */ start transaction read only", TransactionKind::Begin),
            ("commit", TransactionKind::End),
            ("end;", TransactionKind::End),
            ("rollback to savepoint a", TransactionKind::Inside),
            ("commit and chain", TransactionKind::Inside),
            ("commit and no chain", TransactionKind::End),
            ("create unique index concurrently if not exists i on t (a)", TransactionKind::Lifted),
            ("drop index concurrently i", TransactionKind::Lifted),
            ("refresh materialized view concurrently v", TransactionKind::Plain),
            ("alter table t detach partition p concurrently", TransactionKind::Outside),
            ("create database x", TransactionKind::Outside),
            ("copy t (a, b) from stdin with (format csv)", TransactionKind::CopyIn),
            ("copy t from '/tmp/x'", TransactionKind::Plain),
            ("do $$ begin end $$", TransactionKind::Plain),
        ] {
            assert_eq!(transaction_kind(statement), expected, "{statement}");
        }
    }
}
