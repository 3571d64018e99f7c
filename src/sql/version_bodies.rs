//! Newer syntax in the strings that are bodies of functions and `DO` blocks: `PostgreSQL` parses those in SQL and PL/pgSQL
//! when they are created, unless `check_function_bodies` is off, and at the latest when they run.

use super::depth::Size;
use super::lex::{Kind, tokens};
use super::read::{body_text, unquoted};
use super::stack::with_stack_for;
use super::tree::{At, SyntaxKind as K, Tree};
use super::version;
use crate::text::Span;

/// Returns the newest syntax in the bodies of a statement, if it is newer than `PostgreSQL` 12. A body that the parser does
/// not understand in full is left out.
pub(super) fn needed(tree: &Tree) -> Option<(u16, &'static str, Span)> {
    let bodies = tree.root().children().filter_map(body);
    bodies.filter_map(|(literal, language)| in_body(literal, &language)).max_by_key(|(major, _, _)| *major)
}

/// The string that is a body, and its language.
fn body(node: At) -> Option<(At, String)> {
    let (literal, option, usual) = match node.kind() {
        K::DO => (node.child(K::LITERAL), node.find(K::DO_LANGUAGE), "plpgsql"),
        K::CREATE_FUNCTION | K::CREATE_PROCEDURE => {
            let definition = node.find(K::AS_DEFINITION).and_then(|definition| definition.child(K::LITERAL));
            let options = node.all().filter(|part| part.kind() == K::LANGUAGE_FUNC_OPTION);
            (definition, options.last(), "sql")
        }
        _ => return None,
    };
    let name = option.and_then(|option| option.children().last());
    let language = name.map_or_else(|| usual.to_owned(), |name| unquoted(name.text()).to_ascii_lowercase());
    Some((literal?, language))
}

fn in_body(literal: At, language: &str) -> Option<(u16, &'static str, Span)> {
    if !matches!(language, "sql" | "plpgsql") || !may_be_newer(literal.text()) {
        return None;
    }
    let (text, origin) = body_text(literal)?;
    let size = Size::of(&text);
    if size.is_too_much() {
        return None;
    }
    let read = || {
        let is_sql = language == "sql";
        let tree = if is_sql { Tree::of_sql(&text, origin) } else { Tree::of_plpgsql(&text, origin) };
        if tree.errors.is_empty() { version::needed(tree.root()) } else { None }
    };
    with_stack_for(size.tokens, read).flatten()
}

/// Words without which few bodies have newer syntax, so that only some are parsed for it.
const WORDS: [&str; 17] = [
    "cycle",
    "json",
    "json_array",
    "json_arrayagg",
    "json_exists",
    "json_object",
    "json_objectagg",
    "json_query",
    "json_scalar",
    "json_serialize",
    "json_table",
    "json_value",
    "local",
    "merge",
    "nulls",
    "returning",
    "ties",
];

/// Whether a body has one of the words, a number with letters or `_`, or a subquery in `FROM`, which may have no alias.
fn may_be_newer(body: &str) -> bool {
    let inside = body.trim_start_matches(|letter| letter != '$' && letter != '\'');
    let inside = inside.strip_prefix('$').map_or(inside.trim_matches('\''), |rest| {
        let fence = rest.find('$').map_or(0, |end| end + 1);
        rest[fence..].trim_end_matches(|letter| letter != '$')
    });
    let mut is_from = false;
    tokens(inside.as_bytes()).filter(|token| !matches!(token.kind, Kind::Comment | Kind::Whitespace)).any(|token| {
        let text = &inside[token.span];
        let is_subquery = std::mem::take(&mut is_from) && text == "(";
        is_from = ["from", "join", ","].iter().any(|word| text.eq_ignore_ascii_case(word));
        let is_number = text.starts_with(|first: char| first.is_ascii_digit());
        is_subquery
            || (is_number && text.contains(|letter: char| letter == '_' || letter.is_ascii_alphabetic()))
            || WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
    })
}

#[cfg(test)]
mod tests {
    use super::super::Script;

    fn check(sql: &str, expected: Option<(u16, &str)>) {
        let script = Script::read(sql.as_bytes(), &(0..sql.len()));
        let needs = script.statements[0].needs.as_deref();
        assert_eq!(needs.map(|(major, _, span)| (*major, &sql[span.clone()])), expected, "{sql}");
    }

    #[test]
    fn bodies_of_functions_and_blocks() {
        let subquery = Some((16, "(select 1)"));
        check("create function f() returns int language sql as $$ select 1_000 $$", Some((16, "1_000")));
        check("create function f() returns int language sql as 'select 0xFF'", Some((16, "0xFF")));
        check("create function f() returns int language sql begin atomic select * from (select 1); end", subquery);
        check(
            "create function f() returns int language plpgsql as $x$ begin perform * from (select 1); end $x$",
            subquery,
        );
        check("do $$ begin perform * from (select 1); end $$", subquery);
        check("do language 'plpgsql' 'begin perform * from (select 1); end'", subquery);
        let merge = "merge into t using s on t.a = s.a when matched then delete";
        check(&format!("create procedure p() language plpgsql as $$ begin {merge}; end $$"), Some((15, merge)));
        check("do $$ begin if true then update t set a = 1 returning old.a into b; end if; end $$", None);
    }

    #[test]
    fn bodies_without_newer_syntax() {
        check("create function f() returns int language sql as $$ select a from (select 1) as s(a) $$", None);
        check("create function f() returns json language plpgsql as $$ begin return '{}'::json; end $$", None);
        check(
            "create function f() returns int language plpgsql as $$ begin insert into t values (1) returning a into b; end $$",
            None,
        );
        check("create function f() returns int language plpython3u as $$ 1_000 $$", None);
        check("create function f() returns text language sql as $$ select 'merge into 1_000' $$", None);
        // Not understood in full.
        check("create function f() returns int language plpgsql as $$ begin garbage here 1_000; end $$", None);
    }
}
