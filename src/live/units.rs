//! The parts of a file that are in the database or not: transactions, and statements outside of one.

use crate::migration::layout::{Section, Transaction};
use crate::sql::{self, NonTransactional, TransactionKind};
use crate::text::Span;

/// A part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    pub kind: UnitKind,
    /// The `BEGIN` of the file, with its options; without one, tidegate begins the transaction.
    pub begin: Option<Span>,
    pub statements: Vec<Span>,
}

/// The way in which a unit runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// All of it or nothing.
    Transaction,
    /// One statement that cannot run inside a transaction block, and can be repeated.
    Outside(NonTransactional),
    /// One statement that may commit in its middle: a procedure, or a `DO` block.
    Procedure,
}

/// A file that cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The statement.
    pub span: Span,
    /// A fragment.
    pub message: String,
    /// An imperative.
    pub help: String,
}

/// A statement with what decides.
struct Statement {
    span: Span,
    kind: TransactionKind,
    may_commit: bool,
}

/// Divides a section of a file as its tool runs it.
pub fn units(content: &[u8], section: &Section) -> Result<Vec<Unit>, Refused> {
    if let Some(refusal) = section.refusal() {
        let (message, help) = (refusal.message.clone(), refusal.help.clone());
        return Err(Refused { span: refusal.span.clone(), message, help });
    }
    if let Some(condition) = section.conditions.first() {
        let (message, help) = (condition.message.clone(), condition.help.clone());
        return Err(Refused { span: condition.span.clone(), message, help });
    }
    let statements = statements(content, section);
    if let Some(copy) = statements.iter().find(|one| one.kind == TransactionKind::CopyIn) {
        return Err(refused(copy, "`COPY ... FROM stdin` is not supported", "write the rows as `INSERT` statements"));
    }
    if is_one_transaction(section.transaction, &statements) {
        of_one_transaction(section.transaction, &statements)
    } else {
        of_each(content, &statements)
    }
}

fn statements(content: &[u8], section: &Section) -> Vec<Statement> {
    let whole = [section.span.clone()];
    let pieces = section.pieces.as_deref().unwrap_or(&whole);
    let mut found = Vec::new();
    for piece in pieces {
        for span in sql::statements(&content[piece.clone()]) {
            let span = bare(content, piece.start + span.start..piece.start + span.end);
            let text = String::from_utf8_lossy(&content[span.clone()]);
            found.push(Statement { kind: sql::transaction_kind(&text), may_commit: may_commit(&text), span });
        }
    }
    found
}

/// A statement without its semicolon.
fn bare(content: &[u8], span: Span) -> Span {
    let is_end = |byte: &&u8| byte.is_ascii_whitespace() || **byte == b';';
    let rest = content[span.clone()].iter().rev().take_while(is_end).count();
    span.start..span.end - rest
}

/// Whether a statement may end the transaction that it has begun itself.
fn may_commit(text: &str) -> bool {
    let mut words = sql::words(text);
    let Some(first) = words.next() else { return false };
    let lower = text.to_ascii_lowercase();
    first.is("call") || first.is("do") && (lower.contains("commit") || lower.contains("rollback"))
}

fn is_one_transaction(transaction: Transaction, statements: &[Statement]) -> bool {
    let controls = |one: &Statement| matches!(one.kind, TransactionKind::Begin | TransactionKind::End);
    let is_bound = |one: &Statement| controls(one) || matches!(one.kind, TransactionKind::Outside(_)) || one.may_commit;
    match transaction {
        Transaction::Whole | Transaction::Shared | Transaction::WholeExcept(_) => true,
        Transaction::Message => statements.len() > 1 && !statements.iter().any(controls),
        Transaction::Unknown => !statements.iter().any(is_bound),
        Transaction::Each | Transaction::Own => false,
    }
}

fn of_one_transaction(transaction: Transaction, statements: &[Statement]) -> Result<Vec<Unit>, Refused> {
    let mut units = Vec::new();
    let mut open = Vec::new();
    for one in statements {
        match one.kind {
            TransactionKind::Begin | TransactionKind::End => {
                let help = "remove it: the file runs in one transaction";
                return Err(refused(one, "the file begins or ends the transaction that it runs in", help));
            }
            TransactionKind::Outside(kind) if transaction.runs_outside(one.kind) => {
                units.extend(transaction_of(None, std::mem::take(&mut open)));
                units.push(alone(UnitKind::Outside(kind), one));
            }
            TransactionKind::Outside(_) => {
                let help = "put it into a migration that runs outside a transaction";
                return Err(refused(one, "the statement cannot run inside a transaction block", help));
            }
            _ => open.push(one.span.clone()),
        }
    }
    units.extend(transaction_of(None, open));
    Ok(units)
}

