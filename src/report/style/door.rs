//! The door through which every byte leaves for a terminal, a log or a job summary.
//!
//! Whatever a format does with its fields, here the text of a repository or a server loses every other
//! meaning than to be read: control and invisible characters are escaped, and no line is a command of a
//! CI service. Only marks of [`paint`] become colours and commands.
//!
//! Commands that are known here:
//! - GitHub Actions: `::` at the start of a line after white space, and `##[` anywhere
//!   (actions/runner, `ActionCommand.cs`); also Gitea and Forgejo;
//! - Azure Pipelines: `##vso[` and `##[` (`Command.cs` of azure-pipelines-agent);
//! - `TeamCity`: `##teamcity[` anywhere;
//! - GitLab and Travis CI: `section_start:...` and `travis_fold:...`, which need a carriage return and
//!   an escape sequence.

use super::paint::{self, Part};
use crate::text::printable::{hidden, printable, push_escape};
use std::io::{self, Write};

/// A writer that makes every line harmless. It passes on whole lines, and the start of a line when it
/// is flushed.
pub struct Door<W: Write> {
    inner: W,
    line: Vec<u8>,
    /// Whether nothing but white space of the current line was passed on.
    is_at_start: bool,
}

impl<W: Write> Door<W> {
    /// A door before `inner`.
    pub fn new(inner: W) -> Self {
        Self { inner, line: Vec::new(), is_at_start: true }
    }

    /// The writer behind the door, for its own state; what is written to it directly is not made harmless.
    pub fn get_mut(&mut self) -> &mut W {
        &mut self.inner
    }

    fn pass(&mut self, has_end: bool) -> io::Result<()> {
        let mut line = std::mem::take(&mut self.line);
        let is_at_start = std::mem::replace(&mut self.is_at_start, has_end);
        if !is_plain(&line) || !has_end {
            let part = Visible::of(&line);
            self.is_at_start |= is_at_start && part.text.trim().is_empty();
            line = part.harmless(is_at_start, has_end).into_bytes();
        }
        if has_end {
            line.push(b'\n');
        }
        self.inner.write_all(&line)
    }
}

impl<W: Write> Write for Door<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        while let Some(end) = memchr::memchr(b'\n', rest) {
            self.line.extend_from_slice(&rest[..end]);
            rest = &rest[end + 1..];
            self.pass(true)?;
        }
        self.line.extend_from_slice(rest);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.line.is_empty() {
            self.pass(false)?;
        }
        self.inner.flush()
    }
}

impl<W: Write> Drop for Door<W> {
    fn drop(&mut self) {
        // A line without an end, of a command that did not finish.
        let _ = self.flush();
    }
}

/// Returns text as a door writes it.
pub fn through_door(text: &[u8]) -> Vec<u8> {
    let mut written = Vec::with_capacity(text.len());
    let mut door = Door::new(&mut written);
    // Writing to memory cannot fail.
    let _ = door.write_all(text);
    drop(door);
    written
}

/// Whether a line has nothing to look at: printable ASCII that begins no command.
fn is_plain(line: &[u8]) -> bool {
    line.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\t'))
        && !line.trim_ascii_start().starts_with(b":")
        && memchr::memmem::find(line, b"##").is_none()
}

/// A line as people see it.
struct Visible {
    text: String,
    /// Escape sequences with their offsets in the text.
    colours: Vec<(usize, String)>,
    /// Whether it is a workflow command of tidegate.
    is_command: bool,
}

impl Visible {
    /// Escapes everything that does not belong to a mark.
    fn of(line: &[u8]) -> Self {
        let mut valid = String::with_capacity(line.len());
        for chunk in line.utf8_chunks() {
            valid.push_str(chunk.valid());
            valid.push_str(&printable(chunk.invalid()));
        }
        let mut visible = Self { text: String::with_capacity(line.len()), colours: Vec::new(), is_command: false };
        for part in paint::parts(&valid) {
            match part {
                Part::Colour(parameters) => {
                    visible.colours.push((visible.text.len(), format!("\u{1b}[{parameters}m")));
                }
                // Only at the start, so that no text before it makes another command of it.
                Part::Command => visible.is_command |= visible.text.is_empty(),
                Part::Text(text) => visible.push(text),
            }
        }
        visible
    }

    fn push(&mut self, text: &str) {
        for (letter, is_hidden) in hidden(text) {
            if is_hidden && letter != '\t' {
                push_escape(&mut self.text, letter);
            } else {
                self.text.push(letter);
            }
        }
    }

