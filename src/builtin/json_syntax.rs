//! JSON that parsers refuse, and keys that occur twice.

use super::file::File;
use super::finding::Finding;
use super::options::Options;
use super::unique_keys::UniqueKeys;
use std::borrow::Cow;

/// Files named so may have comments and commas at the end by their programs' documentation.
const WITH_COMMENTS: [&str; 9] = [
    ".babelrc",
    ".code-workspace",
    ".eslintrc.json",
    ".jshintrc",
    ".swcrc",
    "api-extractor.json",
    "deno.json",
    "devcontainer.json",
    "tslint.json",
];

/// Folders whose JSON files are read with comments: those of Visual Studio Code.
const FOLDERS: [&str; 1] = [".vscode"];

pub(super) fn check(file: &File<'_>, _: &Options) -> Vec<Finding> {
    let content = if has_comments(file) { plain(file.content) } else { Cow::Borrowed(file.content) };
    // The mark is allowed to be ignored (RFC 8259, section 8.1), and another check finds it.
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&content);
    match serde_json::from_slice::<UniqueKeys>(content) {
        Ok(_) => Vec::new(),
        Err(error) => {
            let (line, message) = (error.line().max(1), error.to_string());
            // The place is given apart.
            let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
            vec![Finding::at(file.path, line, message)]
        }
    }
}

fn has_comments(file: &File<'_>) -> bool {
    let name = String::from_utf8_lossy(file.name()).to_ascii_lowercase();
    let is_config = ["tsconfig", "jsconfig"].iter().any(|stem| name.starts_with(stem));
    let folders = file.path.split(|byte| *byte == b'/');
    is_config
        || WITH_COMMENTS.iter().any(|ending| name.ends_with(ending))
        || folders.rev().skip(1).any(|folder| FOLDERS.iter().any(|known| known.as_bytes() == folder))
}

/// The text with blanks in place of comments and of commas before a closing bracket, so that places stay.
fn plain(content: &[u8]) -> Cow<'_, [u8]> {
    let mut plain = content.to_vec();
    let mut comma = None;
    let mut at = 0;
    while let Some(byte) = content.get(at) {
        let next = content.get(at + 1);
        let end = match (byte, next) {
            (b'"', _) => end_of_string(content, at),
            (b'/', Some(b'/')) => memchr::memchr(b'\n', &content[at..]).map_or(content.len(), |length| at + length),
            (b'/', Some(b'*')) => {
                memchr::memmem::find(&content[at + 2..], b"*/").map_or(content.len(), |length| at + length + 4)
            }
            _ => at + 1,
        };
        match byte {
            b'/' if end > at + 1 => {
                for byte in plain[at..end].iter_mut().filter(|byte| **byte != b'\n') {
                    *byte = b' ';
                }
            }
            b',' => comma = Some(at),
            b'}' | b']' => {
                if let Some(comma) = comma.take() {
                    plain[comma] = b' ';
                }
            }
            byte if byte.is_ascii_whitespace() => {}
            _ => comma = None,
        }
        at = end;
    }
    Cow::Owned(plain)
}

/// The first place after the string that starts at `start`.
fn end_of_string(content: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = content.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    content.len()
}

#[cfg(test)]
mod tests {
    use super::super::registry::tests::{lines, messages};

    #[test]
    fn names_the_line_of_a_fault() {
        assert_eq!(lines("json-syntax", "a.json", "{\n  \"a\": 1,\n}\n"), [3]);
        assert_eq!(messages("json-syntax", "a.json", "{\"a\": 1 \"b\": 2}"), ["expected `,` or `}`"]);
        assert_eq!(messages("json-syntax", "a.json", ""), ["EOF while parsing a value"]);
        assert_eq!(messages("json-syntax", "a.json", "[{\"a\": 1, \"a\": 2}]"), ["the key `a` occurs twice"]);
    }

    #[test]
    fn accepts_what_parsers_accept() {
        for content in ["1", "null", "{\"a\": [1, 2.5e300, \"x\", {\"a\": {}}]}", "\u{feff}{}"] {
            assert_eq!(messages("json-syntax", "a.json", content), [""; 0], "{content}");
        }
        assert_eq!(messages("json-syntax", "a.json", &format!("{}{}", "[".repeat(100), "]".repeat(100))), [""; 0]);
    }

    #[test]
    fn accepts_comments_where_the_program_does() {
        let content = "// first\n{\n  \"a\": \"http://b\", /* c */\n  \"d\": [1, 2,],\n}\n";
        for path in ["tsconfig.json", "web/tsconfig.build.json", ".vscode/settings.json", "x.code-workspace"] {
            assert_eq!(messages("json-syntax", path, content), [""; 0], "{path}");
        }
        assert_eq!(lines("json-syntax", "package.json", content), [1]);
        assert_eq!(lines("json-syntax", "tsconfig.json", "{\n  \"a\": 1,,\n}"), [3]);
    }
}
