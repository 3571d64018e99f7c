//! Patterns of paths, as in the settings of other tools: `seeds/*.sql`.

use super::RelPath;
use regex::bytes::Regex;
use std::fmt::Write as _;

/// A pattern of paths as Go's `path.Match` reads it: `*` and `?` match within a name, `[...]` one letter; `**` is `*`.
#[derive(Clone, Debug)]
pub struct PathPattern(Regex);

impl PathPattern {
    /// Reads a pattern that is relative to a folder; `None` if it leaves the repository or is too long.
    pub fn new(folder: &RelPath, pattern: &str) -> Option<Self> {
        let mut parts: Vec<String> = folder.parts().map(|part| String::from_utf8_lossy(part).into_owned()).collect();
        for part in pattern.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()?),
                part => parts.push(part.to_owned()),
            }
        }
        let fixed = folder.parts().count().min(parts.len());
        let mut text = String::from("^");
        for (at, part) in parts.iter().enumerate() {
            let is_last = at + 1 == parts.len();
            // A folder of the repository is a name, not a pattern.
            let is_name = at < fixed && folder.parts().nth(at).is_some_and(|name| name == part.as_bytes());
            text.push_str(&if is_name { regex::escape(part) } else { expression(part) });
            text.push_str(if is_last { "" } else { "/" });
        }
        text.push('$');
        regex::bytes::RegexBuilder::new(&text).size_limit(1 << 20).dot_matches_new_line(true).build().ok().map(Self)
    }

    /// Whether a path matches.
    pub fn is_match(&self, path: &RelPath) -> bool {
        self.0.is_match(path.as_bytes())
    }
}

/// The regular expression of a part between two slashes.
fn expression(part: &str) -> String {
    let mut text = String::new();
    let mut letters = part.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '*' => text.push_str("[^/]*"),
            '?' => text.push_str("[^/]"),
            '[' if part[at + 1..].find(']').is_some_and(|end| end > 0) => {
                let end = at + 1 + part[at + 1..].find(']').unwrap_or_default();
                let inner = &part[at + 1..end];
                let negated = inner.strip_prefix(['!', '^']);
                let inner = negated
                    .unwrap_or(inner)
                    .replace('\\', "\\\\")
                    .replace('[', "\\[")
                    .replace('&', "\\&")
                    .replace('~', "\\~");
                // Writing to a String cannot fail.
                let _ = write!(text, "[{}{inner}]", if negated.is_some() { "^/" } else { "" });
                letters.by_ref().find(|(other, _)| *other == end);
            }
            letter => text.push_str(&regex::escape(letter.encode_utf8(&mut [0; 4]))),
        }
    }
    text
}
