//! `-- tidegate:allow <rule> <reason>`: a problem that was reviewed and accepted.
//! `-- BREAKING: <why>`: an intended destructive statement.
//!
//! In a migration the comment covers the statement that it is above or in; in a `DO` block, the
//! statement of the block. In the comment block at the top of the file, separated by a blank line or
//! followed by nothing, it covers the file. In any other file (a script, a workflow) it covers the
//! file.

use super::lex::{Kind, tokens};
use super::split::{Part, visit};
use crate::text::{Span, lines};
use std::cell::OnceCell;

/// An accepted problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// The rule id as written, which may be misspelled; [`Allowance::BREAKING`] for every rule about
    /// destructive statements.
    pub rule: String,
    /// Reason for accepting it; empty if no reason is given.
    pub reason: String,
    /// The place of the allowance.
    pub span: Span,
    /// The statement that it covers; `None` for the whole file.
    pub covers: Option<Span>,
}

impl Allowance {
    /// The value of `rule` for a `BREAKING` comment.
    pub const BREAKING: &'static str = "BREAKING";
}

const MARK: &[u8] = b"tidegate:allow";
const BREAKING: &[u8] = b"breaking";

/// Depth to which nested blocks are read.
const DEPTH_LIMIT: usize = 3;

/// Returns the allowances written in `content`. In SQL only comments are read.
pub fn allowances(content: &[u8], is_sql: bool) -> Vec<Allowance> {
    if !may_be_allowance(content) {
        return Vec::new();
    }
    if !is_sql {
        return in_text(content, 0..content.len(), &|_| None);
    }
    let mut found = Vec::new();
    in_sql(content, None, 0, &mut found);
    found
}

/// Whether a text may be or contain an allowance.
pub fn may_be_allowance(text: &[u8]) -> bool {
    let has = |word: &[u8]| memchr::memmem::find(text, word).is_some();
    has(MARK) || has(b"reaking") || has(b"REAKING")
}

/// Collects the allowances of a file, or of the body of a `DO` block in it.
fn in_sql(content: &[u8], block: Option<&Block>, depth: usize, found: &mut Vec<Allowance>) {
    let part = block.map_or(0..content.len(), |block| block.body.clone());
    let in_file = |span: Span| part.start + span.start..part.start + span.end;
    let (mut statements, mut comments) = (Vec::new(), Vec::new());
    visit(&content[part.clone()], &mut |kind, span| match kind {
        Part::Statement => statements.push(in_file(span)),
        Part::Comment if may_be_allowance(&content[in_file(span.clone())]) => comments.push(in_file(span)),
        Part::Comment | Part::Command => {}
    });
    let statements = Statements { content, spans: &statements, next: OnceCell::new() };
    let (mut line, mut seen) = (lines::line_start(content, part.start), part.start);
    for comment in comments {
        let newline = memchr::memrchr(b'\n', &content[seen..comment.start]);
        (line, seen) = (newline.map_or(line, |newline| seen + newline + 1), comment.start);
        // An allowance that would cover a whole file covers the whole block.
        let whole = || block.map(|block| block.statement.clone());
        let covers = OnceCell::new();
        let covers = || covers.get_or_init(|| statements.covered(&comment, line)).clone();
        found.extend(in_text(content, comment.clone(), &|_| covers().or_else(whole)));
        let covers = || statements.covered_by_breaking(&comment, covers().unwrap_or(comment.end..comment.end));
        found.extend(breaking(content, &comment, &covers));
    }
    let statements = statements.spans;
    if depth < DEPTH_LIMIT {
        let blocks = statements.iter().filter_map(|statement| Block::of(content, statement));
        blocks.for_each(|block| in_sql(content, Some(&block), depth + 1, found));
    }
}

/// A `DO` block.
struct Block {
    statement: Span,
    /// Between the dollar quotes.
    body: Span,
}

impl Block {
    fn of(content: &[u8], statement: &Span) -> Option<Self> {
        let text = &content[statement.clone()];
        let mut words = tokens(text).filter(|token| !token.is_blank());
        let is_do = words.next().is_some_and(|first| text[first.span].eq_ignore_ascii_case(b"do"));
        let quoted = words.find(|token| is_do && token.kind == Kind::DollarString)?.span;
        let tag = 2 + text[quoted.start + 1..quoted.end].iter().position(|byte| *byte == b'$')?;
        let body = statement.start + quoted.start + tag..statement.start + quoted.end.checked_sub(tag)?;
        (body.start <= body.end).then(|| Self { statement: statement.clone(), body })
    }
}

