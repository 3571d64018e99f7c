//! `standard_conforming_strings`, on which the end of a string depends: off, a backslash in `'…'` is an escape.
//!
//! A file that changes the setting is read with it from the next line on, as psql does, which looks at it once per line.
//! What other files set for a role or a database is unknown here, and so is what a block or a function sets.

use super::lex::{Kind, Token};
use super::words::{Word, words};
use crate::text::{Span, lines};
use std::cell::{Cell, RefCell};

const SETTING: &str = "standard_conforming_strings";

/// The setting while a file is read.
#[derive(Default)]
pub(super) struct Strings {
    /// Whether the file names the setting at all.
    is_mentioned: bool,
    /// Whether it is off in the session, and in the transaction only.
    session: Cell<bool>,
    local: Cell<Option<bool>>,
    /// Its value at `BEGIN`.
    saved: Cell<Option<bool>>,
    /// The value up to the end of the line that changed it, and that end.
    before: Cell<(bool, usize)>,
    /// Places of backslashes before quotes, if they are wanted.
    escaped: Option<RefCell<Vec<usize>>>,
}

impl Strings {
    /// The setting at the start of a file.
    pub(super) fn at_start_of(content: &[u8]) -> Self {
        Self { is_mentioned: is_mentioned(content), ..Self::default() }
    }

    /// The setting at the start of a file that names it, with the places of backslashes before quotes to be noted.
    pub(super) fn noting(content: &[u8]) -> Option<Self> {
        let strings = Self { escaped: Some(RefCell::default()), ..Self::at_start_of(content) };
        strings.is_mentioned.then_some(strings)
    }

    /// The noted places.
    pub(super) fn noted(self) -> Vec<usize> {
        self.escaped.map(RefCell::into_inner).unwrap_or_default()
    }

    /// Whether a backslash is an escape in a string that begins there.
    pub(super) fn has_backslashes(&self, at: usize) -> bool {
        let (before, until) = self.before.get();
        self.is_mentioned && if at < until { before } else { self.is_off() }
    }

    fn is_off(&self) -> bool {
        self.local.get().unwrap_or_else(|| self.session.get())
    }

    /// Follows the statement in this place.
    pub(super) fn see(&self, content: &[u8], place: &Span) {
        let before = self.has_backslashes(place.end);
        self.follow(&content[place.clone()]);
        if self.is_off() != before {
            self.before.set((before, lines::line_end(content, place.end)));
        }
    }

    fn follow(&self, statement: &[u8]) {
        let Some(text) = std::str::from_utf8(statement).ok().filter(|_| self.is_mentioned) else { return };
        let words: Vec<Word> = words(text).take(12).collect();
        let is = |at: usize, word: &str| words.get(at).is_some_and(|found| found.is(word));
        let is_first = |list: &[&str]| list.iter().any(|word| is(0, word));
        if is_first(&["begin", "start"]) {
            self.saved.set(Some(self.session.get()));
        } else if is_first(&["commit", "end", "rollback", "abort"]) && !words.iter().any(|word| word.is("to")) {
            self.local.set(None);
            let before = self.saved.take().filter(|_| is_first(&["rollback", "abort"]));
            self.session.set(before.unwrap_or_else(|| self.session.get()));
        } else if (is_first(&["reset"]) && (is(1, "all") || is_setting(words.get(1))))
            || (is(0, "discard") && is(1, "all"))
        {
            self.session.set(false);
            self.local.set(None);
        } else if is(0, "set") {
            let is_local = is(1, "local");
            let named = 1 + usize::from(is_local || is(1, "session"));
            if is_setting(words.get(named)) {
                self.change(words.get(named + 2), is_local);
            }
        } else if let Some(at) = words.iter().position(|word| word.is("set_config")).filter(|_| is(0, "select")) {
            // set_config ( 'name' , 'value' , is_local )
            if is_setting(words.get(at + 2)) {
                self.change(words.get(at + 4), is(at + 6, "true"));
            }
        }
    }

    fn change(&self, value: Option<&Word>, is_local: bool) {
        let is_off = value.is_some_and(|value| is_off(&value.text));
        if is_local {
            self.local.set(Some(is_off));
        } else {
            self.session.set(is_off);
            self.local.set(None);
        }
    }

    /// Remembers the backslashes before quotes in a string.
    pub(super) fn note(&self, content: &[u8], token: &Token, span: &Span) {
        let Some(escaped) =
            self.escaped.as_ref().filter(|_| token.kind == Kind::String && self.has_backslashes(span.start))
        else {
            return;
        };
        let mut at = span.start + 1;
        while at + 1 < span.end {
            let is_escape = content[at] == b'\\';
            if is_escape && content[at + 1] == b'\'' {
                escaped.borrow_mut().push(at);
            }
            at += 1 + usize::from(is_escape);
        }
    }
}

