//! The lines of a diagnosis.

use crate::report::style::paint::Paint as _;
use crate::report::style::wording::safe_lines;
use std::io::{self, Write};

/// Columns before a fact: `  ok `.
const FACT: usize = 5;

/// Columns before the next command: `     next: `.
const NEXT: usize = 11;

/// The result of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Ok,
    Note,
    Wrong,
}

#[derive(Debug)]
enum Line {
    Title(&'static str),
    Fact(Mark, String),
    /// The help for the fact above.
    Next(String),
}

/// A diagnosis, line by line.
#[derive(Debug, Default)]
pub struct Sheet {
    lines: Vec<Line>,
}

impl Sheet {
    pub(super) fn title(&mut self, title: &'static str) {
        self.lines.push(Line::Title(title));
    }

    pub(super) fn line(&mut self, mark: Mark, text: &str) {
        self.lines.push(Line::Fact(mark, text.to_owned()));
    }

    pub(super) fn next(&mut self, command: &str) {
        self.lines.push(Line::Next(command.to_owned()));
    }

    /// Whether anything is wrong.
    pub fn has_problems(&self) -> bool {
        self.lines.iter().any(|line| matches!(line, Line::Fact(Mark::Wrong, _)))
    }

    /// Writes it for people.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        for line in &self.lines {
            match line {
                Line::Title(title) => writeln!(out, "{}", title.bold())?,
                Line::Fact(Mark::Ok, text) => writeln!(out, "  {} {}", "ok".green(), safe_lines(text, FACT))?,
                Line::Fact(Mark::Note, text) => writeln!(out, "   {} {}", "-".dimmed(), safe_lines(text, FACT))?,
                Line::Fact(Mark::Wrong, text) => writeln!(out, "  {} {}", "!!".red().bold(), safe_lines(text, FACT))?,
                Line::Next(command) => writeln!(out, "     {} {}", "next:".cyan().bold(), safe_lines(command, NEXT))?,
            }
        }
        Ok(())
    }
}