/// A reason as given; `<why>` is only the placeholder for one.
fn reason_text(reason: &str) -> &str {
    if reason.starts_with('<') && reason.ends_with('>') { "" } else { reason }
}

/// `-- BREAKING: <why>` at the start of a comment or of a line of it; `BREAKING CHANGE:` is
/// the form used in commit messages.
fn breaking(content: &[u8], comment: &Span, covers: &dyn Fn() -> Span) -> Option<Allowance> {
    let text = &content[comment.clone()];
    let after = |text: &'_ [u8], word: &[u8]| {
        let start = text.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word));
        start.map(<[u8]>::len)
    };
    lines::lines(text).find_map(|(of_line, line)| {
        let marks = line.iter().position(|byte| !matches!(byte, b'-' | b'/' | b'*' | b' ' | b'\t' | b'\r'))?;
        let marked = &line[marks..];
        let word = after(marked, BREAKING)?;
        let word = word + after(&marked[word..], b" change").unwrap_or(0);
        let why = marked[word..].strip_prefix(b":")?;
        let words = String::from_utf8_lossy(why);
        let start = comment.start + of_line.start + marks;
        let reason = reason_text(words.trim().trim_end_matches("*/").trim()).to_owned();
        let span = start..start + marked.trim_ascii_end().len();
        Some(Allowance { rule: Allowance::BREAKING.to_owned(), reason, covers: Some(covers()), span })
    })
}

/// The statements of a file or of a block, in order.
struct Statements<'a> {
    content: &'a [u8],
    spans: &'a [Span],
    /// For each statement the first from it on that does more than a prelude.
    next: OnceCell<Vec<usize>>,
}

impl Statements<'_> {
    /// The statement that a `BREAKING` comment covers: the one that it is in or behind, else the next one
    /// that does not only open a transaction or set a parameter.
    fn covered_by_breaking(&self, comment: &Span, covered: Span) -> Span {
        if !covered.is_empty() && covered.start < comment.end {
            return covered;
        }
        let behind = self.spans.partition_point(|span| span.start < comment.end);
        let next = self.next.get_or_init(|| self.without_preludes());
        next.get(behind).and_then(|at| self.spans.get(*at)).cloned().unwrap_or(covered)
    }

    fn without_preludes(&self) -> Vec<usize> {
        let mut next = vec![self.spans.len(); self.spans.len()];
        let mut found = self.spans.len();
        for (at, span) in self.spans.iter().enumerate().rev() {
            if !is_prelude(&self.content[span.clone()]) {
                found = at;
            }
            next[at] = found;
        }
        next
    }

    /// The statement that a comment refers to: the one that it is in, else the next one, unless the comment
    /// belongs to the head of the file. `line` is the start of its line.
    fn covered(&self, comment: &Span, line: usize) -> Option<Span> {
        // Trailing on the line of a statement: that one.
        let behind = self.spans.partition_point(|span| span.end <= comment.start);
        if let Some(same_line) = behind.checked_sub(1).map(|at| &self.spans[at]).filter(|span| span.end > line) {
            return Some(same_line.clone());
        }
        let next = self.spans.get(behind)?;
        let is_head = behind == 0 && next.start > comment.start;
        if is_head && has_blank_line(&self.content[comment.end..next.start]) {
            return None;
        }
        Some(next.clone())
    }
}

/// Whether a statement only opens a transaction or sets a parameter.
fn is_prelude(statement: &[u8]) -> bool {
    let is = |word: &[u8], known: &[&str]| known.iter().any(|known| word.eq_ignore_ascii_case(known.as_bytes()));
    let mut words =
        tokens(statement).filter(|token| token.kind == Kind::Word).map(|token| &statement[token.span]).peekable();
    words.peek().is_some_and(|first| is(first, &["set"]))
        || words.all(|word| is(word, &["begin", "start", "transaction", "work"]))
}

fn has_blank_line(between: &[u8]) -> bool {
    // The first piece ends the comment's own line, the last begins the statement's.
    let mut inner = lines::lines(between).skip(1).peekable();
    while let Some((_, line)) = inner.next() {
        if inner.peek().is_some() && line.trim_ascii().is_empty() {
            return true;
        }
    }
    false
}

