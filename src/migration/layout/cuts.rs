//! Semicolons at which a tool ends a statement, and `PostgreSQL` does not.

use super::script::Replaced;
use crate::sql::{self, Kind};
use crate::text::{Span, lines};

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

/// The first part that ends inside of a statement or a comment.
pub(super) fn cut_part<'p>(text: &[u8], parts: &'p [Span]) -> Option<&'p Span> {
    let mut whole = whole_parts(text).into_iter().peekable();
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || *byte == b';';
    parts.iter().find(|part| {
        let ends = |one: &Span| one.start < part.end && text[part.end.min(one.end)..one.end].iter().all(is_end);
        while whole.next_if(ends).is_some() {}
        whole.peek().is_some_and(|one| one.start < part.end)
    })
}

/// The statements, and the comments between them: a text that is cut inside of one is not what was written.
fn whole_parts(content: &[u8]) -> Vec<Span> {
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

/// A semicolon in place of each mark that ends a part without one for the tool (`-- +goose StatementEnd`).
pub(super) fn ends(text: &[u8], parts: &[Span]) -> Vec<Replaced> {
    if memchr::memmem::find(text, b"tatement").is_none() {
        return Vec::new();
    }
    let end = |part: &Span| {
        let last = sql::tokens(&text[part.clone()]).filter(|token| !token.is_blank()).last()?;
        let start = part.end + text[part.end..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let span = start..lines::line_end(text, start);
        let mark = &text[span.clone()];
        let is_mark = mark.starts_with(b"--") && memchr::memchr(b'+', mark).is_some();
        (is_mark && last.kind != Kind::Semicolon).then(|| {
            let mut by = vec![b' '; span.len()];
            by[0] = b';';
            Replaced { span, by }
        })
    };
    parts.iter().filter_map(end).collect()
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
    fn a_mark_ends_a_part_without_a_semicolon() {
        let check = |text: &str, part: &str, expected: Option<&str>| {
            let start = text.find(part).unwrap_or_default();
            let part = start..start + part.len();
            let found = ends(text.as_bytes(), &[part]).pop();
            assert_eq!(found.as_ref().map(|end| &text[end.span.clone()]), expected);
            assert!(found.is_none_or(|end| end.by[0] == b';' && end.by.len() == end.span.len()));
        };
        check("a;\nb\n-- +goose StatementEnd\nc;", "a;\nb", Some("-- +goose StatementEnd"));
        check("a;\n-- +goose StatementEnd\nc;", "a;", None);
        check("a -- b;\n--+goose statementend\n", "a -- b;", Some("--+goose statementend"));
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
