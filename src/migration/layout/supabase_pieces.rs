//! The pieces in which the Supabase CLI cuts a script (CLI 3.1.0).
//!
//! It knows quotes, dollar quotes, comments, parentheses and `BEGIN ATOMIC … END`; a backslash outside of strings
//! takes the next character along.

use crate::text::Span;

/// Cuts a text from `start` on. A piece ends with its semicolon, which the CLI does not send; pieces without text are
/// left out.
pub(super) fn pieces(content: &[u8], start: usize) -> Vec<Span> {
    let mut cutter = Cutter { content, at: start, is_in_parentheses: false, atomic: false, is_first: true };
    // Of a large file, a list that grows would be in memory twice.
    let mut pieces = Vec::with_capacity(memchr::memchr_iter(b';', content).count() + 1);
    let mut begun = start;
    while cutter.at < content.len() {
        if cutter.step() {
            pieces.extend(trimmed(content, begun..cutter.at));
            begun = cutter.at;
        }
    }
    pieces.extend(trimmed(content, begun..content.len()));
    pieces
}

/// The piece up to its semicolon; `None` if there is nothing before that.
fn trimmed(content: &[u8], span: Span) -> Option<Span> {
    let text = &content[span.clone()];
    let start = blank_at_start(text);
    let length = text_length(text)?;
    let semicolon = text[length..].iter().position(|byte| *byte == b';');
    (start < length).then(|| span.start + start..span.start + length + semicolon.map_or(0, |at| at + 1))
}

/// Whether a character is white space for `trim()` of the CLI's language.
fn is_blank(letter: char) -> bool {
    letter != '\u{85}' && letter.is_whitespace() || letter == '\u{feff}'
}

/// The length of the white space before a text. A letter that is not UTF-8 ends it.
fn blank_at_start(text: &[u8]) -> usize {
    let mut rest = text;
    loop {
        let head = &rest[..rest.len().min(4)];
        let head = match std::str::from_utf8(head) {
            Ok(head) => head,
            Err(error) => std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default(),
        };
        match head.chars().next().filter(|letter| is_blank(*letter)) {
            Some(letter) => rest = &rest[letter.len_utf8()..],
            None => return text.len() - rest.len(),
        }
    }
}

/// The length of a text up to its last letter that is neither white space nor a semicolon.
fn text_length(text: &[u8]) -> Option<usize> {
    let mut end = text.len();
    loop {
        let last = text[..end].iter().rposition(|byte| byte & 0xC0 != 0x80)?;
        let letter = std::str::from_utf8(&text[last..end]).ok().and_then(|letter| letter.chars().next());
        if letter.is_none_or(|letter| !is_blank(letter) && letter != ';') {
            return Some(end);
        }
        end = last;
    }
}

struct Cutter<'c> {
    content: &'c [u8],
    at: usize,
    is_in_parentheses: bool,
    /// Whether this is the body of a function between `BEGIN ATOMIC` and its `END`.
    atomic: bool,
    /// Whether there was only white space and comments since the last semicolon of that body.
    is_first: bool,
}

/// Whether a byte may be part of a name.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80
}

