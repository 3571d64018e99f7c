//! The end of a command of psql, as psql finds it (`psqlscanslash.l`).

use super::lex::{Kind, tokens};
use crate::text::lines;

/// Commands that take the rest of their line, with backslashes and quotes.
const WHOLE_LINE: [&[u8]; 7] = [b"\\!", b"\\ef", b"\\ev", b"\\h", b"\\help", b"\\sf", b"\\sv"];

/// Returns the end of the command whose backslash is at `at`: the next backslash outside quotes, or the end of the line.
/// White space at its end does not belong to it.
pub(super) fn command_end(content: &[u8], at: usize) -> usize {
    let line = &content[at..lines::line_end(content, at)];
    let name = name(line);
    let rest = &line[name.len()..];
    let length = name.len() + if WHOLE_LINE.contains(&name) || is_copy(name) { rest.len() } else { arguments(rest) };
    at + line[..length].trim_ascii_end().len()
}

/// Whether the lines after a command are data: `\copy … from stdin`.
pub(super) fn brings_data(command: &[u8]) -> bool {
    is_copy(name(command)) && copy_target(command).is_some_and(|(from, target)| from && target.is_stdin)
}

/// The only command whose name psql reads in any case (`exec_command`).
pub(super) fn is_copy(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"\\copy")
}

/// The other side of a `\copy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// `stdin` or `stdout`, whose data are in the file or the output.
    pub(super) is_stdin: bool,
    /// One of these, or the standard streams of psql itself.
    pub(super) is_stream: bool,
    pub(super) is_program: bool,
}

/// Reads what follows the first `FROM` or `TO` outside parentheses; whether it is `FROM`.
pub(super) fn copy_target(command: &[u8]) -> Option<(bool, Target)> {
    let mut depth = 0_usize;
    let mut direction = None;
    for token in tokens(command).filter(|token| !token.is_blank()) {
        let text = &command[token.span];
        let is = |word: &str| token.kind == Kind::Word && text.eq_ignore_ascii_case(word.as_bytes());
        if let Some(is_from) = direction {
            let is_stdin = is("stdin") || is("stdout");
            let is_stream = is_stdin || is("pstdin") || is("pstdout");
            return Some((is_from, Target { is_stdin, is_stream, is_program: is("program") }));
        }
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            Kind::Word if depth == 0 && (is("from") || is("to")) => direction = Some(is("from")),
            _ => {}
        }
    }
    None
}

/// The backslash and the word after it.
fn name(line: &[u8]) -> &[u8] {
    let length = line[1..].iter().take_while(|byte| !byte.is_ascii_whitespace() && **byte != b'\\').count();
    // `\!id` runs `id`.
    if line[1..].starts_with(b"!") { &line[..2] } else { &line[..=length] }
}

/// The length of arguments, up to a backslash outside quotes.
fn arguments(rest: &[u8]) -> usize {
    let mut quote = None;
    let mut bytes = rest.iter().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match (quote, *byte) {
            (None, b'\\') => return at,
            (None, b'\'' | b'"' | b'`') => quote = Some(*byte),
            // Only in single quotes is a backslash an escape.
            (Some(b'\''), b'\\') => drop(bytes.next()),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    rest.len()
}
