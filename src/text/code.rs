//! Scripts of any language, read only as far as needed to find where a command or a call begins and
//! ends: quotes, brackets, continued lines, here-documents, comment lines.
//!
//! No language is parsed: the files are in a dozen of them, and the rules that use this only need to
//! know which text belongs together.

use super::lines::{self, Span, line_end, line_start};

/// The maximum length of a call, in bytes.
const MAX_LENGTH: usize = 64 * 1024;

/// The lines of one command: `\` at the end of a line joins the next one.
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

/// The end of the call or command that begins at `start`. With `depth` brackets open before it, the one
/// that closes them; with none, the end of the command: a newline outside quotes and brackets that is
/// not continued, or a bracket that was open before.
pub fn end_of_call(content: &[u8], start: usize, depth: usize) -> usize {
    let limit = content.len().min(start.saturating_add(MAX_LENGTH));
    let mut depth = i64::try_from(depth).unwrap_or(i64::MAX);
    let is_open = depth > 0;
    let mut at = start;
    while at < limit {
        match content[at] {
            b'\'' | b'"' | b'`' => {
                at = end_of_string(content, at);
                continue;
            }
            // An escaped character opens nothing, such as the quote in the shell's 'it'\''s'.
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
            b'\n' if depth == 0 && !is_incomplete(&content[start..at]) => return at,
            _ => {}
        }
        at += 1;
    }
    limit
}

/// Whether the text continues on the next line.
fn is_incomplete(before: &[u8]) -> bool {
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

/// Whether the line at `at` is a comment or only prints its text.
pub fn is_comment_or_print(content: &[u8], at: usize) -> bool {
    const COMMENTS: [&[u8]; 6] = [b"//", b"#", b"*", b"/*", b"--", b"<!--"];
    const PRINTS: [&[u8]; 9] =
        [b"echo ", b"printf ", b"console.", b"print(", b"grep ", b"rg ", b"if grep ", b"! grep ", b"log"];
    let start = line_start(content, at);
    let before = &content[start..at];
    let mut command = before.rsplit(|byte| matches!(byte, b';' | b'&')).next().unwrap_or(before).trim_ascii_start();
    // The start of a list item, a workflow step and a recipe.
    for prefix in [&b"- "[..], b"run: ", b"@"] {
        command = command.strip_prefix(prefix).unwrap_or(command);
    }
    let line = before.trim_ascii_start();
    let has_comment = memchr::memmem::find(before, b" # ").is_some() || memchr::memmem::find(before, b" // ").is_some();
    has_comment
        || COMMENTS.iter().any(|mark| line.starts_with(mark))
        || PRINTS.iter().any(|print| command.starts_with(print))
}

/// Whether `base` contains the line at `at`, with any indentation.
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
    fn ends_a_call_at_its_closing_bracket() {
        check_end("{ sql: `a\n\n(` }) b", 1, "{ sql: `a\n\n(` }");
        check_end("'it\\'s )', x) b", 1, "'it\\'s )', x");
        check_end("\"\"\"a \" ) b\"\"\") c", 1, "\"\"\"a \" ) b\"\"\"");
    }

    #[test]
    fn ends_a_command_with_its_line() {
        check_end("-d 'a\nb' \\\n -x\ny", 0, "-d 'a\nb' \\\n -x");
        check_end("@- <<'EOF'\n don't (\nEOF\ny", 0, "@- <<'EOF'\n don't (\nEOF");
        check_end(", {\n a\n}) b", 0, ", {\n a\n}");
        check_end("never closed '", 0, "never closed '");
        check_end("'it'\\''s (' x\ny", 0, "'it'\\''s (' x");
    }

    #[test]
    fn joins_continued_lines() {
        let text = b"a\nb \\\n c \\\n d\ne";
        assert_eq!(&text[logical_line(text, 7)], b"b \\\n c \\\n d");
        assert_eq!(&text[logical_line(text, 0)], b"a");
    }

    #[test]
    fn recognises_comments_and_printed_text() {
        let check = |text: &str, expected: bool| {
            let at = text.find('X').expect("a position");
            assert_eq!(is_comment_or_print(text.as_bytes(), at), expected, "{text}");
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
