//! `-- tidegate:allow <rule> <reason>`: a problem that somebody looked at and accepted.
//! `-- BREAKING: <why>`: a destructive statement that is meant.
//!
//! In a migration the comment covers the statement it stands above or in; in the comment
//! block at the top of the file, set apart by a blank line or followed by nothing, it
//! covers the file. In any other file (a script, a workflow) it covers the file.

use super::split::parts;
use crate::text::{Span, lines};

/// One accepted problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// The rule's id as written, which may be misspelt; [`Allowance::BREAKING`] for every
    /// rule about destructive statements.
    pub rule: String,
    /// Why it is accepted; empty when nobody said.
    pub reason: String,
    /// Where the allowance itself stands.
    pub span: Span,
    /// What it covers; `None` is the whole file.
    pub covers: Option<Span>,
}

impl Allowance {
    /// What stands in place of a rule's id in a `BREAKING` comment.
    pub const BREAKING: &'static str = "BREAKING";
}

const MARK: &[u8] = b"tidegate:allow";
const BREAKING: &[u8] = b"BREAKING:";

/// The allowances written in `content`. In SQL only comments are looked at.
pub fn allowances(content: &[u8], is_sql: bool) -> Vec<Allowance> {
    if memchr::memmem::find(content, MARK).is_none() && memchr::memmem::find(content, BREAKING).is_none() {
        return Vec::new();
    }
    if !is_sql {
        return in_text(content, 0..content.len(), &|_| None);
    }
    let parts = parts(content);
    let mut found = Vec::new();
    for comment in &parts.comments {
        let covers = |_: &Span| covered(content, comment, &parts.statements);
        found.extend(in_text(content, comment.clone(), &covers));
        found.extend(breaking(content, comment, &covers));
    }
    found
}

/// `-- BREAKING: <why>` at the start of a comment.
fn breaking(content: &[u8], comment: &Span, covers: &dyn Fn(&Span) -> Option<Span>) -> Option<Allowance> {
    let text = &content[comment.clone()];
    let start = text.iter().position(|byte| !matches!(byte, b'-' | b'/' | b'*' | b' ' | b'\t' | b'\n' | b'\r'))?;
    let why = text[start..].strip_prefix(BREAKING)?;
    let words = String::from_utf8_lossy(why);
    let reason = words.lines().next().unwrap_or_default().trim().trim_end_matches("*/").trim();
    let start = comment.start + start;
    let span = start..lines::line_end(content, start).min(comment.end);
    let rule = Allowance::BREAKING.to_owned();
    Some(Allowance { rule, reason: reason.to_owned(), covers: covers(&span), span })
}

/// The statement a comment speaks of: the one it stands in, else the next one, unless the
/// comment belongs to the head of the file.
fn covered(content: &[u8], comment: &Span, statements: &[Span]) -> Option<Span> {
    // Trailing on the line of a statement: that one.
    let line = lines::line_start(content, comment.start);
    if let Some(same_line) = statements.iter().rfind(|span| span.end > line && span.end <= comment.start) {
        return Some(same_line.clone());
    }
    let (index, next) = statements.iter().enumerate().find(|(_, span)| span.end > comment.start)?;
    let is_head = index == 0 && next.start > comment.start;
    if is_head && has_blank_line(&content[comment.end..next.start]) {
        return None;
    }
    Some(next.clone())
}

fn has_blank_line(between: &[u8]) -> bool {
    let lines: Vec<_> = lines::lines(between).collect();
    // The first piece ends the comment's own line, the last begins the statement's.
    lines.len() > 2 && lines[1..lines.len() - 1].iter().any(|(_, line)| line.trim_ascii().is_empty())
}

fn in_text(content: &[u8], part: Span, covers: &dyn Fn(&Span) -> Option<Span>) -> Vec<Allowance> {
    let text = &content[part.clone()];
    memchr::memmem::find_iter(text, MARK)
        .filter_map(|at| {
            let start = part.start + at;
            let end = lines::line_end(content, start).min(part.end);
            let rest = &content[start + MARK.len()..end];
            // "tidegate:allowed" and a mere mention are something else.
            if !rest.first().is_none_or(|byte| byte.is_ascii_whitespace() || *byte == b':') {
                return None;
            }
            let words = String::from_utf8_lossy(rest);
            let words = words.trim_start_matches(':').trim().trim_end_matches("*/").trim();
            let (rule, reason) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
            let span = start..end;
            Some(Allowance {
                rule: rule.trim_end_matches([',', ':']).to_owned(),
                reason: reason.trim_start_matches([':', '-', ' ']).trim().to_owned(),
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
        check("-- BREAKING: all of this\n\ndrop table a;\ndrop table b;", &[("BREAKING", "all of this", None)]);
        check("-- NOT BREAKING: x\ndrop table a;", &[]);
    }

    #[test]
    fn only_comments_of_sql_speak() {
        check("select 'tidegate:allow a b';", &[]);
        check("-- tidegate:allowed", &[]);
        check("-- tidegate:allow\nselect 1", &[("", "", Some("select 1"))]);
        assert_eq!(allowances(b"# tidegate:allow exec-sql-ddl bootstrap only\n", false).len(), 1);
    }
}
