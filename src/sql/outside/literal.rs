//! The words of a statement, with strings and names as the server reads them (manual, section 4.1.2).

use crate::sql::lex::{Kind, Token};
use crate::sql::words::Word;
use crate::text::Span;

/// Size in bytes from which a string in dollars is a body, of which the words need no copy.
const LONG: usize = 1 << 10;

/// Returns the words of some tokens of a statement. `E'...'` and `U&"..."` are decoded, `$a$...$a$` is its content
/// unless that is long; strings that are continued on the next line, and constants that are joined by `||`, are one
/// word.
pub(super) fn read(statement: &str, tokens: &[Token]) -> Vec<Word> {
    let text = |at: usize| tokens.get(at).map_or("", |token| &statement[token.span.clone()]);
    let touches =
        |at: usize| tokens.get(at).zip(tokens.get(at + 1)).is_some_and(|(one, other)| one.span.end == other.span.start);
    let mut words: Vec<Word> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let is_string = |at: usize| tokens.get(at).is_some_and(|token| token.kind == Kind::String);
        let is_quoted = |at: usize| is_string(at) || text(at).starts_with('"');
        // Only a word of one letter is a prefix of a string.
        let prefix = if tokens[at].span.len() == 1 { text(at) } else { "" };
        let (word, used) = if prefix.eq_ignore_ascii_case("e") && touches(at) && is_string(at + 1) {
            (word(tokens[at].span.start, &tokens[at + 1], escapes(inner(text(at + 1)), '\\', true)), 2)
        } else if prefix.eq_ignore_ascii_case("u")
            && text(at + 1) == "&"
            && touches(at)
            && touches(at + 1)
            && is_quoted(at + 2)
        {
            let names_escape = text(at + 3).eq_ignore_ascii_case("uescape") && is_string(at + 4);
            let escape = if names_escape { inner(text(at + 4)).chars().next().unwrap_or('\\') } else { '\\' };
            let decoded = escapes(inner(text(at + 2)), escape, false);
            (word(tokens[at].span.start, &tokens[at + 2], decoded), if names_escape { 5 } else { 3 })
        } else {
            let written = text(at);
            let decoded = match tokens[at].kind {
                Kind::Word => written.to_ascii_lowercase(),
                // Of a string with escapes, on a later line.
                Kind::String if is_escaped(statement, &words, tokens[at].span.start) => {
                    escapes(inner(written), '\\', true)
                }
                Kind::QuotedName | Kind::String => unquoted(written),
                Kind::DollarString => {
                    let text = dollars(written).map_or(written, |(_, text)| text);
                    if text.len() > LONG { String::new() } else { text.to_owned() }
                }
                _ => written.to_owned(),
            };
            (word(tokens[at].span.start, &tokens[at], decoded), 1)
        };
        at += used;
        push(statement, &mut words, word);
    }
    words
}

/// Whether a string at `start` continues one that is written as `E'...'`.
fn is_escaped(statement: &str, words: &[Word], start: usize) -> bool {
    words.last().is_some_and(|last| {
        last.kind == Kind::String
            && statement[last.span.clone()].starts_with(['e', 'E'])
            && has_newline(statement.get(last.span.end..start))
    })
}

fn has_newline(between: Option<&str>) -> bool {
    between.unwrap_or_default().contains(['\n', '\r'])
}

/// The length of the fence of a string in dollars, and the text in it.
fn dollars(written: &str) -> Option<(usize, &str)> {
    let fence = written.get(1..)?.find('$')? + 2;
    Some((fence, written.get(fence..written.len().checked_sub(fence).filter(|end| *end >= fence)?)?))
}

/// Appends a word; a string continues the string before it.
fn push(statement: &str, words: &mut Vec<Word>, word: Word) {
    if word.kind == Kind::String {
        let is_bar = |word: &Word| word.kind == Kind::Other && word.text == "|";
        let is_joined = words.len() > 2 && words[words.len() - 2..].iter().all(is_bar);
        let before = if is_joined { words.len() - 3 } else { words.len().wrapping_sub(1) };
        let string = words.get_mut(before).filter(|string| string.kind == Kind::String);
        let continues = |string: &&mut Word| is_joined || has_newline(statement.get(string.span.end..word.span.start));
        if let Some(string) = string.filter(continues) {
            string.text.push_str(&word.text);
            string.span.end = word.span.end;
            words.truncate(before + 1);
            return;
        }
    }
    words.push(word);
}

