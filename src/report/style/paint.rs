//! Colours and workflow commands of tidegate itself.
//!
//! Nothing is written as an escape sequence. A colour is a mark: a number that is drawn when the process
//! starts, between two characters that are not used for text. [`Door`](super::door::Door) turns marks into
//! escape sequences and escapes every other control character, so text of a repository or a server, which
//! cannot know the number, can neither colour anything nor be a command.

use std::fmt::{self, Display, Write as _};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::LazyLock;

/// The beginning of a mark.
static SEAL: LazyLock<String> = LazyLock::new(|| format!("\u{fdd0}{:016x}:", RandomState::new().hash_one(0)));

/// The end of a mark.
const END: char = '\u{fdd1}';

/// The mark of a line that is a workflow command.
const COMMAND: &str = "command";

/// A part of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Part<'a> {
    Text(&'a str),
    /// The parameters of a colour, as in `ESC [ 1 ; 31 m`.
    Colour(&'a str),
    /// The line is a workflow command.
    Command,
}

/// Splits text at its marks.
pub(in crate::report) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    for (number, piece) in text.split(SEAL.as_str()).enumerate() {
        let mark = if number == 0 { None } else { piece.split_once(END) };
        let rest = match mark {
            Some((COMMAND, rest)) => {
                parts.push(Part::Command);
                rest
            }
            Some((colour, rest)) => {
                parts.push(Part::Colour(colour));
                rest
            }
            None => piece,
        };
        if !rest.is_empty() {
            parts.push(Part::Text(rest));
        }
    }
    parts
}

/// Text without its marks.
pub(in crate::report) fn plain(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let texts = parts(&text).into_iter().filter_map(|part| match part {
        Part::Text(text) => Some(text),
        Part::Colour(_) | Part::Command => None,
    });
    texts.collect()
}

/// The mark that makes its line a workflow command.
pub(in crate::report) fn command() -> String {
    format!("{}{COMMAND}{END}", *SEAL)
}

/// Turns the escape sequences for colours in text of a library or of tidegate itself into marks. Text of
/// others must have been escaped before the library got it.
pub fn trusted(text: &str) -> String {
    let mut marked = String::with_capacity(text.len());
    for (number, piece) in text.split("\u{1b}[").enumerate() {
        let is_colour = |(parameters, _): &(&str, &str)| {
            number > 0 && parameters.bytes().all(|byte| byte.is_ascii_digit() || byte == b';')
        };
        match piece.split_once('m').filter(is_colour) {
            Some((parameters, rest)) => {
                push_mark(&mut marked, parameters);
                marked.push_str(rest);
            }
            None if number > 0 => {
                marked.push_str("\u{1b}[");
                marked.push_str(piece);
            }
            None => marked.push_str(piece),
        }
    }
    marked
}

fn push_mark(text: &mut String, body: &str) {
    // Writing to a String cannot fail.
    let _ = write!(text, "{}{body}{END}", *SEAL);
}

/// A colour or weight.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::report) struct Style(owo_colors::Style);

impl Style {
    pub(in crate::report) const GREEN: Self = Self(owo_colors::Style::new().green());
    pub(in crate::report) const RED: Self = Self(owo_colors::Style::new().red());
    pub(in crate::report) const YELLOW: Self = Self(owo_colors::Style::new().yellow());
    pub(in crate::report) const DIMMED: Self = Self(owo_colors::Style::new().dimmed());
    const CYAN: Self = Self(owo_colors::Style::new().cyan());
    const BRIGHT_BLUE: Self = Self(owo_colors::Style::new().bright_blue());

    #[must_use]
    pub(in crate::report) fn bold(self) -> Self {
        Self(self.0.bold())
    }

    /// Returns the text in this style.
    pub(in crate::report) fn paint<T: Display>(self, text: T) -> Painted<T> {
        Painted { style: self, text }
    }
}

/// Text in a style.
pub struct Painted<T> {
    style: Style,
    text: T,
}

impl<T: Display> Painted<T> {
    /// The same in bold.
    #[must_use]
    pub fn bold(self) -> Self {
        Self { style: self.style.bold(), ..self }
    }
}

impl<T: Display> Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, end) = (self.style.0.prefix_formatter().to_string(), self.style.0.suffix_formatter().to_string());
        write!(f, "{}{}{}", trusted(&start), self.text, trusted(&end))
    }
}

/// Colours and weights of text.
pub trait Paint: Display {
    /// In bold.
    fn bold(&self) -> Painted<&Self> {
        Style::default().bold().paint(self)
    }
    /// In a weaker colour.
    fn dimmed(&self) -> Painted<&Self> {
        Style::DIMMED.paint(self)
    }
    /// In red.
    fn red(&self) -> Painted<&Self> {
        Style::RED.paint(self)
    }
    /// In green.
    fn green(&self) -> Painted<&Self> {
        Style::GREEN.paint(self)
    }
    /// In yellow.
    fn yellow(&self) -> Painted<&Self> {
        Style::YELLOW.paint(self)
    }
    /// In cyan.
    fn cyan(&self) -> Painted<&Self> {
        Style::CYAN.paint(self)
    }
    /// In bright blue.
    fn bright_blue(&self) -> Painted<&Self> {
        Style::BRIGHT_BLUE.paint(self)
    }
}

impl Paint for str {}
impl Paint for String {}
impl Paint for std::path::Display<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_marks_are_colours() {
        let text = format!("a {} \u{1b}[31mb \u{fdd0}0000000000000000:31\u{fdd1}", "c".red().bold());
        let colours: Vec<Part> = parts(&text).into_iter().filter(|part| !matches!(part, Part::Text(_))).collect();
        assert_eq!(colours, [Part::Colour("31;1"), Part::Colour("0")]);
        assert_eq!(plain(text.as_bytes()), "a c \u{1b}[31mb \u{fdd0}0000000000000000:31\u{fdd1}");
    }

    #[test]
    fn colours_of_a_library_become_marks() {
        assert_eq!(plain(trusted("\u{1b}[1m\u{1b}[31m::error\u{1b}[0m").as_bytes()), "::error");
        assert_eq!(plain(trusted("a\u{1b}[2Jb m").as_bytes()), "a\u{1b}[2Jb m");
    }
}
