//! Writing of JSON.
//!
//! A string keeps every character of its value, but as an escape if it is invisible or could be a part of
//! a command to a terminal or a CI service: tools show the bytes of a document as they are.

use crate::text::printable::hidden;
use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};
use std::io::{self, Write};

/// The `version` of every object. It is raised when a key changes its meaning or is removed; new
/// keys do not raise it.
pub(in crate::report) const VERSION: u32 = 1;

/// Writes one value and a newline.
pub(in crate::report) fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Escaping(PrettyFormatter::new())))?;
    writeln!(out)
}

/// Pretty, with more escapes in strings.
struct Escaping(PrettyFormatter<'static>);

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        if fragment.bytes().all(|byte| matches!(byte, b' '..=b'~')) && !fragment.contains("##") {
            return out.write_all(fragment.as_bytes());
        }
        let mut escaped = String::with_capacity(fragment.len());
        let mut before = '\0';
        for (letter, is_hidden) in hidden(fragment) {
            // The commands of Azure Pipelines and TeamCity begin with `##`.
            if is_hidden || (letter, before) == ('#', '#') {
                use std::fmt::Write as _;
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    // Writing to a String cannot fail.
                    let _ = write!(escaped, "\\u{unit:04x}");
                }
            } else {
                escaped.push(letter);
            }
            before = letter;
        }
        out.write_all(escaped.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, is_first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, is_first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, is_first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, is_first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_keep_their_value_and_show_no_command() {
        let value = "a \u{1b}]0;x\u{7} \u{9b}1m \u{202e}\u{2028}\u{e0041} ##vso[x]###[y] \r\n::error::é 👩‍💻 \"\\";
        let mut out = Vec::new();
        write(&[value], &mut out).expect("memory");
        let text = String::from_utf8(out).expect("text");
        assert_eq!(serde_json::from_str::<Vec<String>>(&text).expect("JSON"), [value]);
        assert!(text.contains("é 👩‍💻") && text.contains(r"\u202e") && text.contains(r"\udb40\udc41"), "{text}");
        assert!(!text.contains("##"), "{text}");
        assert_eq!(super::super::door::through_door(text.as_bytes()), text.as_bytes());
    }
}
