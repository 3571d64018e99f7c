//! The first words of a statement, which say what has to be done with it. A statement may be
//! megabytes long, so words are read one by one and only as far as they are asked for.

use crate::sql::{self, Kind};
use crate::text::Span;

/// A token that is no blank, read as the server reads it: words in lower case, quoted names
/// without their quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) kind: Kind,
    pub(super) text: String,
    pub(super) span: Span,
}

impl Word {
    /// True for an unquoted word.
    pub(super) fn is(&self, keyword: &str) -> bool {
        self.kind == Kind::Word && self.text == keyword
    }

    /// True for what may stand where a name is wanted.
    pub(super) fn is_name(&self) -> bool {
        matches!(self.kind, Kind::Word | Kind::QuotedName)
    }
}

/// The words of a statement, in order.
pub(super) fn statement_kind(statement: &str) -> impl Iterator<Item = Word> {
    sql::tokens(statement.as_bytes()).filter(|token| !token.is_blank()).map(|token| {
        let written = &statement[token.span.clone()];
        let inner = || written.get(1..written.len().saturating_sub(1)).unwrap_or_default();
        let text = match token.kind {
            Kind::Word => written.to_ascii_lowercase(),
            Kind::QuotedName => inner().replace("\"\"", "\""),
            Kind::String => inner().replace("''", "'"),
            _ => written.to_owned(),
        };
        Word { kind: token.kind, text, span: token.span }
    })
}

/// As many words as decide what a statement is.
const FIRST: usize = 24;

/// What the transaction around a statement has to know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TransactionKind {
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
pub(super) fn nature(statement: &str) -> TransactionKind {
    let statement_kind: Vec<Word> = statement_kind(statement).take(FIRST).collect();
    let is = |at: usize, keyword: &str| statement_kind.get(at).is_some_and(|word| word.is(keyword));
    let has = |keyword: &str| statement_kind.iter().any(|word| word.is(keyword));
    let Some(first) = statement_kind.first() else { return TransactionKind::Plain };
    match first.text.as_str() {
        "begin" => TransactionKind::Begin,
        "start" if is(1, "transaction") => TransactionKind::Begin,
        "commit" | "end" | "rollback" | "abort" if has("to") || has("prepared") || chains(&statement_kind) => {
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
fn chains(statement_kind: &[Word]) -> bool {
    statement_kind.last().or(statement_kind.first()).is_some()
        && statement_kind.iter().any(|word| word.is("chain"))
        && !statement_kind.iter().any(|word| word.is("no"))
}

/// As [`sql::statements`] decides it: then the data behind the statement is no SQL.
fn copies_from_stdin(statement: &str) -> bool {
    let mut previous = None;
    for word in statement_kind(statement) {
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
            assert_eq!(nature(statement), expected, "{statement}");
        }
    }

    #[test]
    fn words_are_read_as_the_server_reads_them() {
        let read: Vec<String> =
            statement_kind("Create EXTENSION \"uuid-ossp\" -- x\n VERSION '1''0'").map(|word| word.text).collect();
        assert_eq!(read, ["create", "extension", "uuid-ossp", "version", "1'0"]);
    }
}
