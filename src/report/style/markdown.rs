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
            if number > 0 && !(is_balanced && number % 2 == 0) {
                shown.push_str("\\`");
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

/// Escapes the punctuation of Markdown; `@` would notify people.
fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '&' => shown.push_str("&amp;"),
            '@' => shown.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '!' => {
                shown.push('\\');
                shown.push(letter);
            }
            letter => shown.push(letter),
        }
    }
    shown
}

/// Returns a code span, fenced so that backticks in it are literal (GFM, section 6.3); in a table `|`
/// is escaped even there (GFM, section 4.10).
pub(in crate::report) fn code(text: &str) -> String {
    let text = text.replace('|', "\\|");
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
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
        assert_eq!(cell("use `a|b` <now> @you | *me*"), r"use `a\|b` &lt;now&gt; &#64;you \| \*me\*");
        assert_eq!(cell("odd ` tick"), r"odd \` tick");
        assert_eq!(code("a`b"), "`` a`b ``");
    }

    #[test]
    fn a_fence_is_longer_than_any_in_the_text() {
        let mut out = Vec::new();
        write_block("diff", "a\n~~~~~\nb\n", &mut out).expect("a buffer takes everything");
        assert_eq!(String::from_utf8_lossy(&out), "~~~~~~diff\na\n~~~~~\nb\n~~~~~~\n\n");
    }
}