fn of_each(content: &[u8], statements: &[Statement]) -> Result<Vec<Unit>, Refused> {
    let mut units = Vec::new();
    let mut open: Option<(&Statement, Vec<Span>)> = None;
    for one in statements {
        match (one.kind, &mut open) {
            (TransactionKind::Begin, None) => open = Some((one, Vec::new())),
            (TransactionKind::End, Some(_)) if is_commit(&content[one.span.clone()]) => {
                let begun = open.take();
                units.extend(begun.and_then(|(begin, spans)| transaction_of(Some(begin.span.clone()), spans)));
            }
            (TransactionKind::Begin | TransactionKind::End, _) => {
                let help = "write each transaction as `BEGIN`, statements, `COMMIT`";
                return Err(refused(one, "the statement does not begin or commit a transaction of the file", help));
            }
            (_, Some((_, spans))) => spans.push(one.span.clone()),
            (TransactionKind::Outside(kind), None) => units.push(alone(UnitKind::Outside(kind), one)),
            (_, None) if one.may_commit => units.push(alone(UnitKind::Procedure, one)),
            // Alone, it is a transaction of its own, in which its mark can be written as well.
            (_, None) => units.extend(transaction_of(None, vec![one.span.clone()])),
        }
    }
    match open {
        Some((begin, _)) => Err(refused(begin, "the file leaves this transaction open", "end it with `COMMIT`")),
        None => Ok(units),
    }
}

/// Whether a statement that ends a transaction keeps its work, and begins no other.
fn is_commit(statement: &[u8]) -> bool {
    let text = String::from_utf8_lossy(statement);
    let mut words = sql::words(&text);
    words.next().is_some_and(|first| first.is("commit") || first.is("end"))
        && words.all(|word| word.is("transaction") || word.is("work"))
}

fn transaction_of(begin: Option<Span>, statements: Vec<Span>) -> Option<Unit> {
    (!statements.is_empty()).then_some(Unit { kind: UnitKind::Transaction, begin, statements })
}

fn alone(kind: UnitKind, one: &Statement) -> Unit {
    Unit { kind, begin: None, statements: vec![one.span.clone()] }
}

fn refused(one: &Statement, message: &str, help: &str) -> Refused {
    Refused { span: one.span.clone(), message: message.to_owned(), help: help.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::layout::{ALL, ScriptFile};

    /// `T2` is a transaction of two statements, `B2` one that the file begins, `O` and `P` run alone.
    #[track_caller]
    fn check(layout: &str, content: &str, expected: &str) {
        let layout = ALL.into_iter().find(|one| one.id == layout).expect("a layout");
        let section = (layout.parse)(ScriptFile::alone(content.as_bytes())).up;
        let shown = match units(content.as_bytes(), &section) {
            Ok(units) => units
                .iter()
                .map(|unit| match (unit.kind, &unit.begin) {
                    (UnitKind::Transaction, None) => format!("T{}", unit.statements.len()),
                    (UnitKind::Transaction, Some(_)) => format!("B{}", unit.statements.len()),
                    (UnitKind::Outside(_), _) => "O".to_owned(),
                    (UnitKind::Procedure, _) => "P".to_owned(),
                })
                .collect::<Vec<_>>()
                .join(" "),
            Err(refused) => format!("refused: {}", &content[refused.span]),
        };
        assert_eq!(shown, expected, "{content}");
    }

    #[test]
    fn a_file_is_divided_as_its_tool_runs_it() {
        let index = "create index concurrently i on a (b);";
        check("supabase", "select 1; select 2;", "T2");
        check("supabase", &format!("select 1; {index} select 2; select 3;"), "T1 O T2");
        check("supabase", "begin; select 1; commit; select 2;", "B1 T1");
        let down = "\n-- migrate:down\n";
        check("dbmate", &format!("-- migrate:up transaction:false\n{index}{down}"), "O");
        let refused = "refused: create index concurrently i on a (b)";
        check("dbmate", &format!("-- migrate:up transaction:false\nselect 1; {index}{down}"), refused);
        check("dbmate", &format!("-- migrate:up\n{index}{down}"), refused);
        check("goose", "-- +goose NO TRANSACTION\n-- +goose Up\nselect 1;\nselect 2;", "T1 T1");
        check("golang-migrate", index, "O");
        check("plain", "select 1; select 2;", "T2");
        check("plain", "call p(); select 2;", "P T1");
        check("plain", "begin; select 1;", "refused: begin");
        check("plain", "begin; select 1; rollback;", "refused: rollback");
        check("plain", "begin isolation level serializable; select 1; commit", "B1");
    }
}
