//! Scripts of any language, read just closely enough to know where a command or a call
//! begins and ends: quotes, brackets, continued lines, here-documents, comment lines.
//!
//! No language is parsed. What is read here was written for a dozen of them, and the rules
//! that ask only want to know which text belongs together.

use super::lines::{line_end, line_start};
use super::{Span, lines};

/// How far a call is followed, in bytes.
const REACH: usize = 64 * 1024;

/// The lines that are one command: `\` at the end of a line joins the next one.
pub fn logical_line(content: &[u8], at: usize) -> Span {
    let mut start = line_start(content, at);
    while start > 0 && is_continued(&content[line_start(content, start - 1)..start - 1]) {
        start = line_start(content, start - 1);
    }
    let mut end = line_end(content, at);
    while end < content.len() && is_continued(&content[line_start(content, end)..end]) {
        end = line_end(content, end + 1);
    }
    start..end
}

fn is_continued(line: &[u8]) -> bool {
    line.trim_ascii_end().ends_with(b"\\")
}

/// Where what begins at `start` ends. With `depth` brackets open before it, at the one that
/// closes them; with none, at the end of the command: a newline outside quotes and brackets
/// that nothing continues, or a bracket that was open before.
pub fn end_of_call(content: &[u8], start: usize, depth: usize) -> usize {
    let limit = content.len().min(start.saturating_add(REACH));
    let mut depth = i64::try_from(depth).unwrap_or(i64::MAX);
    let is_open = depth > 0;
    let mut at = start;
    while at < limit {
        match content[at] {
            b'\'' | b'"' | b'`' => {
                at = end_of_string(content, at);
                continue;
            }
            // What is escaped opens nothing, such as the quote in the shell's 'it'\''s'.
            b'\\' => at += 1,
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => {
                depth -= 1;
                if depth < 0 || (is_open && depth == 0) {
                    return at;
                }
            }
            b'<' => {
                if let Some(end) = end_of_here_document(content, at) {
                    at = end;
                    continue;
                }
            }
            b'\n' if depth == 0 && !goes_on(&content[start..at]) => return at,
            _ => {}
        }
        at += 1;
    }
    limit
}

/// True when the text so far asks for more on the next line.
fn goes_on(before: &[u8]) -> bool {
    matches!(before.trim_ascii_end().last(), None | Some(b'\\' | b'`' | b',' | b'(' | b'|' | b'+' | b'=' | b'&'))
}

/// The end of the string that opens at `at`: `'…'`, `"…"`, `` `…` ``, `'''…'''`, `"""…"""`.
pub fn end_of_string(content: &[u8], at: usize) -> usize {
    let quote = content[at];
    let is_triple = content[at..].starts_with(&[quote; 3]);
    let fence: &[u8] = if is_triple { &content[at..at + 3] } else { &content[at..=at] };
    let mut at = at + fence.len();
    while at < content.len() {
        if content[at] == b'\\' {
            at += 2;
        } else if content[at..].starts_with(fence) {
            return at + fence.len();
        } else {
            at += 1;
        }
    }
    content.len()
}

/// The end of the here-document that `<<WORD` at `at` begins.
fn end_of_here_document(content: &[u8], at: usize) -> Option<usize> {
    let rest = content[at..].strip_prefix(b"<<")?;
    let rest = rest.strip_prefix(b"-").unwrap_or(rest);
    let rest = rest.strip_prefix(b"'").or_else(|| rest.strip_prefix(b"\"")).unwrap_or(rest);
    let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let word = rest.get(..length).filter(|word| !word.is_empty())?;
    let body = line_end(content, at) + 1;
    let body_text = content.get(body..)?;
    let end = lines::lines(body_text).find(|(_, line)| line.trim_ascii() == word)?;
    Some(body + end.0.end)
}

/// True when the line that `at` lies on is a comment, or only prints what it says.
pub fn is_said_only(content: &[u8], at: usize) -> bool {
    const COMMENTS: [&[u8]; 6] = [b"//", b"#", b"*", b"/*", b"--", b"<!--"];
    const PRINTS: [&[u8]; 9] =
        [b"echo ", b"printf ", b"console.", b"print(", b"grep ", b"rg ", b"if grep ", b"! grep ", b"log"];
    let start = line_start(content, at);
    let before = &content[start..at];
    let mut command = before.rsplit(|byte| matches!(byte, b';' | b'&')).next().unwrap_or(before).trim_ascii_start();
    // What a point of a list, a step of a workflow and a recipe begin with.
    for prefix in [&b"- "[..], b"run: ", b"@"] {
        command = command.strip_prefix(prefix).unwrap_or(command);
    }
    let line = before.trim_ascii_start();
    let has_comment = memchr::memmem::find(before, b" # ").is_some() || memchr::memmem::find(before, b" // ").is_some();
    has_comment
        || COMMENTS.iter().any(|mark| line.starts_with(mark))
        || PRINTS.iter().any(|print| command.starts_with(print))
}

/// True when `base` has the line that `at` lies on, however it is indented there.
pub fn is_line_of(base: &[u8], content: &[u8], at: usize) -> bool {
    let bare = |line: &[u8]| {
        let line = line.trim_ascii();
        line.strip_suffix(b",").unwrap_or(line).to_vec()
    };
    let line = bare(&content[line_start(content, at)..line_end(content, at)]);
    lines::lines(base).any(|(_, old)| bare(old) == line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_end(text: &str, depth: usize, expected: &str) {
        assert_eq!(&text[..end_of_call(text.as_bytes(), 0, depth)], expected);
    }

    #[test]
    fn a_call_ends_where_its_bracket_closes() {
        check_end("{ sql: `a\n\n(` }) b", 1, "{ sql: `a\n\n(` }");
        check_end("'it\\'s )', x) b", 1, "'it\\'s )', x");
        check_end("\"\"\"a \" ) b\"\"\") c", 1, "\"\"\"a \" ) b\"\"\"");
    }

    #[test]
    fn a_command_ends_with_its_line() {
        check_end("-d 'a\nb' \\\n -x\ny", 0, "-d 'a\nb' \\\n -x");
        check_end("@- <<'EOF'\n don't (\nEOF\ny", 0, "@- <<'EOF'\n don't (\nEOF");
        check_end(", {\n a\n}) b", 0, ", {\n a\n}");
        check_end("never closed '", 0, "never closed '");
        check_end("'it'\\''s (' x\ny", 0, "'it'\\''s (' x");
    }

    #[test]
    fn continued_lines_are_one() {
        let text = b"a\nb \\\n c \\\n d\ne";
        assert_eq!(&text[logical_line(text, 7)], b"b \\\n c \\\n d");
        assert_eq!(&text[logical_line(text, 0)], b"a");
    }

    #[test]
    fn what_is_only_said_is_known() {
        let check = |text: &str, expected: bool| {
            let at = text.find('X').expect("a place");
            assert_eq!(is_said_only(text.as_bytes(), at), expected, "{text}");
        };
        check("# X", true);
        check("  echo 'X'", true);
        check("echo a && X", false);
        check("  - run: echo 'X'", true);
        check("\t@echo X", true);
        check("run # X", true);
        check("npx X", false);
        check("a: X # b", false);
    }
}
