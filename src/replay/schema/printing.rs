//! Definitions that differ only in how the server prints them: some expressions have other casts and brackets after
//! they were loaded from a dump.

use super::super::change::{Change, Difference, DumpObject};
use crate::dump::Entries;
use crate::sql::{Word, words};
use std::collections::BTreeSet;
use std::iter::Peekable;

/// Whether both definitions may be one that is printed in two ways: they have the same words.
pub(super) fn may_differ(change: &Change) -> bool {
    change.difference == Difference::Changed && without_casts(&change.before) == without_casts(&change.after)
}

/// Removes changes of printing where the file has the very text that a dump of the replay has, which needs no
/// further dump. It proves that only while each entry of the file describes its own object: an entry that differs
/// from that dump has to be a change, too.
pub(super) fn forgive(file: &Entries, expected: &Entries, changes: &mut Vec<Change>) {
    let changed: BTreeSet<&DumpObject> = changes.iter().map(|change| &change.object).collect();
    let mut same = BTreeSet::new();
    for (identity, text) in file.iter() {
        let object = identity.object();
        if expected.of(identity) == Some(text.as_str()) {
            same.insert(object);
        } else if !changed.contains(&object) {
            return;
        }
    }
    changes.retain(|change| !(same.contains(&change.object) && may_differ(change)));
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

    fn change(before: &str, after: &str) -> Change {
        let object = DumpObject { kind: "table".to_owned(), schema: "public".to_owned(), name: "t".to_owned() };
        Change::between(object, Some(before), Some(after)).expect("they differ")
    }

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
            assert_eq!(may_differ(&change(before, after)), is_printing, "{before} | {after}");
        }
    }

    fn dump(entries: &[(&str, &str)]) -> Entries {
        let text = entries
            .iter()
            .map(|(name, sql)| format!("--\n-- Name: {name}; Type: TABLE; Schema: public; Owner: -\n--\n\n{sql};\n\n"));
        Entries::read(text.collect::<String>().as_bytes())
    }

    #[test]
    fn printing_is_forgiven_only_where_each_entry_describes_its_own_object() {
        let (before, after) =
            ("CREATE TABLE t (a text CHECK ((a)::text > 'x'))", "CREATE TABLE t (a text CHECK (a > 'x'))");
        let expected = dump(&[("t", after), ("u", "CREATE TABLE u ()")]);
        for (file, is_forgiven) in [
            (dump(&[("t", after), ("u", "CREATE TABLE u ()")]), true),
            (dump(&[("t", before), ("u", "CREATE TABLE u ()")]), false),
            (dump(&[("t", after), ("u", "CREATE TABLE u ();\nALTER TABLE t ALTER a DROP DEFAULT")]), false),
        ] {
            let mut changes = vec![change(before, after)];
            forgive(&file, &expected, &mut changes);
            assert_eq!(changes.is_empty(), is_forgiven);
        }
    }
}
