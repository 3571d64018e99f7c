//! SQL inside `DO` blocks and function bodies.
//!
//! A `DO` block is run by the migration, a function is only defined. SQL built at run time cannot be
//! read and is recorded as such; an `EXECUTE` of a string constant can.

use super::names::unquoted;
use super::reader::Reader;
use crate::sql::action::{Operation, Within};
use crate::sql::depth::Size;
use crate::sql::lex::{Kind, tokens};
use crate::sql::non_transactional::NonTransactional;
use crate::sql::stack::with_stack_for;
use crate::sql::tree::{At, Origin, SyntaxKind as K, Tree};

/// Depth to which nested bodies are read.
const DEPTH_LIMIT: usize = 3;

impl Reader<'_> {
    pub(super) fn do_block(&mut self, node: At) {
        self.push(node.span(), Operation::Do);
        let language = node.find(K::DO_LANGUAGE).and_then(|language| language.children().last());
        let language = language.map_or_else(|| "plpgsql".to_owned(), |name| unquoted(name.text()).to_ascii_lowercase());
        let within = if self.within == Within::Body { Within::Body } else { Within::Do { guarded: false } };
        match node.child(K::LITERAL).and_then(body_text) {
            Some((text, origin)) if language == "plpgsql" => self.plpgsql(&text, origin, within),
            _ => self.push(node.span(), Operation::DynamicSql),
        }
    }

    pub(super) fn routine_body(&mut self, node: At, language: &str) {
        let definition = node.find(K::AS_DEFINITION).and_then(|definition| definition.child(K::LITERAL));
        let Some((text, origin)) = definition.and_then(body_text).filter(|(text, _)| may_hold_ddl(text)) else {
            return;
        };
        match language {
            "plpgsql" => self.plpgsql(&text, origin, Within::Body),
            "sql" => self.sql(&text, origin, Within::Body),
            _ => {}
        }
    }

    fn sql(&mut self, text: &str, origin: Origin, within: Within) {
        self.parsed(text, origin, within, |reader, origin| {
            let tree = Tree::of_sql(text, origin);
            for statement in tree.root().children().filter(|child| !child.is_token()) {
                reader.statement(statement);
            }
        });
    }

    fn plpgsql(&mut self, text: &str, origin: Origin, within: Within) {
        if self.depth() > DEPTH_LIMIT {
            return self.push(origin.in_file(0..text.len()), Operation::DynamicSql);
        }
        self.parsed(text, origin, within, |reader, origin| reader.block(Tree::of_plpgsql(text, origin).root()));
    }

    /// Parses a body that is not too large; any other is recorded as one that cannot be read.
    fn parsed(&mut self, text: &str, origin: Origin, within: Within, parse: impl FnOnce(&mut Self, Origin) + Send) {
        let before = std::mem::replace(&mut self.within, within);
        let (size, whole) = (Size::of(text), origin.in_file(0..text.len()));
        let can_be_parsed = !size.is_too_much();
        let parsed = can_be_parsed.then(|| with_stack_for(size.tokens, || parse(self, origin)));
        if parsed.flatten().is_none() {
            self.push(whole, Operation::DynamicSql);
        }
        self.within = before;
    }

    /// Reads a piece of PL/pgSQL; under a condition, a loop or an exception handler nothing is certain to
    /// run.
    fn block(&mut self, node: At) {
        let catches = node.kind() == K::PLPGSQL_BLOCK && node.has(K::PLPGSQL_EXCEPTION_SECTION);
        let may_not_run = catches || is_branch(node.kind());
        let before = self.within;
        if may_not_run && matches!(before, Within::Do { .. }) {
            self.within = Within::Do { guarded: true };
        }
        for child in node.children().filter(|child| !child.is_token()) {
            match child.kind() {
                K::PLPGSQL_EXEC_SQL_STMT | K::PLPGSQL_PERFORM_STMT | K::PLPGSQL_CALL_STMT | K::PLPGSQL_DO_STMT => {
                    for statement in child.children().filter(|child| !child.is_token()) {
                        self.statement(statement);
                    }
                }
                K::PLPGSQL_DYN_EXECUTE_STMT => self.execute(child),
                K::PLPGSQL_FOR_DYN_STMT | K::PLPGSQL_RETURN_QUERY_EXECUTE_STMT | K::PLPGSQL_OPEN_EXECUTE => {
                    self.push(child.span(), Operation::DynamicSql);
                    self.block(child);
                }
                K::PLPGSQL_COMMIT_STMT | K::PLPGSQL_ROLLBACK_STMT if before != Within::Body => {
                    let is_commit = child.kind() == K::PLPGSQL_COMMIT_STMT;
                    let ends = if is_commit { NonTransactional::BlockCommit } else { NonTransactional::BlockRollback };
                    self.push(child.span(), Operation::OutsideTransaction(ends));
                }
                K::PLPGSQL_EXPR => {}
                _ => self.block(child),
            }
        }
        self.within = before;
    }

    /// Reads `EXECUTE 'string constant'`; anything else is dynamic SQL.
    fn execute(&mut self, node: At) {
        let parts: Vec<At> = node.children().filter(|child| child.kind() == K::PLPGSQL_EXPR).collect();
        let literal = parts.first().and_then(|expression| sole_literal(*expression));
        match literal.and_then(body_text) {
            Some((text, origin)) => {
                let within = self.within;
                self.sql(&text, origin, within);
            }
            None => self.push(node.span(), Operation::DynamicSql),
        }
    }

    fn depth(&self) -> usize {
        self.found.iter().rev().take_while(|action| action.operation == Operation::Do).count()
    }
}

