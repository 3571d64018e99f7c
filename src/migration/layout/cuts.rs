//! Semicolons at which a tool ends a statement, and `PostgreSQL` does not.

use crate::sql::{self, Kind};
use crate::text::Span;

/// The first semicolon inside a statement, a quoted text or a comment, for a tool that cuts the text at every one.
pub(super) fn first_cut(content: &[u8]) -> Option<usize> {
    let is_quoted = |kind: Kind| !matches!(kind, Kind::Semicolon | Kind::Word | Kind::Other | Kind::Whitespace);
    let quoted = sql::tokens(content).filter(|token| is_quoted(token.kind)).find_map(|token| {
        let text = &content[token.span.clone()];
        let at = memchr::memchr(b';', text)?;
        // Nothing is left of a comment that ends there.
        (token.kind != Kind::Comment || !text[at + 1..].trim_ascii().is_empty()).then_some(token.span.start + at)
    });
    let mut inner = None;
    sql::visit_statements(content, &mut |span| {
        let semicolons = || sql::tokens(&content[span.clone()]).filter(|token| token.kind == Kind::Semicolon);
        let first = semicolons().next().map(|token| span.start + token.span.start);
        inner = inner.or(first.filter(|at| at + 1 < span.end));
    });
    quoted.into_iter().chain(inner).min()
}

/// The statements, and the comments between them: a text that is cut inside of one is not what was written.
pub(super) fn whole_parts(content: &[u8]) -> Vec<Span> {
    let statements = sql::statements(content);
    if memchr::memmem::find(content, b"/*").is_none() {
        return statements;
    }
    let is_inside = |comment: &Span| {
        let before = statements.partition_point(|statement| statement.start <= comment.start);
        before.checked_sub(1).is_some_and(|at| comment.start < statements[at].end)
    };
    let is_block = |span: &Span| content[span.clone()].starts_with(b"/*");
    let comments = sql::tokens(content).filter(|token| token.kind == Kind::Comment).map(|token| token.span);
    let comments: Vec<Span> = comments.filter(|span| is_block(span) && !is_inside(span)).collect();
    let mut all = [statements, comments].concat();
    all.sort_by_key(|part| part.start);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_at_every_semicolon_is_found() {
        let check = |content: &str, expected: Option<usize>| {
            assert_eq!(first_cut(content.as_bytes()), expected, "{content}");
        };
        check("select 1; select 2;;\n; -- x;\nselect 3", None);
        check("select 'a;b';", Some(9));
        check("-- one; two\nselect 1;", Some(6));
        check("select 1; /* a; b */", Some(14));
        check("create function f() as $$ a; $$;", Some(27));
        check("create rule r as on insert to a do (x; y);", Some(37));
        check("create function f() begin atomic select 1; end;", Some(41));
    }

    #[test]
    fn comments_between_statements_are_parts() {
        let check = |content: &str, expected: &[&str]| {
            let parts = whole_parts(content.as_bytes());
            assert_eq!(parts.iter().map(|part| &content[part.clone()]).collect::<Vec<_>>(), expected);
        };
        check("/* a;\nb */ select /* c */ 1; -- d\n", &["/* a;\nb */", "select /* c */ 1;"]);
        check("select 1; /* e */ select 2;", &["select 1;", "/* e */", "select 2;"]);
    }
}
