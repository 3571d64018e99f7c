//! Markdown for the job summary of GitHub Actions, which may not be larger than 1 MiB.

use super::wording;
use std::io::{self, Write};

/// The longest text of a cell, in characters.
const CELL: usize = 600;

/// Lines that a block of code has at most.
pub(in crate::report) const LINES: usize = 100;

/// The longest line of a block of code, in characters.
const LINE: usize = 400;

/// Returns text for a cell: what is between backticks stays code, everything else loses its meaning
/// as Markdown or HTML.
pub(in crate::report) fn cell(text: &str) -> String {
    let short = shortened(&wording::safe(text));
    let parts: Vec<&str> = short.split('`').collect();
    let is_balanced = parts.len() % 2 == 1;
    let mut shown = String::new();
    for (number, part) in parts.iter().enumerate() {
        if is_balanced && number % 2 == 1 && !part.is_empty() {
            shown.push_str(&code(part));
        } else {
            if number > 0 && !(is_balanced && number % 2 == 0 && !parts[number - 1].is_empty()) {
                shown.push_str("&#96;");
            }
            shown.push_str(&plain(part));
        }
    }
    shown
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(CELL) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

/// Escapes what Markdown and HTML interpret. GitHub makes links of addresses and of `@name`, and pictures
/// of `:word:`, whatever is escaped in them; in code it does not.
fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for word in text.split_inclusive(' ') {
        let bare = word.trim_matches(|letter: char| " .,;:()'\"".contains(letter));
        let is_symbol = word.contains('@') || word.trim_start_matches(['(', '\'', '"']).starts_with(':');
        let is_address = bare.contains(':') || bare.to_ascii_lowercase().contains("www.");
        let span = match word.find(bare) {
            _ if is_symbol => 0..word.trim_end().len(),
            Some(start) if is_address => start..start + bare.len(),
            _ => 0..0,
        };
        push_entities(&mut shown, &word[..span.start]);
        if !span.is_empty() {
            shown.push_str(&code(&word[span.clone()]));
        }
        push_entities(&mut shown, &word[span.end..]);
    }
    shown
}

/// Writes everything that can have a meaning as a character reference, which never has one (GFM, section
/// 6.2): markup anywhere, and the marks of lists and headings.
fn push_entities(shown: &mut String, text: &str) {
    use std::fmt::Write as _;
    for letter in text.chars() {
        let is_bullet = shown.trim_end().is_empty() && matches!(letter, '-' | '+' | '=');
        let is_number =
            matches!(letter, '.' | ')') && !shown.is_empty() && shown.bytes().all(|byte| byte.is_ascii_digit());
        if is_bullet || is_number || r"<>&@\`*_[]|~#!$^{}".contains(letter) {
            // Writing to a String cannot fail.
            let _ = write!(shown, "&#{};", u32::from(letter));
        } else {
            shown.push(letter);
        }
    }
}

/// Returns a code span. In plain words it is one of Markdown; everything else is written as character
/// references within `<code>`, because rules for backticks, bars and backslashes differ in tables.
pub(in crate::report) fn code(text: &str) -> String {
    use std::fmt::Write as _;
    let text = wording::safe(text);
    if !text.contains(['`', '|', '\\']) && !text.starts_with(' ') && !text.ends_with(' ') && !text.is_empty() {
        return format!("`{text}`");
    }
    let mut shown = String::from("<code>");
    for letter in text.chars() {
        if letter.is_ascii_punctuation() && !"/-,()".contains(letter) {
            // Writing to a String cannot fail.
            let _ = write!(shown, "&#{};", u32::from(letter));
        } else {
            shown.push(letter);
        }
    }
    shown + "</code>"
}

/// Writes the first lines of a text as a block of code, within a fence that does not occur in it
/// (GFM, section 4.5).
pub(in crate::report) fn write_block(language: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    let longest = text.split(|letter| letter != '~').map(str::len).max().unwrap_or(0);
    let fence = "~".repeat((longest + 1).max(4));
    writeln!(out, "{fence}{language}")?;
    for line in text.lines().take(LINES) {
        match line.char_indices().nth(LINE) {
            Some((end, _)) => writeln!(out, "{}...", &line[..end])?,
            None => writeln!(out, "{line}")?,
        }
    }
    writeln!(out, "{fence}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_keeps_its_code_and_nothing_else() {
        let bar = "<code>a&#124;b</code>";
        assert_eq!(cell("use `a|b` <now> *me*"), format!("use {bar} &#60;now&#62; &#42;me&#42;"));
        assert_eq!(cell("odd ` tick"), "odd &#96; tick");
        assert_eq!(cell("`` a"), "&#96;&#96; a");
        assert_eq!(cell("see https://x.y/, @you or a@b.c: :tada:"), "see `https://x.y/`, `@you` or `a@b.c:` `:tada:`");
        assert_eq!(cell("1. one"), "1&#46; one");
        assert_eq!(code("a`b"), "<code>a&#96;b</code>");
    }

    #[test]
    fn a_fence_is_longer_than_any_in_the_text() {
        let mut out = Vec::new();
        write_block("diff", "a\n~~~~~\nb\n", &mut out).expect("a buffer takes everything");
        assert_eq!(String::from_utf8_lossy(&out), "~~~~~~diff\na\n~~~~~\nb\n~~~~~~\n\n");
    }
}