fn in_text(content: &[u8], part: Span, covers: &dyn Fn(&Span) -> Option<Span>) -> Vec<Allowance> {
    let text = &content[part.clone()];
    memchr::memmem::find_iter(text, MARK)
        .filter_map(|at| {
            let start = part.start + at;
            let end = lines::line_end(content, start).min(part.end);
            let rest = &content[start + MARK.len()..end];
            // "tidegate:allowed" or a mere mention is not an allowance.
            if !rest.first().is_none_or(|byte| byte.is_ascii_whitespace() || *byte == b':') {
                return None;
            }
            let words = String::from_utf8_lossy(rest);
            let words = words.trim_start_matches(':').trim().trim_end_matches("*/").trim();
            let (rule, reason) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
            let span = start..end;
            Some(Allowance {
                rule: rule.trim_end_matches([',', ':']).to_owned(),
                reason: reason_text(reason.trim_start_matches([':', '-', ' ']).trim()).to_owned(),
                covers: covers(&span),
                span,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, expected: &[(&str, &str, Option<&str>)]) {
        let found = allowances(sql.as_bytes(), true);
        let found: Vec<_> = found
            .iter()
            .map(|allowance| (&*allowance.rule, &*allowance.reason, allowance.covers.clone().map(|span| &sql[span])))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn at_the_head_it_covers_the_file() {
        check(
            "-- tidegate:allow invalid-name kept from the old tool\n\nselect 1;",
            &[("invalid-name", "kept from the old tool", None)],
        );
        check("-- tidegate:allow empty-migration placeholder", &[("empty-migration", "placeholder", None)]);
    }

    #[test]
    fn elsewhere_it_covers_its_statement() {
        check("-- tidegate:allow a why\nselect 1;", &[("a", "why", Some("select 1;"))]);
        check("select 1;\n\n-- tidegate:allow a why\nselect 2;", &[("a", "why", Some("select 2;"))]);
        check("select 1; -- tidegate:allow a why\nselect 2;", &[("a", "why", Some("select 1;"))]);
        check(
            "select 1 /* tidegate:allow a: why */ ;",
            &[("a", "why", Some("select 1 /* tidegate:allow a: why */ ;"))],
        );
    }

    #[test]
    fn breaking_covers_its_statement() {
        check(
            "select 1;\n\n-- BREAKING: nobody reads it\n-- since March\ndrop table a;",
            &[("BREAKING", "nobody reads it", Some("drop table a;"))],
        );
        check(
            "-- BREAKING: all of this\n\ndrop table a;\ndrop table b;",
            &[("BREAKING", "all of this", Some("drop table a;"))],
        );
        check("-- NOT BREAKING: x\ndrop table a;", &[]);
        check("-- Breaking change: why\ndrop table a;", &[("BREAKING", "why", Some("drop table a;"))]);
        check("/* Drops a.\n * BREAKING: why\n */\ndrop table a;", &[("BREAKING", "why", Some("drop table a;"))]);
        check("drop table a; -- BREAKING: why\ndrop table b;", &[("BREAKING", "why", Some("drop table a;"))]);
    }

    #[test]
    fn breaking_covers_one_statement() {
        check(
            "select 1;\n-- BREAKING: why\ndrop table a;\ndrop table b; drop table c;\n\ndrop table d;",
            &[("BREAKING", "why", Some("drop table a;"))],
        );
        check(
            "select 1;\n-- BREAKING: why\ndrop table a;\n-- and\ndrop table b;",
            &[("BREAKING", "why", Some("drop table a;"))],
        );
    }

    #[test]
    fn a_comment_inside_a_block_covers_its_statement() {
        check(
            "do $x$ begin\n  if a then\n    -- BREAKING: why\n    drop table a;\n  end if;\nend $x$;",
            &[("BREAKING", "why", Some("begin\n  if a then\n    -- BREAKING: why\n    drop table a;"))],
        );
        check(
            "do $$ -- BREAKING: why\n\nbegin drop table a; end $$;",
            &[("BREAKING", "why", Some("begin drop table a;"))],
        );
        check("create function f() as $$ -- BREAKING: why\n begin end $$;", &[]);
    }

    #[test]
    fn only_sql_comments_are_allowances() {
        check("select 'tidegate:allow a b';", &[]);
        check("-- tidegate:allowed", &[]);
        check("-- tidegate:allow\nselect 1", &[("", "", Some("select 1"))]);
        assert_eq!(allowances(b"# tidegate:allow exec-sql-ddl bootstrap only\n", false).len(), 1);
    }
}
