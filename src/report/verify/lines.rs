//! The lines of an entry that differs.

use super::extent::Extent;
use crate::replay::Change;
use crate::report::style::paint::Style;
use crate::report::style::wording;
use crate::text::difference::{Line, difference};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr as _;

/// Equal lines that are shown around different ones, where the order of lines is significant.
const CONTEXT: usize = 1;

/// Columns before a line of an entry.
const MARGIN: usize = "    - ".len();

/// A line of an entry, ready to be coloured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RenderedLine {
    sign: char,
    text: String,
    /// The bytes that differ from the other line.
    marked: std::ops::Range<usize>,
}

impl RenderedLine {
    fn new(sign: char, text: &str) -> Self {
        let text = wording::safe(&text.replace('\t', "    "));
        Self { sign, marked: 0..0, text }
    }

    pub(super) fn added(text: &str) -> Self {
        Self::new('+', text)
    }

    pub(super) fn removed(text: &str) -> Self {
        Self::new('-', text)
    }

    pub(super) fn write(&self, extent: Extent, out: &mut dyn Write) -> io::Result<()> {
        let Self { text, marked, .. } = match extent {
            Extent::Head { width } => &self.cut(width.saturating_sub(MARGIN).max(30)),
            Extent::Full => self,
        };
        let style = match self.sign {
            '+' => Style::GREEN,
            '-' => Style::RED,
            _ => Style::DIMMED,
        };
        let whole = format!("{} {text}", self.sign);
        let marked = if marked.is_empty() { whole.len()..whole.len() } else { marked.start + 2..marked.end + 2 };
        let parts =
            [(&whole[..marked.start], style), (&whole[marked.clone()], style.bold()), (&whole[marked.end..], style)];
        let parts = parts.into_iter().filter(|(part, _)| !part.is_empty());
        writeln!(out, "    {}", parts.map(|(part, style)| style.paint(part).to_string()).collect::<String>())
    }

    /// Cuts the line to at most this many columns, around what differs.
    fn cut(&self, room: usize) -> Self {
        if self.text.width() <= room {
            return self.clone();
        }
        let starts: Vec<usize> = self.text.char_indices().map(|(at, _)| at).collect();
        let body = room.saturating_sub(2 * CUT.len()).min(starts.len());
        // A third of the room shows what comes before.
        let from = starts.partition_point(|at| *at < self.marked.start).saturating_sub(room / 3);
        let start = if from <= CUT.len() { 0 } else { from.min(starts.len() - body) };
        let end = if start == 0 { body + CUT.len() } else { start + body };
        let byte = |letter: usize| starts.get(letter).copied().unwrap_or(self.text.len());
        let head = if start > 0 { CUT.trim_start() } else { "" };
        let tail = if end < starts.len() { CUT } else { "" };
        let shift = |at: usize| at.clamp(byte(start), byte(end)) - byte(start) + head.len();
        Self {
            sign: self.sign,
            text: format!("{head}{}{tail}", &self.text[byte(start)..byte(end)]),
            marked: shift(self.marked.start)..shift(self.marked.end),
        }
    }
}

/// Replaces a part of a line that is left out.
const CUT: &str = " ... ";

/// Whether the lines of an entry are a list in which the order is not significant.
fn is_list(change: &Change) -> bool {
    matches!(change.object.kind.as_str(), "table" | "foreign table")
}

/// A line of a list without its comma.
fn of_list(line: &str) -> &str {
    line.trim().trim_end_matches(',')
}