/// Whether a body can contain DDL: most functions only read and write rows and need not be parsed.
fn may_hold_ddl(body: &str) -> bool {
    const WORDS: [&str; 8] = ["alter", "create", "drop", "execute", "grant", "revoke", "security", "truncate"];
    tokens(body.as_bytes()).filter(|token| token.kind == Kind::Word).any(|token| {
        let word = &body[token.span];
        WORDS.iter().any(|known| word.eq_ignore_ascii_case(known))
    })
}

fn is_branch(kind: K) -> bool {
    matches!(
        kind,
        K::PLPGSQL_IF_STMT
            | K::PLPGSQL_CASE_STMT
            | K::PLPGSQL_LOOP_STMT
            | K::PLPGSQL_WHILE_STMT
            | K::PLPGSQL_FOR_I_STMT
            | K::PLPGSQL_FOR_QUERY_STMT
            | K::PLPGSQL_FOR_CURSOR_STMT
            | K::PLPGSQL_FOR_DYN_STMT
            | K::PLPGSQL_FOR_EACH_STMT
            | K::PLPGSQL_EXCEPTION_HANDLER
    )
}

/// The literal, if the expression is only a literal.
fn sole_literal(expression: At) -> Option<At> {
    let mut tokens = expression.all().filter(|found| found.is_token());
    let first = tokens.next()?;
    let is_alone = tokens.next().is_none();
    expression.find(K::LITERAL).filter(|_| is_alone && first.text().len() > 1)
}

/// The text of a string and its place. A string with escapes is decoded, and its parts have no place of
/// their own.
pub(in crate::sql) fn body_text(literal: At) -> Option<(String, Origin)> {
    let written = literal.text();
    if let Some(rest) = written.strip_prefix('$') {
        let fence = rest.find('$')? + 2;
        let inside = written.get(fence..written.len().checked_sub(fence)?)?;
        return Some((inside.to_owned(), literal.origin_from(fence)));
    }
    if let Some(inside) = written.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        let origin = if inside.contains("''") { Origin::Within(literal.span()) } else { literal.origin_from(1) };
        return Some((inside.replace("''", "'"), origin));
    }
    let inside = written.strip_prefix(['E', 'e'])?.strip_prefix('\'')?.strip_suffix('\'')?;
    let text = inside.replace("''", "'").replace("\\n", "\n").replace("\\t", "\t").replace("\\'", "'");
    Some((text.replace("\\\\", "\\"), Origin::Within(literal.span())))
}
