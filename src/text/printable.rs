//! Text that people can read and no program interprets: what is invisible or controls a terminal
//! becomes an escape.
//!
//! The classes follow Unicode: control characters (`Cc`), format characters (`Cf`), line and
//! paragraph separators, fillers and other characters without a shape. Letters of every script,
//! combining marks and emoji are unchanged.

use std::fmt::Write as _;

/// Bytes as text that is safe on a terminal: bytes that are not UTF-8 become `\xff`, control characters
/// `\x1b`, and characters without a shape or that change the direction of text `\u{202e}`.
pub fn printable(bytes: &[u8]) -> String {
    escape(bytes, push_escape)
}

/// The same with every escaped character as its bytes, which is what a shell reads in `$'...'`.
pub(super) fn printable_bytes(bytes: &[u8]) -> String {
    escape(bytes, |shown, letter| {
        let mut buffer = [0; 4];
        letter.encode_utf8(&mut buffer).bytes().for_each(|byte| push_byte(shown, byte));
    })
}

fn escape(bytes: &[u8], push: fn(&mut String, char)) -> String {
    // Nearly every name is plain ASCII, and a history has a thousand of them.
    if bytes.iter().all(|byte| matches!(byte, b' '..=b'~')) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let mut shown = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for (letter, is_hidden) in hidden(chunk.valid()) {
            if is_hidden {
                push(&mut shown, letter);
            } else {
                shown.push(letter);
            }
        }
        for byte in chunk.invalid() {
            push_byte(&mut shown, *byte);
        }
    }
    shown
}

/// Appends the escape of a character.
pub fn push_escape(shown: &mut String, letter: char) {
    if letter.is_ascii() {
        push_byte(shown, letter as u8);
    } else {
        // Writing to a String cannot fail.
        let _ = write!(shown, "\\u{{{:x}}}", u32::from(letter));
    }
}

fn push_byte(shown: &mut String, byte: u8) {
    let _ = write!(shown, "\\x{byte:02x}");
}

/// Every character with whether it must be escaped. A joiner or variation selector between the parts of
/// an emoji is a part of its shape.
pub fn hidden(text: &str) -> impl Iterator<Item = (char, bool)> {
    let mut letters = text.chars().peekable();
    let mut before = '\0';
    std::iter::from_fn(move || {
        let letter = letters.next()?;
        let is_part_of_emoji = match letter {
            '\u{200d}' => is_emoji(before) && letters.peek().is_some_and(|next| is_pictograph(*next)),
            '\u{fe0f}' if is_pictograph(before) => true,
            '\u{fe0f}' => matches!(before, '0'..='9' | '#' | '*') && letters.peek() == Some(&'\u{20e3}'),
            _ => false,
        };
        // A selector belongs to the pictograph before it.
        before = if letter == '\u{fe0f}' && is_part_of_emoji && is_pictograph(before) { before } else { letter };
        Some((letter, is_invisible(letter) && !is_part_of_emoji))
    })
}

fn is_emoji(letter: char) -> bool {
    is_pictograph(letter) || matches!(letter, '\u{1f3fb}'..='\u{1f3ff}')
}

/// A coarse `Extended_Pictographic`: the blocks that contain emoji.
fn is_pictograph(letter: char) -> bool {
    matches!(letter,
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2194}'..='\u{21aa}'
        | '\u{231a}'..='\u{23ff}' | '\u{24c2}' | '\u{25aa}'..='\u{27bf}' | '\u{2934}' | '\u{2935}'
        | '\u{2b05}'..='\u{2b55}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}'
        | '\u{1f000}'..='\u{1f3fa}' | '\u{1f400}'..='\u{1faff}')
}

/// Whether a character has no shape of its own, or changes how others are shown.
fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}' | '\u{891}'
            | '\u{8e2}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fdd0}'..='\u{fdef}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1345f}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d159}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
        // Noncharacters: the last two of every plane.
        || u32::from(letter) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(printable(text.as_bytes()), expected);
    }

    #[test]
    fn readable_text_is_unchanged() {
        for text in [
            "é",
            "e\u{301}",
            "日本語",
            "한국어",
            "हिन्दी",
            "سلام",
            "שלום",
            "👍🏽",
            "👩‍💻",
            "🏳️‍🌈",
            "❤️‍🔥",
            "1️⃣",
            "©️",
            "\u{a0}",
            "＃",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn controls_and_invisible_characters_are_escaped() {
        check("a\x1b[31m\n\t\x7f", r"a\x1b[31m\x0a\x09\x7f");
        check("\u{9b}1m\u{85}", r"\u{9b}1m\u{85}");
        check("a\u{202e}b\u{2066}c\u{61c}", r"a\u{202e}b\u{2066}c\u{61c}");
        check("a\u{200b}\u{200d}b\u{feff}\u{ad}", r"a\u{200b}\u{200d}b\u{feff}\u{ad}");
        check("\u{2028}\u{2029}\u{e0041}\u{fe0f}\u{e0100}", r"\u{2028}\u{2029}\u{e0041}\u{fe0f}\u{e0100}");
        check("\u{fdd0}\u{ffff}\u{10fffe}", r"\u{fdd0}\u{ffff}\u{10fffe}");
        check("👩\u{200d}x 👩\u{200d}", r"👩\u{200d}x 👩\u{200d}");
        check("#\u{fe0f}[", r"#\u{fe0f}[");
        assert_eq!(printable(b"a\xff\xe2\x80"), r"a\xff\xe2\x80");
        assert_eq!(printable_bytes("\u{202e}\n".as_bytes()), r"\xe2\x80\xae\x0a");
    }
}
