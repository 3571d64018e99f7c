//! Parameters, `$1`, outside of functions and prepared statements: nothing gives them a value, and the server rejects
//! the statement.

use crate::sql::{self, Kind, words};
use crate::text::Span;

/// Statements in which parameters have values.
const HAVE_VALUES: [&str; 4] = ["prepare", "function", "procedure", "execute"];

/// The part of a statement that its first words are in.
const HEAD: usize = 200;

/// The first parameter of each statement that has one without a value.
pub(super) fn find(text: &[u8]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut signs = memchr::memchr_iter(b'$', text);
    if !signs.any(|sign| text.get(sign + 1).is_some_and(u8::is_ascii_digit)) {
        return found;
    }
    sql::visit_statements(text, &mut |span| {
        let statement = &text[span.clone()];
        let head = String::from_utf8_lossy(&statement[..statement.len().min(HEAD)]).into_owned();
        if words(&head).take(4).any(|word| HAVE_VALUES.iter().any(|name| word.is(name))) {
            return;
        }
        let mut pairs = sql::tokens(statement).zip(sql::tokens(statement).skip(1));
        let first = pairs.find_map(|(sign, number)| {
            let is_sign = sign.kind == Kind::Other && statement[sign.span.clone()] == *b"$";
            (is_sign && statement[number.span.start].is_ascii_digit()).then_some(sign.span.start..number.span.end)
        });
        found.extend(first.map(|place| span.start + place.start..span.start + place.end));
    });
    found
}

/// Message and help for a parameter.
pub(super) fn refusal(parameter: &[u8]) -> (String, String) {
    let name = String::from_utf8_lossy(parameter);
    (
        format!("the server rejects `{name}` here: a migration has no parameters"),
        format!("write the value in place of `{name}`"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_without_a_value_are_found() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> = find(text.as_bytes()).into_iter().map(|span| &text[span]).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("select 1;\nselect $1, $2;\nselect $12;", &["$1", "$12"]);
        check("select '$1', a$1, \"$1\" from t; -- $1", &[]);
        check("prepare p as select $1; execute p(1);", &[]);
        check("create or replace function f(int) returns int language sql return $1;", &[]);
        check("create procedure f(int) begin atomic insert into t values ($1); end;", &[]);
        check("do $$ begin execute 'select $1' using 1; end $$; do $a1$ x $a1$;", &[]);
    }
}