    /// Returns the line with its colours, and with a space in everything that would be a command.
    fn harmless(&self, is_at_start: bool, has_end: bool) -> String {
        let text = &self.text;
        let mut breaks = inner_commands(text);
        if is_at_start && !self.is_command {
            breaks.extend(command_at_start(text, has_end));
        }
        breaks.extend((!has_end).then(|| command_at_end(text)).flatten());
        breaks.sort_unstable();
        breaks.dedup();
        let mut breaks = breaks.into_iter().peekable();
        let mut shown = String::with_capacity(text.len());
        let mut at = 0;
        for (place, colour) in self.colours.iter().map(|(place, colour)| (*place, &**colour)).chain([(text.len(), "")])
        {
            while let Some(next) = breaks.next_if(|next| *next <= place) {
                shown.push_str(&text[at..next]);
                shown.push(' ');
                at = next;
            }
            shown.push_str(&text[at..place]);
            shown.push_str(colour);
            at = place;
        }
        shown
    }
}

/// Between the colons of a line that begins with `::`; the second one may follow later.
fn command_at_start(text: &str, has_end: bool) -> Option<usize> {
    let content = text.trim_start();
    (content.starts_with("::") || content == ":" && !has_end).then(|| text.len() - content.len() + 1)
}

/// Before the word of every `##word[`.
fn inner_commands(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let ends = memchr::memmem::find_iter(bytes, b"##").map(|at| at + count(&bytes[at..], |byte| byte == b'#'));
    ends.filter(|end| bytes.get(end + count(&bytes[*end..], is_of_word)) == Some(&b'[')).collect()
}

/// Before the word at the end that may become one: the line is not complete.
fn command_at_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let word = bytes.iter().rev().take_while(|byte| is_of_word(**byte)).count();
    let end = bytes.len() - word;
    bytes[..end].ends_with(b"#").then_some(end)
}

fn count(bytes: &[u8], is_counted: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| is_counted(**byte)).count()
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::style::paint::Paint as _;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(String::from_utf8_lossy(&through_door(text.as_bytes())), expected);
    }

    #[test]
    fn no_line_of_text_is_a_command() {
        check("a ::b\n \u{a0}::error::c\n::\n", "a ::b\n \u{a0}: :error::c\n: :\n");
        check("d ##[add-mask]e ##vso[x]y ###teamcity[z\n", "d ## [add-mask]e ## vso[x]y ### teamcity[z\n");
        check("## heading ##\n", "## heading ##\n");
        check("\u{feff}::a\r::b\u{2028}::c\n", "\\u{feff}::a\\x0d::b\\u{2028}::c\n");
        check("section_start:1:x\r\x1b[0K\n", "section_start:1:x\\x0d\\x1b[0K\n");
        check(&format!("{}{}::\n", "".red(), ":".bold()), "\u{1b}[31m\u{1b}[0m\u{1b}[1m: \u{1b}[0m::\n");
        check(&format!("#{}[x]\n", "#".bold()), "#\u{1b}[1m# \u{1b}[0m[x]\n");
    }

    #[test]
    fn a_command_of_our_own_is_one() {
        let mark = paint::command();
        check(&format!("{mark}::error::a ##[b]\n::error::c\n"), "::error::a ## [b]\n: :error::c\n");
        check(&format!("x{mark}::error::a\n"), "x::error::a\n");
        check(&format!(" {mark}::error::a\n"), " : :error::a\n");
    }

    #[test]
    fn readable_text_and_our_colours_pass() {
        check("é 日本語 👩‍💻\ttab\n", "é 日本語 👩‍💻\ttab\n");
        check(&format!("{}\x1b[31mx\n", "a".red().bold()), "\u{1b}[31;1ma\u{1b}[0m\\x1b[31mx\n");
        assert_eq!(through_door(b"a\xff\x9b\n"), br"a\xff\x9b".iter().chain(b"\n").copied().collect::<Vec<u8>>());
    }

    #[test]
    fn parts_of_a_line_are_one_line() {
        let mut written = Vec::new();
        let mut door = Door::new(&mut written);
        for part in ["a ##", "[x]\n", ":", ":error::\n", " ", "::b\n", "c", "::d\n"] {
            door.write_all(part.as_bytes()).expect("memory");
            door.flush().expect("memory");
        }
        drop(door);
        assert_eq!(String::from_utf8_lossy(&written), "a ## [x]\n: :error::\n : :b\nc::d\n");
    }
}
