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

    /// The same, and remembers the places of backslashes before quotes; `None` if the file does not name the setting.
    pub(super) fn noting(content: &[u8]) -> Option<Self> {
        let strings = Self { escaped: Some(RefCell::default()), ..Self::at_start_of(content) };
        strings.is_mentioned.then_some(strings)
    }

    /// The places that were remembered.
    pub(super) fn into_escaped(self) -> Vec<usize> {
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
