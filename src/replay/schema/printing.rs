//! Definitions that differ only in how the server prints them: some expressions have other casts and brackets after
//! they were loaded from a dump.

use crate::sql::{Word, words};
use std::iter::Peekable;

/// Whether two texts have the same words apart from brackets and casts.
pub(super) fn have_same_words(one: &str, other: &str) -> bool {
    without_casts(one) == without_casts(other)
}

/// Returns the words of a definition without brackets and casts.
fn without_casts(definition: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut words = words(definition).peekable();
    while let Some(word) = words.next() {
        match word.text.as_str() {
            "(" | ")" | "[" | "]" => {}
            text if text.starts_with(':') => {
                if words.peek().is_some_and(Word::is_name) {
                    skip_type(&mut words);
                }
            }
            _ => found.push(word.text),
        }
    }
    found
}

/// Skips the name of a type: `text`, `"public"."kind"`, `character varying`, `timestamp without time zone`.
fn skip_type(words: &mut Peekable<impl Iterator<Item = Word>>) {
    let Some(mut last) = words.next() else { return };
    loop {
        let follows = |next: &Word| match last.text.as_str() {
            "." => next.is_name(),
            "character" | "bit" => next.is("varying"),
            "double" => next.is("precision"),
            "timestamp" | "time" => next.is("with") || next.is("without") || next.is("zone"),
            "with" | "without" => next.is("time"),
            _ => false,
        };
        match words.next_if(|next| next.text == "." || follows(next)) {
            Some(next) => last = next,
            None => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn casts_and_brackets_are_printing() {
        for (before, after, is_printing) in [
            (
                "CHECK ((s)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
                "CHECK ((s)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text]))",
                true,
            ),
            ("DEFAULT ('x'::text)::public.kind AND b", "DEFAULT 'x'::\"public\".\"kind\" AND b", true),
            ("a::timestamp without time zone < b", "(a < b)", true),
            ("CREATE TABLE t (a integer)", "CREATE TABLE t (a integer, b integer)", false),
            ("CHECK (a > 1)", "CHECK (a > 2)", false),
        ] {
            assert_eq!(have_same_words(before, after), is_printing, "{before} | {after}");
        }
    }
}
