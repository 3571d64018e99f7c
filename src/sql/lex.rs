//! The lexical structure of `PostgreSQL`'s SQL (manual, section 4.1), byte by byte, so that
//! any input yields tokens that cover it completely, in linear time.

use crate::text::Span;

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Blanks, newlines, a byte order mark at the start.
    Whitespace,
    /// `-- …` up to the end of the line (also a lone carriage return), or
    /// `/* … */`, which nests.
    Comment,
    /// `'…'`, `E'…'`, `B'…'`, `X'…'`, `U&'…'` without its prefix letters.
    String,
    /// `$tag$ … $tag$`.
    DollarString,
    /// `"…"`.
    QuotedName,
    /// A keyword, a name or a number.
    Word,
    /// `;`
    Semicolon,
    /// `(`
    Open,
    /// `)`
    Close,
    /// Any other single byte.
    Other,
}

/// A piece of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    /// In bytes.
    pub span: Span,
}

impl Token {
    /// Whether `PostgreSQL` treats it as white space: blanks and comments.
    pub fn is_blank(&self) -> bool {
        matches!(self.kind, Kind::Whitespace | Kind::Comment)
    }
}

/// Returns the tokens of `content`, which together cover every byte of it. An unterminated string or
/// comment runs to the end.
pub fn tokens(content: &[u8]) -> impl Iterator<Item = Token> {
    tokens_with(content, |_| false)
}

/// Returns the tokens of `content`; `has_backslashes` says for the place of each string whether a backslash is an escape in
/// `'…'`, as it is with `standard_conforming_strings = off`.
pub(super) fn tokens_with<'a>(
    content: &'a [u8],
    has_backslashes: impl Fn(usize) -> bool + 'a,
) -> impl Iterator<Item = Token> + 'a {
    let mut at = 0;
    let mut escapes = Escapes::Doubled;
    let mut has_newline = false;
    std::iter::from_fn(move || {
        let first = *content.get(at)?;
        let used = if escapes == Escapes::Continued && !has_newline { Escapes::Doubled } else { escapes };
        let is_plain = used == Escapes::Doubled && first == b'\'' && !is_of_bits(&content[..at]);
        let used = if is_plain && has_backslashes(at) { Escapes::Backslash } else { used };
        // Servers and clients skip a byte order mark at the start of a file only.
        let (kind, length) = if at == 0 && content.starts_with(BYTE_ORDER_MARK) {
            (Kind::Whitespace, BYTE_ORDER_MARK.len())
        } else {
            read(first, &content[at..], used)
        };
        let span = at..at + length;
        let text = &content[span.clone()];
        has_newline |= escapes == Escapes::Continued
            && kind == Kind::Whitespace
            && text.iter().any(|byte| matches!(byte, b'\n' | b'\r'));
        escapes = match kind {
            // `E'…'` is a word `E` directly followed by a string with backslash escapes.
            Kind::Word if text.eq_ignore_ascii_case(b"e") => Escapes::Backslash,
            // A string on a later line continues it (manual, section 4.1.2.1), with the same escapes.
            Kind::String if used != Escapes::Doubled => {
                has_newline = false;
                Escapes::Continued
            }
            Kind::Whitespace if escapes == Escapes::Continued => Escapes::Continued,
            Kind::Comment if escapes == Escapes::Continued && text.starts_with(b"--") => Escapes::Continued,
            _ => Escapes::Doubled,
        };
        at = span.end;
        Some(Token { kind, span })
    })
}

/// Whether a comment in `/* … */` has no end.
pub(super) fn is_open_comment(text: &[u8]) -> bool {
    text.starts_with(b"/*") && end_of_block_comment(text).is_none()
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Ways to write a quote inside a quoted token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Escapes {
    /// By a backslash as well, as in `E'…'`.
    Backslash,
    /// By a backslash as well, in a string that continues `E'…'` on a later line.
    Continued,
    /// Only by doubling it.
    Doubled,
}

/// Whether a string after this text is `B'…'` or `X'…'`.
fn is_of_bits(before: &[u8]) -> bool {
    let (Some(last), rest) = (before.last(), before.len().saturating_sub(2)) else { return false };
    let is_word = before.len() > 1 && CLASSES[usize::from(before[rest])] & (WORD | DOLLAR) != 0;
    matches!(last, b'b' | b'B' | b'x' | b'X') && !is_word
}

fn read(first: u8, rest: &[u8], escapes: Escapes) -> (Kind, usize) {
    match first {
        b' ' | b'\t' | b'\n' | b'\r' | b'\x0b' | b'\x0c' => (Kind::Whitespace, 1 + length_of(&rest[1..], BLANK)),
        b'-' if rest.starts_with(b"--") => (Kind::Comment, memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())),
        b'/' if rest.starts_with(b"/*") => (Kind::Comment, end_of_block_comment(rest).unwrap_or(rest.len())),
        b'\'' => (Kind::String, quoted(rest, b'\'', escapes)),
        b'"' => (Kind::QuotedName, quoted(rest, b'"', Escapes::Doubled)),
        b'$' => match dollar_string(rest) {
            Some(length) => (Kind::DollarString, length),
            None => (Kind::Other, 1),
        },
        b';' => (Kind::Semicolon, 1),
        b'(' => (Kind::Open, 1),
        b')' => (Kind::Close, 1),
        _ if CLASSES[usize::from(first)] & WORD != 0 => (Kind::Word, 1 + length_of(&rest[1..], WORD | DOLLAR)),
        _ => (Kind::Other, 1),
    }
}