fn is_setting(word: Option<&Word>) -> bool {
    word.is_some_and(|word| word.kind != Kind::Word && word.text.eq_ignore_ascii_case(SETTING) || word.is(SETTING))
}

/// Values of a boolean setting that turn it off, which may be abbreviated (`parse_bool`).
fn is_off(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    let is_start_of = |word: &str, least: usize| value.len() >= least && word.starts_with(&value);
    value == "0" || is_start_of("off", 2) || is_start_of("false", 1) || is_start_of("no", 1)
}

/// Whether a file names the setting.
fn is_mentioned(content: &[u8]) -> bool {
    let (before, after) = ("standard".len(), "_conforming_strings".len());
    memchr::memchr_iter(b'_', content).any(|at| {
        let name = at.checked_sub(before).and_then(|start| content.get(start..at + after));
        name.is_some_and(|name| name.eq_ignore_ascii_case(SETTING.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::super::doubled_quotes::with_doubled_quotes;
    use super::super::split::visit_with;
    use super::super::split::{Part, statements};
    use super::*;

    const OFF: &str = "set standard_conforming_strings = off;";

    /// Checks the last statement of a file, and that it is the same with doubled quotes.
    fn check(sql: &str, last: &str) {
        let of = |content: &[u8]| statements(content).last().cloned().unwrap_or_default();
        let span = of(sql.as_bytes());
        assert_eq!(&sql[span.clone()], last, "{sql}");
        let doubled = with_doubled_quotes(sql.as_bytes());
        assert_eq!(of(&doubled), span, "{sql}");
        let mut last = 0..0;
        visit_with(&doubled, &Strings::default(), &mut |part, found| {
            last = if part == Part::Statement { found } else { last.clone() };
            true
        });
        assert_eq!(last, span, "{sql}, with the setting on");
    }

    #[test]
    fn a_backslash_is_an_escape_from_the_setting_on() {
        let rest = "select 'it\\'s; here', 2; select 3";
        for set in [
            OFF,
            "SET Standard_Conforming_Strings TO 'off';",
            "set session standard_conforming_strings to false;",
            "set local standard_conforming_strings = 0;",
            "set \"standard_conforming_strings\" = no;",
            "select set_config('standard_conforming_strings', 'off', false);",
            "select pg_catalog.set_config('standard_conforming_strings', 'f', true);",
            "begin; set standard_conforming_strings = off; commit;",
            "begin; set local standard_conforming_strings = on; set standard_conforming_strings = off;",
        ] {
            check(&format!("{set}\n{rest}"), "select 3");
        }
    }

    #[test]
    fn it_is_not_one_before_and_after() {
        let rest = "select 'it\\'; select 3";
        for set in [
            "",
            "set standard_conforming_strings = on;",
            "set standard_conforming_strings = off; reset standard_conforming_strings;",
            "set standard_conforming_strings = off; set standard_conforming_strings to default;",
            "set standard_conforming_strings = off; reset all;",
            "set standard_conforming_strings = off; discard all;",
            "begin; set local standard_conforming_strings = off; commit;",
            "begin; set standard_conforming_strings = off; rollback;",
            "alter role app set standard_conforming_strings = off;",
            "-- set standard_conforming_strings = off;\n",
            "select 'set standard_conforming_strings = off;';",
        ] {
            check(&format!("{set}\n{rest}"), "select 3");
        }
    }

    #[test]
    fn strings_of_other_kinds_and_data_keep_their_ends() {
        check(&format!("{OFF}\nselect $$it\\'s$$, e'\\'', \"a\\\", '\\\\'; select 3"), "select 3");
        check(&format!("{OFF}\nselect 'a'\n'b\\';'; select 3"), "select 3");
        check(&format!("{OFF}\nselect '\\'''; -- it\\'s\nselect 3"), "select 3");
        check(&format!("{OFF}\ncopy t from stdin;\nit's\n\\.\nselect '\\';'; select 3"), "select 3");
        check(&format!("{OFF}\nselect b'0', x'1', n'\\';'; select 3"), "select 3");
    }

    #[test]
    fn the_rest_of_its_line_is_read_as_before() {
        check("set standard_conforming_strings = off; select 'it\\'; select '\\'\n'", "select '\\'\n'");
        let two = "set standard_conforming_strings = off; set standard_conforming_strings = on;";
        check(&format!("{two} select 'it\\'; select 2;\nselect 'it\\'; select 3"), "select 3");
    }

    #[test]
    fn quotes_are_doubled_in_place() {
        let doubled = |sql: &str| String::from_utf8(with_doubled_quotes(sql.as_bytes()).into_owned()).unwrap();
        assert_eq!(doubled(&format!("'a\\'; {OFF}\n'b\\'c\\\\', e'\\''")), format!("'a\\'; {OFF}\n'b''c\\\\', e''''"));
        assert_eq!(doubled("select 'b\\'c'"), "select 'b\\'c'");
    }
}