/// The lines of a changed entry.
pub(super) fn of(change: &Change, extent: Extent) -> Vec<RenderedLine> {
    let is_list = is_list(change);
    let bare = if is_list { of_list } else { str::trim_end };
    let (actual, expected): (Vec<&str>, Vec<&str>) =
        (change.before.lines().map(bare).collect(), change.after.lines().map(bare).collect());
    let lines = difference(&actual, &expected);
    let mut rendered: Vec<RenderedLine> = Vec::new();
    let mut rest = &lines[..];
    while !rest.is_empty() {
        let same = rest.iter().take_while(|line| matches!(line, Line::Both(_))).count();
        let (both, next) = rest.split_at(same);
        rendered.extend(both.iter().map(|line| match line {
            Line::Both(line) | Line::First(line) | Line::Second(line) => RenderedLine::new(' ', line),
        }));
        let differ = next.iter().take_while(|line| !matches!(line, Line::Both(_))).count();
        rendered.extend(hunk(&next[..differ], is_list));
        rest = &next[differ..];
    }
    match extent {
        Extent::Full => rendered,
        Extent::Head { .. } => in_context(rendered, if is_list { 0 } else { CONTEXT }),
    }
}

/// Lines that differ: in a list each is followed by the one that replaces it, elsewhere all of one
/// side come before all of the other.
fn hunk(lines: &[Line], is_list: bool) -> Vec<RenderedLine> {
    let mut removed: Vec<RenderedLine> = Vec::new();
    let mut added: Vec<RenderedLine> = Vec::new();
    for line in lines {
        match line {
            Line::First(line) => removed.push(RenderedLine::removed(line)),
            Line::Second(line) | Line::Both(line) => added.push(RenderedLine::added(line)),
        }
    }
    if !is_list {
        if removed.len() == added.len() {
            removed.iter_mut().zip(&mut added).for_each(|(one, other)| mark(one, other));
        }
        removed.append(&mut added);
        return removed;
    }
    let mut rendered = Vec::new();
    for mut one in removed {
        let other = added.iter().position(|other| item(&other.text) == item(&one.text));
        match other.map(|at| added.remove(at)) {
            Some(mut other) => {
                mark(&mut one, &mut other);
                rendered.extend([one, other]);
            }
            None => rendered.push(one),
        }
    }
    rendered.append(&mut added);
    rendered
}

/// Subject of a list item: everything up to the end of its first quoted name.
fn item(line: &str) -> &str {
    let end = line.match_indices('"').nth(1).map_or(line.len(), |(at, _)| at + 1);
    &line[..end]
}

/// Marks what is not the same in two lines, in whole words.
fn mark(one: &mut RenderedLine, other: &mut RenderedLine) {
    let is_word = |letter: &char| letter.is_alphanumeric() || *letter == '_';
    let same = |one: &mut dyn Iterator<Item = char>, other: &mut dyn Iterator<Item = char>| -> usize {
        let same: Vec<char> =
            one.zip(other).take_while(|(one, other)| one == other).map(|(letter, _)| letter).collect();
        let part = same.iter().rev().take_while(|letter| is_word(letter)).count();
        same[..same.len() - part].iter().map(|letter| letter.len_utf8()).sum()
    };
    let head = same(&mut one.text.chars(), &mut other.text.chars());
    let tail = same(&mut one.text[head..].chars().rev(), &mut other.text[head..].chars().rev());
    one.marked = head..one.text.len() - tail;
    other.marked = head..other.text.len() - tail;
}

/// Differing lines with a few lines around them; a gap is shown as `...`.
fn in_context(lines: Vec<RenderedLine>, context: usize) -> Vec<RenderedLine> {
    let differs: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].sign != ' ').collect();
    let is_near = |at: usize| {
        let next = differs.partition_point(|differs| *differs < at);
        let near = |other: Option<&usize>| other.is_some_and(|other| other.abs_diff(at) <= context);
        near(differs.get(next)) || near(next.checked_sub(1).and_then(|before| differs.get(before)))
    };
    let (count, mut shown, mut last) = (lines.len(), Vec::new(), None);
    for (at, line) in lines.into_iter().enumerate() {
        if !is_near(at) {
            continue;
        }
        if context > 0 && last.map_or(at > 0, |last: usize| last + 1 < at) {
            shown.push(RenderedLine::new(' ', "..."));
        }
        last = Some(at);
        shown.push(line);
    }
    if context > 0 && last.is_some_and(|last| last + 1 < count) {
        shown.push(RenderedLine::new(' ', "..."));
    }
    shown
}