/// Parts of names: letters, digits, `_` and every byte above ASCII.
const WORD: u8 = 1;
const DOLLAR: u8 = 2;
const BLANK: u8 = 4;

/// The class of each byte. Every byte of a file is looked up several times.
static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0_u8;
    loop {
        classes[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | 0x80..=0xff => WORD,
            b'$' => DOLLAR,
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0b' | b'\x0c' => BLANK,
            _ => 0,
        };
        if byte == u8::MAX {
            break classes;
        }
        byte += 1;
    }
};

/// The number of bytes at the start that are of one of these classes.
fn length_of(text: &[u8], classes: u8) -> usize {
    let mut at = 0;
    while at < text.len() && CLASSES[usize::from(text[at])] & classes != 0 {
        at += 1;
    }
    at
}

fn end_of_block_comment(rest: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(step) = memchr::memchr2(b'/', b'*', &rest[at..]) {
        at += step;
        if rest[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return Some(at);
            }
        } else {
            at += 1;
        }
    }
    None
}

fn quoted(rest: &[u8], quote: u8, escapes: Escapes) -> usize {
    let mut at = 1;
    // What is between is skipped: a text may be megabytes of strings.
    let next = |at: usize| match escapes {
        Escapes::Doubled => memchr::memchr(quote, rest.get(at..)?),
        Escapes::Backslash | Escapes::Continued => memchr::memchr2(quote, b'\\', rest.get(at..)?),
    };
    while let Some(found) = next(at) {
        at += found;
        if rest[at] == b'\\' {
            at += 2;
        } else {
            // A doubled quote is the quote itself.
            if rest.get(at + 1) != Some(&quote) {
                return at + 1;
            }
            at += 2;
        }
    }
    rest.len()
}

fn dollar_string(rest: &[u8]) -> Option<usize> {
    let tag = length_of(&rest[1..], WORD);
    let digit_first = rest.get(1).is_some_and(u8::is_ascii_digit);
    if digit_first || rest.get(1 + tag) != Some(&b'$') {
        return None;
    }
    let fence = &rest[..tag + 2];
    let body = fence.len();
    Some(memchr::memmem::find(&rest[body..], fence).map_or(rest.len(), |end| body + end + body))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, expected: &[(Kind, &str)]) {
        let found: Vec<_> = tokens(sql.as_bytes())
            .filter(|token| token.kind != Kind::Whitespace)
            .map(|token| (token.kind, &sql[token.span]))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn strings_of_every_kind() {
        check("'it''s'", &[(Kind::String, "'it''s'")]);
        check(r"E'a\'b' 'a\'", &[(Kind::Word, "E"), (Kind::String, r"'a\'b'"), (Kind::String, r"'a\'")]);
        check("$a$ $$ ; $a$;", &[(Kind::DollarString, "$a$ $$ ; $a$"), (Kind::Semicolon, ";")]);
        check("$1", &[(Kind::Other, "$"), (Kind::Word, "1")]);
        check("a$b$c", &[(Kind::Word, "a$b$c")]);
        check("\"a\"\"b\"", &[(Kind::QuotedName, "\"a\"\"b\"")]);
    }

    #[test]
    fn a_string_on_a_later_line_has_the_escapes_of_the_one_before() {
        let strings = |sql: &str| {
            let found = tokens(sql.as_bytes()).filter(|token| token.kind == Kind::String);
            found.map(|token| sql[token.span].to_owned()).collect::<Vec<_>>()
        };
        for between in ["\n", "\r", " -- b\n ", "\n-- b\n", " \n \n"] {
            assert_eq!(strings(&format!("e'a'{between}'\\''; c")), ["'a'", "'\\''"], "{between:?}");
            assert_eq!(strings(&format!("'a'{between}'\\'; c")), ["'a'", "'\\'"], "{between:?}");
        }
        for between in [" ", "/*\n*/", "\n/**/\n", "\n, "] {
            assert_eq!(strings(&format!("e'a'{between}'\\'; c")), ["'a'", "'\\'"], "{between:?}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_blank_at_the_start_only() {
        check("\u{feff}e'\\''", &[(Kind::Whitespace, "\u{feff}"), (Kind::Word, "e"), (Kind::String, "'\\''")][1..]);
        check("a \u{feff}e'\\'", &[(Kind::Word, "a"), (Kind::Word, "\u{feff}e"), (Kind::String, "'\\'")]);
    }

    #[test]
    fn comments_nest() {
        check("/* a /* b */ c */ d", &[(Kind::Comment, "/* a /* b */ c */"), (Kind::Word, "d")]);
        check("-- a\nb", &[(Kind::Comment, "-- a"), (Kind::Word, "b")]);
        check("-- a\rb", &[(Kind::Comment, "-- a"), (Kind::Word, "b")]);
    }

    #[test]
    fn what_is_never_closed_runs_to_the_end() {
        for open in ["'a", "\"a", "$$a", "/* a", "E'\\"] {
            let end = tokens(open.as_bytes()).last().map(|token| token.span.end);
            assert_eq!(end, Some(open.len()), "{open}");
        }
    }
}
