//! Tokens of Rust source, as far as macros that list tables need them.

use crate::text::Span;

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    /// The content of a string, without its quotes.
    pub(super) text: &'a str,
    pub(super) span: Span,
}

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Without the `r#` of a raw identifier.
    Name,
    Text,
    /// One character.
    Mark,
}

impl Token<'_> {
    pub(super) fn is(&self, text: &str) -> bool {
        self.kind != Kind::Text && self.text == text
    }
}

/// Splits source text into tokens; comments and white space are left out.
pub(super) fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(letter) = source[at..].chars().next() {
        let rest = &source[at..];
        if letter.is_whitespace() {
            at += letter.len_utf8();
        } else if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            at += comment(rest);
        } else if let Some((content, length)) = string(rest) {
            found.push(Token { kind: Kind::Text, text: &rest[content.clone()], span: at..at + length });
            at += length;
        } else if letter == '_' || letter.is_alphabetic() {
            let raw = if rest.starts_with("r#") { 2 } else { 0 };
            let is_part = |letter: char| letter == '_' || letter.is_alphanumeric();
            let end = rest[raw..].find(|letter| !is_part(letter)).map_or(rest.len(), |end| raw + end);
            found.push(Token { kind: Kind::Name, text: &rest[raw..end], span: at..at + end });
            at += end.max(1);
        } else {
            let length = character(rest).unwrap_or(letter.len_utf8());
            found.push(Token { kind: Kind::Mark, text: &rest[..length], span: at..at + length });
            at += length;
        }
    }
    found
}

/// The length of a block comment, which may contain others.
fn comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// The content and the whole length of a string literal.
fn string(rest: &str) -> Option<(Span, usize)> {
    if rest.starts_with('"') {
        let mut letters = rest.char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' => drop(letters.next()),
                '"' => return Some((1..at, at + 1)),
                _ => {}
            }
        }
        return Some((1..rest.len(), rest.len()));
    }
    let hashes = rest.strip_prefix('r')?.chars().take_while(|letter| *letter == '#').count();
    if !rest[1 + hashes..].starts_with('"') {
        return None;
    }
    let start = hashes + 2;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = rest[start..].find(&end).unwrap_or(rest.len() - start);
    Some((start..start + length, (start + length + end.len()).min(rest.len())))
}

/// The length of a character literal; `None` for a lifetime.
fn character(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('\'')?;
    let first = inner.chars().next()?;
    if first == '\\' {
        let after = inner.get(2..)?;
        return after.find('\'').map(|end| 1 + 2 + end + 1);
    }
    inner[first.len_utf8()..].starts_with('\'').then(|| 2 + first.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &[&str]) {
        let found = tokens(source);
        assert_eq!(found.iter().map(|token| token.text).collect::<Vec<_>>(), expected, "{source}");
    }

    #[test]
    fn comments_and_literals_hide_what_is_in_them() {
        check("a // table!\n/* b /* c */ d */ e", &["a", "e"]);
        check(r##"x = "a\"b" r#"c"d"# r#type"##, &["x", "=", r#"a\"b"#, "c\"d", "type"]);
        check(r"'a' '\'' &'static str '{'", &["'a'", r"'\''", "&", "'", "static", "str", "'{'"]);
        check("a->b::c<D>", &["a", "-", ">", "b", ":", ":", "c", "<", "D", ">"]);
        check("\"open", &["open"]);
        check("/* open", &[]);
        check("é /*é*/ 1", &["é", "1"]);
    }
}