fn word(start: usize, last: &Token, text: String) -> Word {
    let kind = if last.kind == Kind::Word { Kind::Word } else { last.kind };
    Word { kind, text, span: start..last.span.end }
}

/// The text between the quotes.
fn inner(written: &str) -> &str {
    written.get(1..written.len().saturating_sub(1)).unwrap_or_default()
}

fn unquoted(written: &str) -> String {
    let quote = &written[..1];
    inner(written).replace(&quote.repeat(2), quote)
}

/// Decodes escapes: those of C if `is_c`, else only `\XXXX` and `\+XXXXXX`.
fn escapes(text: &str, escape: char, is_c: bool) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != escape {
            // A doubled quote is one.
            if matches!(letter, '\'' | '"') {
                letters.next_if_eq(&letter);
            }
            decoded.push(letter);
            continue;
        }
        let Some(next) = letters.next() else { break };
        let mut number = |first: Option<char>, radix: u32, most: usize| {
            let mut digits: String = first.into_iter().collect();
            while digits.len() < most {
                let Some(digit) = letters.next_if(|letter| letter.is_digit(radix)) else { break };
                digits.push(digit);
            }
            u32::from_str_radix(&digits, radix).ok().and_then(char::from_u32).unwrap_or('\u{fffd}')
        };
        decoded.push(match next {
            'b' | 'f' | 'n' | 'r' | 't' if is_c => ' ',
            'x' if is_c => number(None, 16, 2),
            '0'..='7' if is_c => number(Some(next), 8, 3),
            'u' if is_c => number(None, 16, 4),
            'U' if is_c => number(None, 16, 8),
            '+' if !is_c => number(None, 16, 6),
            _ if !is_c && next.is_ascii_hexdigit() => number(Some(next), 16, 4),
            other => other,
        });
    }
    decoded
}

/// The text of a string with SQL, and where it begins if its bytes are those of the file.
pub(super) fn body<'a>(statement: &'a str, word: &'a Word) -> Option<(&'a str, Option<usize>)> {
    let written = statement.get(word.span.clone())?;
    match word.kind {
        Kind::DollarString => {
            let (fence, text) = dollars(written)?;
            Some((text, Some(word.span.start + fence)))
        }
        Kind::String => {
            let is_unchanged = inner(written) == word.text;
            Some((&word.text, is_unchanged.then_some(word.span.start + 1)))
        }
        _ => None,
    }
}

/// The span in the file of a span of a body.
pub(super) fn in_file(start: Option<usize>, span: &Span, whole: &Span) -> Span {
    start.map_or_else(|| whole.clone(), |start| start + span.start..start + span.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::lex::tokens;

    #[track_caller]
    fn check(sql: &str, expected: &[&str]) {
        let tokens: Vec<Token> = tokens(sql.as_bytes()).filter(|token| !token.is_blank()).collect();
        assert_eq!(read(sql, &tokens).iter().map(|word| word.text.as_str()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn strings_and_names_are_read_as_the_server_reads_them() {
        check(r"E'a\x62\143\u0064\'e' 'f''g'", &["abcd'e", "f'g"]);
        check(r#"U&"\0070g_read\+00005ffile" u&'!0061' UESCAPE '!'"#, &["pg_read_file", "a"]);
        check("'co'\n  'py' || ' t' 'x'", &["copy t", "x"]);
        check("'a' || b || 'c'", &["a", "|", "|", "b", "|", "|", "c"]);
        check("\"A\"\"b\" $x$ q $x$ '", &["A\"b", " q ", ""]);
        check("e'a'\n'\\'b' 'c'", &["a'b", "c"]);
    }
}
