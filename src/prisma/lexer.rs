//! Tokens of a schema. Line ends count: a field ends with its line.

use super::error::Error;
use crate::text::Span;

/// A token with its place.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub form: Kind,
    pub span: Span,
}

/// The kind of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word(String),
    Number(String),
    Text(String),
    /// `{ } ( ) [ ] , : = ? . @` and `@@`
    Mark(&'static str),
    NewLine,
    End,
}

const MARKS: [&str; 13] = ["@@", "@", "{", "}", "(", ")", "[", "]", ",", ":", "=", "?", "."];

/// Divides the text of a file. Comments are left out.
pub(super) fn tokens(file: usize, text: &str) -> Result<Vec<Token>, Error> {
    let mut tokens = Vec::new();
    let mut at = usize::from(text.starts_with('\u{feff}')) * '\u{feff}'.len_utf8();
    while let Some(letter) = text[at..].chars().next() {
        let rest = &text[at..];
        let mut push = |form, length| {
            tokens.push(Token { form, span: at..at + length });
            length
        };
        let length = if letter == '\n' {
            push(Kind::NewLine, 1)
        } else if letter.is_whitespace() {
            letter.len_utf8()
        } else if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/")
                .map(|end| end + 2)
                .ok_or_else(|| Error::new(file, &(at..at + 2), "a comment without its end"))?
        } else if letter == '"' {
            let (value, length) = text_token(file, at, rest)?;
            push(Kind::Text(value), length)
        } else if letter.is_ascii_digit()
            || (letter == '-' && rest[1..].starts_with(|next: char| next.is_ascii_digit()))
        {
            let is_part = |letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '+'));
            let length = rest.find(is_part).unwrap_or(rest.len());
            push(Kind::Number(rest[..length].to_owned()), length)
        } else if letter.is_alphabetic() || letter == '_' {
            let is_end = |letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '-'));
            let length = rest.find(is_end).unwrap_or(rest.len());
            push(Kind::Word(rest[..length].to_owned()), length)
        } else if let Some(mark) = MARKS.into_iter().find(|mark| rest.starts_with(mark)) {
            push(Kind::Mark(mark), mark.len())
        } else {
            let message = format!("the character `{}` has no meaning here", letter.escape_debug());
            return Err(Error::new(file, &(at..at + letter.len_utf8()), message));
        };
        at += length;
    }
    tokens.push(Token { form: Kind::End, span: at..at });
    Ok(tokens)
}

/// The value of the text in quotes at the start of `rest`, and its length with the quotes.
fn text_token(file: usize, at: usize, rest: &str) -> Result<(String, usize), Error> {
    let mut value = String::new();
    let mut letters = rest.char_indices().skip(1);
    while let Some((offset, letter)) = letters.next() {
        match letter {
            '"' => return Ok((value, offset + 1)),
            '\n' => break,
            '\\' => {
                let place = at + offset..at + offset + 2;
                match letters.next() {
                    Some((_, 'n')) => value.push('\n'),
                    Some((_, 'r')) => value.push('\r'),
                    Some((_, 't')) => value.push('\t'),
                    Some((_, 'u')) => {
                        let digits: String = letters.by_ref().take(4).map(|(_, digit)| digit).collect();
                        let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                        value.push(code.ok_or_else(|| Error::new(file, &place, "an unknown escape in a text"))?);
                    }
                    Some((_, letter @ ('"' | '\\' | '/'))) => value.push(letter),
                    _ => return Err(Error::new(file, &place, "an unknown escape in a text")),
                }
            }
            letter => value.push(letter),
        }
    }
    Err(Error::new(file, &(at..at + 1), "a text without its closing quote"))
}