impl Cutter<'_> {
    fn rest(&self) -> &[u8] {
        &self.content[self.at..]
    }

    /// Reads one token. Returns whether it ends a piece.
    fn step(&mut self) -> bool {
        let byte = self.content[self.at];
        if byte.is_ascii_whitespace() {
            self.at += 1;
            return false;
        }
        if self.rest().starts_with(b"--") {
            let end = self.rest().iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            self.at = end.map_or(self.content.len(), |end| self.at + end + 1);
            return false;
        }
        if self.rest().starts_with(b"/*") {
            self.comment();
            return false;
        }
        let was_first = std::mem::replace(&mut self.is_first, false);
        match byte {
            b'\'' => self.quoted(b'\'', self.is_escaped()),
            b'"' => self.quoted(b'"', false),
            b'$' if !self.follows_name() => self.dollar_quote(),
            b'\\' => self.at = (self.at + 1 + self.width(self.at + 1)).min(self.content.len()),
            b'(' | b')' => {
                // The first closing parenthesis closes all of them.
                self.is_in_parentheses = byte == b'(';
                self.at += 1;
            }
            b';' => {
                self.at += 1;
                self.is_first = true;
                return !self.is_in_parentheses && !self.atomic;
            }
            _ if is_name(byte) => self.word(was_first),
            _ => self.at += 1,
        }
        false
    }

    /// The length of the character at a position.
    fn width(&self, at: usize) -> usize {
        let continues = |byte: &&u8| **byte & 0xc0 == 0x80;
        1 + self.content.get(at + 1..).unwrap_or_default().iter().take_while(continues).count()
    }

    fn follows_name(&self) -> bool {
        self.at.checked_sub(1).is_some_and(|before| is_name(self.content[before]))
    }

    /// Whether the quote at this position begins a string with escapes, `E'…'`.
    fn is_escaped(&self) -> bool {
        let before = |distance: usize| self.at.checked_sub(distance).map(|at| self.content[at]);
        matches!(before(1), Some(b'e' | b'E')) && !before(2).is_some_and(is_name)
    }

    fn quoted(&mut self, quote: u8, has_escapes: bool) {
        self.at += 1;
        while let Some(byte) = self.content.get(self.at).copied() {
            self.at += 1;
            if has_escapes && byte == b'\\' {
                self.at += 1;
            } else if byte == quote {
                if self.content.get(self.at) != Some(&quote) {
                    return;
                }
                self.at += 1;
            }
        }
        self.at = self.content.len();
    }

    fn dollar_quote(&mut self) {
        let tag = self.content[self.at + 1..].iter().take_while(|byte| is_name(**byte) && **byte != b'$').count();
        let end = self.at + 1 + tag;
        if self.content.get(end) != Some(&b'$') {
            self.at += 1;
            return;
        }
        let mark = &self.content[self.at..=end];
        let close = memchr::memmem::find(&self.content[end + 1..], mark);
        self.at = close.map_or(self.content.len(), |close| end + 1 + close + mark.len());
    }

    fn comment(&mut self) {
        let mut depth = 0;
        while self.at < self.content.len() {
            if self.rest().starts_with(b"/*") {
                depth += 1;
                self.at += 2;
            } else if self.rest().starts_with(b"*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return;
                }
            } else {
                self.at += 1;
            }
        }
    }

    fn word(&mut self, is_first: bool) {
        let length = self.rest().iter().take_while(|byte| is_name(**byte)).count();
        let word = &self.content[self.at..self.at + length];
        // A `$` directly after a word does not begin a quote.
        self.at += length;
        if self.atomic {
            if is_first && word.eq_ignore_ascii_case(b"end") {
                self.atomic = false;
            }
            return;
        }
        if word.eq_ignore_ascii_case(b"begin") {
            let blanks = self.rest().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let next = &self.content[self.at + blanks..];
            let length = next.iter().take_while(|byte| is_name(**byte)).count();
            if blanks > 0 && next[..length].eq_ignore_ascii_case(b"atomic") {
                self.at += blanks + length;
                self.atomic = true;
                self.is_first = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content: &str, expected: &[&str]) {
        let found: Vec<&str> = pieces(content.as_bytes(), 0).into_iter().map(|piece| &content[piece]).collect();
        assert_eq!(found, expected, "{content}");
    }

    #[test]
    fn pieces_end_at_semicolons() {
        check("a; b ;;\n;c", &["a;", "b ;", "c"]);
        check("-- only a comment\n", &["-- only a comment"]);
        check("select ';', E'\\';', \";\"; b", &["select ';', E'\\';', \";\";", "b"]);
        check("/* ; /* ; */ ; */ a; -- b;\nc", &["/* ; /* ; */ ; */ a;", "-- b;\nc"]);
        check("select $$ ; $$; select $a$ $$; $a$; b", &["select $$ ; $$;", "select $a$ $$; $a$;", "b"]);
        check("create rule r as on insert to a do (x; y); b", &["create rule r as on insert to a do (x; y);", "b"]);
        check("do (f(x); y); b", &["do (f(x);", "y);", "b"]);
        check("a;\u{2028}b\u{a0};\u{feff}\u{b}c\u{3000}", &["a;", "b\u{a0};", "c"]);
        check("a;\u{200b}b;\u{85}c", &["a;", "\u{200b}b;", "\u{85}c"]);
    }

    #[test]
    fn a_backslash_takes_a_character_along() {
        check("a \\; b; c", &["a \\; b;", "c"]);
        check("a \\é; b", &["a \\é;", "b"]);
    }

    #[test]
    fn a_body_of_sql_ends_at_its_end() {
        let body = "create function f() begin atomic select case when a then 1 end; select 2; end";
        check(&format!("{body}; b"), &[&format!("{body};"), "b"]);
        let named = "create function f() begin atomic select 1; end_it; end";
        check(&format!("{named}; b"), &[&format!("{named};"), "b"]);
        check("begin; a; end; b", &["begin;", "a;", "end;", "b"]);
    }
}
